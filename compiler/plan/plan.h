// Memory plan: gives every buffer of a Program an offset in one arena. Called once by emit, after kernels have been chosen (scratch
// sizes depend on them). Never reorders steps.
//
// Two buffers share bytes only if their lifetimes do not meet, or if a step that reads the one for the last time and first writes
// the other declared an overlap (Program rules M1 to M3).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "compiler/lower/program.h"

namespace pinhole {

// Positions of the first and last item that touches a buffer; -1 is before the first item (network inputs), items.size() is after
// the last one (network outputs).
struct Lifetime {
  std::int32_t first, last;
};

struct Plan {
  std::vector<std::size_t> offset_bytes;  // by buffer id, multiples of the buffer's alignment
  std::vector<Lifetime> lifetimes;        // by buffer id
  std::size_t arena_bytes = 0;            // end of the highest buffer, rounded up to 16
  std::size_t lower_bound_bytes = 0;      // bytes that must be held at once at the widest position; arena_bytes can never be less
  std::int32_t widest_position = 0;       // where that is
  bool optimal = false;                   // proved: equal to the bound, or the search was exhausted
};

// Throws Error when arena_limit_bytes (0: none) cannot be met; the message names the widest layer.
Plan plan_memory(const Program& program, std::size_t arena_limit_bytes = 0);

// An independent check by brute force over positions and pairs; shares no code with the planner. Throws InternalError.
void check_plan(const Program& program, const Plan& plan);

}  // namespace pinhole
