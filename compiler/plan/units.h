// Buffers that are placed together: exact overlaps hold them at one address. For search.cc.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "compiler/plan/conflicts.h"

namespace pinhole {

struct Unit {
  std::vector<std::size_t> members;                         // buffers, all at one address
  std::vector<std::pair<std::size_t, std::size_t>> others;  // (member, a buffer of another unit that is alive at the same time)
  std::size_t bytes = 0, alignment = 1;
  Lifetime life{0, 0};  // of all members together
};

// The exact overlaps that count (rule M3), as pairs of buffers.
std::vector<std::pair<std::size_t, std::size_t>> exact_pairs(const Program& program, const std::vector<Lifetime>& lifetimes);

// Units when the pairs with taken[i] are held at one address; none when two members may not lie there together.
std::optional<std::vector<Unit>> make_units(const Program& program, const std::vector<Lifetime>& lifetimes, const Conflicts& conflicts,
                                            const std::vector<std::pair<std::size_t, std::size_t>>& pairs, const std::vector<bool>& taken);

}  // namespace pinhole
