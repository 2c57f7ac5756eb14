// Program + Plan -> C++17 that a person can read, with a C header beside it. Called by the command line, verify and the packages.
// The emitted files need the device sources that device_sources() lists, no others. Nothing here chooses or computes.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/template.h"
#include "compiler/lower/program.h"
#include "compiler/plan/plan.h"

namespace pinhole {

struct EmitOptions {
  std::string source;  // what the program was made from, for the first comment: "leaf.tflite"
  std::string target;  // "cortex-m4 at 64 MHz", for the comment; empty: none
};

// Where a layer's code stands, so that the emulator can attribute cycles (pinhole-sim --layers).
struct EmittedLayer {
  std::int32_t index;
  std::string name, op, kernel, summary;
  std::uint64_t macs, estimated_cycles;
  std::string file;  // relative path as compiled
  std::int32_t first_line, last_line;
};

struct Emitted {
  std::vector<SourceFile> files;        // NAME.h, NAME.cc, NAME_weights.cc, NAME_c.h
  std::vector<EmittedLayer> layers;     // one a step, in order
  std::set<std::string> kernels;        // functions called
  std::size_t arena_bytes = 0;          // sizeof(Model)
  bool uses_frames = false;             // preprocess() was generated
  std::size_t frame_scratch_bytes = 0;  // what model.input() offers it as scratch
};

// The plan must be one of this program. Throws InternalError on a program level feature that emission does not write yet (Stream, Patches).
Emitted emit_model(const Program& program, const Plan& plan, const EmitOptions& options);

// The device files that these kernels need, with every header they include: {"device/kernels/add/portable.cc", ...}.
std::vector<SourceFile> device_sources(const std::set<std::string>& kernels, bool frames);

// All files needed to run the interpreter on a chip.
std::vector<SourceFile> interpreter_sources();

// Model and device files together.
std::vector<SourceFile> all_sources(const Emitted& emitted);

}  // namespace pinhole
