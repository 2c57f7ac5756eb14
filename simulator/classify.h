// Instructions sorted into the cycle classes of a core's table: one function an instruction set. Used by decode.cc only.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "boards/core.h"

namespace pinhole {

struct Classified {
  CycleClass cycle_class = CycleClass::alu;
  std::uint32_t bytes = 2;
  std::uint32_t registers = 0;    // of multiple transfers
  bool branch = false;            // may change the program counter
  bool conditional_cost = false;  // branch_not_taken is the cost of falling through
  bool fpu = false;
  bool aligned_only = false;  // faults on unaligned data on every core
  bool pairs = false;         // may stand behind a load for less: its address does not use what that load fills
  std::uint32_t loads = 0;    // the register that a load of one register fills; 0: none
  bool needs_loaded = false;  // reads the register that the instruction before loads
};

// Goes through the instructions of one block in order.
class Classifier {
 public:
  virtual ~Classifier() = default;
  // The first instruction of `code`, which is not empty, at `address`. `loaded`: Classified::loads of the one before.
  virtual Classified next(std::span<const std::uint8_t> code, std::uint32_t address, std::uint32_t loaded) = 0;
};

std::unique_ptr<Classifier> arm_classifier();
std::unique_ptr<Classifier> riscv_classifier();

}  // namespace pinhole
