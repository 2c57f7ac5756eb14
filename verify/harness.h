// Firmware and host programs made only for checking and measuring: a main() around emitted models, or around the interpreter.
// Used by engines.cc and the commands bench and eval.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/file.h"
#include "compiler/compile.h"

namespace pinhole {

// A model with main(): fills the input, calls run() twice, stops at BKPT 0.
std::vector<SourceFile> bench_sources(const CompiledModel& model);

// Models of distinct names behind the protocol of firmware/session.h; `model` of a case is the index here.
std::vector<SourceFile> session_sources(std::span<const CompiledModel* const> models);

// The interpreter behind the same protocol, with .tflite files in flash and one arena of arena_bytes.
std::vector<SourceFile> interpreter_session_sources(std::span<const Bytes* const> models, std::size_t arena_bytes);

// For the host: function `pinhole_run_I(const void* const* inputs, void* const* outputs)` for each model I.
std::vector<SourceFile> host_sources(std::span<const CompiledModel* const> models);

}  // namespace pinhole
