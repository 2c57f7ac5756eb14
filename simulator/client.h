// Runs pinhole-sim, so that programs without an emulator inside can measure and serve firmware. Used by cli and verify.
// The program is looked for in the environment variable PINHOLE_SIM, beside the running executable, and in PATH, in this order.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "boards/board.h"
#include "simulator/cases.h"
#include "simulator/measurement.h"

namespace pinhole {

struct BenchRequest {
  std::string function;                 // mangled or demangled name; empty: the one function "...Model::run()"
  int call = 2;                         // from 1; the first call may find cold memories
  std::vector<LayerLines> layers;       // empty: no attribution to layers
  std::uint64_t instruction_limit = 0;  // from reset; 0: a generous default
};

// Measures one call. Throws Error: no pinhole-sim, or what pinhole-sim said (wild access, limit, no such function ...).
Measurement run_bench(const std::filesystem::path& elf, const Board& board, const BenchRequest& request = {});

// Serves the cases with `jobs` processes, each from reset; results in the order of the cases. Throws Error as above.
std::vector<SessionResult> run_session(const std::filesystem::path& elf, const Board& board, std::span<const SessionCase> cases,
                                       unsigned jobs = 2);

// Where pinhole-sim is. Throws Error that says where it was looked for.
std::filesystem::path find_simulator();

}  // namespace pinhole
