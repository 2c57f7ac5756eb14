#include "compiler/plan/units.h"

#include <algorithm>
#include <numeric>

namespace pinhole {
namespace {

// The unit of each buffer, named by its first member.
std::vector<std::size_t> first_members(std::size_t count, const std::vector<std::pair<std::size_t, std::size_t>>& pairs,
                                       const std::vector<bool>& taken) {
  std::vector<std::size_t> first(count);
  std::iota(first.begin(), first.end(), std::size_t{0});
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (!taken[i]) continue;
    const std::size_t a = first[pairs[i].first], b = first[pairs[i].second];
    std::replace(first.begin(), first.end(), std::max(a, b), std::min(a, b));
  }
  return first;
}

}  // namespace

std::vector<std::pair<std::size_t, std::size_t>> exact_pairs(const Program& program, const std::vector<Lifetime>& lifetimes) {
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  for (const UsableOverlap& usable : usable_overlaps(program, lifetimes)) {
    if (usable.overlap.exact) pairs.emplace_back(usable.overlap.read, usable.overlap.written);
  }
  return pairs;
}

std::optional<std::vector<Unit>> make_units(const Program& program, const std::vector<Lifetime>& lifetimes, const Conflicts& conflicts,
                                            const std::vector<std::pair<std::size_t, std::size_t>>& pairs, const std::vector<bool>& taken) {
  const std::size_t count = program.buffers.size();
  const std::vector<std::size_t> first = first_members(count, pairs, taken);
  std::vector<Unit> units;
  for (std::size_t head = 0; head < count; ++head) {
    if (first[head] != head) continue;
    Unit unit;
    unit.life = lifetimes[head];
    for (std::size_t b = head; b < count; ++b) {
      if (first[b] != head) continue;
      for (const std::size_t member : unit.members) {
        if (!conflicts.may_coincide(member, b)) return std::nullopt;
      }
      unit.members.push_back(b);
      unit.bytes = std::max(unit.bytes, program.buffers[b].bytes);
      unit.alignment = std::max(unit.alignment, program.buffers[b].alignment);
      unit.life = {std::min(unit.life.first, lifetimes[b].first), std::max(unit.life.last, lifetimes[b].last)};
      for (std::size_t other = 0; other < count; ++other) {
        if (first[other] != head && conflicts.meet(b, other)) unit.others.emplace_back(b, other);
      }
    }
    units.push_back(std::move(unit));
  }
  return units;
}

}  // namespace pinhole
