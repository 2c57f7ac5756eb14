// Where the interpreter's buffers lie in the arena: greedy, first fit. One buffer after another goes to the lowest offset where it
// meets no placed buffer that lives at the same time. Four orders are tried and the best kept: largest first; first those that live while
// most bytes do (breadth); by first use; by first use from the end. Among equals the larger goes first, then the one with the lower index.
// Size and breadth: Pisarchyk and Lee, "Efficient Memory Management for Deep Neural Net Inference", 2020, section 4.
// Called once by Interpreter::load. Works inside the caller's array, in time quadratic in the number of buffers.
#pragma once

#include <cstdint>

namespace pin {

constexpr std::uint32_t kArenaAlignment = 16;  // of every offset
constexpr std::uint16_t kNoBuffer = 0xffff;    // also: "no operator"

// Lives from operator `first` to operator `last`, both included. Two buffers whose ranges meet never share a byte.
struct Buffer {
  std::uint32_t bytes = 0;   // 0: needs no place, offset is not set
  std::uint32_t offset = 0;  // until it is placed: the key of the order that is tried, highest first
  std::uint16_t first = kNoBuffer, last = 0;
  std::uint16_t next = kNoBuffer;  // used while placing: the placed buffer with the next higher offset
  bool placed = false;
};

// Sets the offsets of at most kNoBuffer - 1 buffers; returns the end of the highest one, or kTooLarge past 2^31 - 1.
constexpr std::uint32_t kTooLarge = 0xffffffff;
std::uint32_t place_buffers(Buffer* buffers, std::uint32_t count);

}  // namespace pin
