// What a board's flash adds to the core's cycles: wait states, prefetch and caches by the board's file. An estimate: docs/cycles.md says
// what it leaves out. Used by the machine's second pass; knows addresses only.
#pragma once

#include <cstdint>
#include <vector>

#include "boards/board.h"

namespace pinhole {

// Lines kept by address, least recently used goes.
class CacheModel {
 public:
  explicit CacheModel(const Cache& cache);
  bool exists() const { return ways_ > 0; }
  std::uint32_t line_bytes() const { return line_bytes_; }
  // True when the line was there; it is there afterwards.
  bool touch(std::uint32_t address);

 private:
  std::uint32_t line_bytes_, sets_, ways_;
  std::vector<std::uint32_t> lines_;  // [sets][ways], most recently used first; line number + 1, 0 = empty
};

class MemoryModel {
 public:
  explicit MemoryModel(const Board& board);

  // Instructions in [address, address + bytes) are fetched, executing for `cycles`. Returns the cycles that the core waits.
  std::uint32_t fetch(std::uint32_t address, std::uint32_t bytes, std::uint32_t cycles);
  // One data read. Returns the cycles that the core waits.
  std::uint32_t read(std::uint32_t address);

 private:
  struct Memory {
    Region region;
    MemoryTiming timing;
    CacheModel instructions, data;
    std::uint32_t fetched = ~0u;  // line that the fetch unit holds, without instruction cache
    std::uint32_t last_line = ~0u;
  };
  Memory* find(std::uint32_t& address);  // code addresses become those of the same bytes as data
  std::vector<Memory> memories_;         // those with wait states
};

}  // namespace pinhole
