// Which buffers may not share bytes: lifetimes, allowed overlaps, and the largest set that must be held at once. For plan.cc.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "compiler/plan/plan.h"

namespace pinhole {

std::vector<Lifetime> lifetimes(const Program& program);

// The overlaps that rule M3 lets count: at the step's position the read buffer dies and the written one is born, and no other step of the
// same block touches either.
struct UsableOverlap {
  Overlap overlap;
  std::int32_t position;
};
std::vector<UsableOverlap> usable_overlaps(const Program& program, const std::vector<Lifetime>& lifetimes);

struct Widest {
  std::size_t bytes;
  std::int32_t position;  // the first of the widest ones
};
// At each position, the bytes of the buffers alive there, where a pair that may overlap counts as little as the rules allow. No plan has a
// smaller arena.
Widest widest_position(const Program& program, const std::vector<Lifetime>& lifetimes);

class Conflicts {
 public:
  Conflicts(const Program& program, const std::vector<Lifetime>& lifetimes);

  // Are a and b alive at the same time?
  bool meet(std::size_t a, std::size_t b) const { return pairs_[a * count_ + b].relation != Relation::free; }
  // May a and b start at the same address?
  bool may_coincide(std::size_t a, std::size_t b) const;
  // Appends the starts of buffer b that are forbidden while `other` lies at other_offset: [begin, end) with end exclusive.
  void forbid(std::size_t b, std::size_t other, std::size_t other_offset, std::vector<std::pair<std::size_t, std::size_t>>* ranges) const;

 private:
  enum class Relation : unsigned char { free, apart, may_precede, may_follow, may_coincide };
  struct Pair {
    Relation relation = Relation::free;
    std::size_t lead_bytes = 0;
  };
  Pair& pair(std::size_t a, std::size_t b) { return pairs_[a * count_ + b]; }

  const Program& program_;
  std::size_t count_;
  std::vector<Pair> pairs_;  // (a, b): how b's start relates to a's; may_precede: b is `written`, start(b) + lead <= start(a) is fine
};

}  // namespace pinhole
