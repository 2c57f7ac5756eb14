// Machine code -> instruction and cycle counts of a block, by its instructions' classes (classify.h) and the core's table. Called once a
// block; never while counting.
//
// The rules (docs/cycles.md has the sources): a class a instruction, a load right behind an unrelated load is cheaper, LDM and its like
// cost a base plus a figure a register, a block's last instruction costs more when the program counter does not move on to the next one.
// An instruction that needs what the one before loads costs load_use more, where the core has that class.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "boards/core.h"

namespace pinhole {

struct BlockCost {
  std::uint32_t instructions = 0;
  std::uint32_t cycles_falling = 0;    // execution goes on behind the block
  std::uint32_t cycles_taken = 0;      // execution goes on elsewhere
  std::uint32_t last_instruction = 0;  // address
  bool uses_fpu = false;
  std::vector<std::uint32_t> aligned_only;  // addresses of instructions that fault on unaligned data (LDM, LDRD, VLDR ...)
};

class Decoder {
 public:
  // Throws Error for a core whose instruction set this room does not know.
  explicit Decoder(const Core& core);

  // `code` starts at `address`. Bytes that are no instruction count as one `alu` each halfword or word: the emulator faults on them.
  BlockCost block(std::uint32_t address, std::span<const std::uint8_t> code) const;

 private:
  const Core& core_;
  bool arm_;  // otherwise RISC-V
};

}  // namespace pinhole
