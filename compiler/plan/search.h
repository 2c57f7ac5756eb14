// The search for offsets: which arena is the smallest. For plan.cc. Knows pairs of buffers (conflicts.h), not the program's meaning.
//
// A unit is a buffer, or several that exact overlaps hold at one address. Units are placed in some order, each at the lowest offset that the
// buffers already placed and its alignment allow (first fit). docs/memory.md says which orders are tried, and why covering all of them is a
// proof.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "compiler/plan/conflicts.h"

namespace pinhole {

struct Layout {
  std::vector<std::size_t> offset_bytes;  // by buffer id
  std::size_t height_bytes = 0;           // end of the highest buffer
  bool exhausted = false;                 // no layout is lower: all orders, and all choices of exact overlaps, were covered or cut off
};

// Stops at widest.bytes, which no layout can be below, or after `placements` first fits: a count, so that the result is the same on every machine.
Layout search_layout(const Program& program, const std::vector<Lifetime>& lifetimes, const Conflicts& conflicts, const Widest& widest,
                     std::int64_t placements);

}  // namespace pinhole
