// What a measured run cost: plain figures, as JSON between pinhole-sim and its client. Used by cli (bench, report), verify and tests.
// No emulator in here. Which figures are exact and which are estimated: docs/cycles.md.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace pinhole {

struct Cost {
  std::uint64_t instructions = 0;  // exact
  std::uint64_t cycles = 0;        // the core's table, memory without wait states
  std::uint64_t stall_cycles = 0;  // estimate: what the board's flash adds

  std::uint64_t board_cycles() const { return cycles + stall_cycles; }
};

// Code lines of the measured function that belong to one layer; file as the sources name it ("leaf.cc").
struct LayerLines {
  int index = 0;
  std::string name;
  std::string file;
  std::uint32_t first_line = 0, last_line = 0;
};

struct LayerCost {
  int index = 0;  // LayerLines::index
  std::string name;
  Cost cost;  // with everything called from the layer's lines
};

struct FunctionCost {
  std::string name;  // demangled
  Cost cost;         // its own instructions, without those it calls
};

struct SectionBytes {
  std::string name;
  std::uint32_t bytes = 0;
};

struct Measurement {
  std::string board;     // Board::name
  std::string function;  // what was measured, demangled
  int call = 0;          // which call of it, from 1
  std::uint64_t clock_hz = 0;
  Cost total;                           // from its first instruction to its return
  std::vector<LayerCost> layers;        // in the order given
  Cost outside_layers;                  // lines of the function that belong to no layer
  std::vector<FunctionCost> functions;  // by instructions, most first
  std::uint32_t stack_bytes = 0;        // deepest point below the caller's stack pointer
  std::uint32_t stack_total_bytes = 0;  // deepest point since reset
  std::uint32_t stack_reserved_bytes = 0;
  std::uint32_t static_ram_bytes = 0;               // .data and .bss
  std::uint32_t weights_bytes = 0, code_bytes = 0;  // flash
  std::vector<SectionBytes> flash_sections;
  std::uint64_t emulated_instructions = 0;  // from reset to the end, for judging the emulator's speed

  double latency_ms() const { return 1e3 * static_cast<double>(total.cycles) / static_cast<double>(clock_hz); }
  double board_latency_ms() const { return 1e3 * static_cast<double>(total.board_cycles()) / static_cast<double>(clock_hz); }
};

std::string measurement_to_json(const Measurement& measurement);
// Throws Error when the text is not what measurement_to_json writes.
Measurement measurement_from_json(const std::string& text);

std::string layers_to_json(const std::vector<LayerLines>& layers);
std::vector<LayerLines> layers_from_json(const std::string& text);

}  // namespace pinhole
