// A model compiled for a board, built as benchmark firmware and counted on the emulator: what bench, build, fit and report share.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "cli/options.h"
#include "firmware/build.h"
#include "simulator/client.h"

namespace pinhole {

struct Measured {
  CompiledModel model;
  Firmware firmware;
  Measurement measurement;  // of the second run()
};

// Throws Error when the model does not fit the board. `elf`: where to keep the image; empty: nowhere.
Measured measure_model(const LoadedModel& model, const Board& board, Goal goal, bool portable_only, const std::string& elf);

std::uint64_t scratch_bytes(const CompiledModel& model);  // the largest scratch of any step; part of the arena
std::uint64_t other_static(const Measured& measured);     // .data and .bss besides the arena
std::uint64_t ram_total(const Measured& measured);        // arena, other static, stack

// The form of design.md section 10: instructions, cycles, latency_ms, ram_bytes, flash_bytes, layers.
nlohmann::json measured_json(const Measured& measured, const Board& board);

}  // namespace pinhole
