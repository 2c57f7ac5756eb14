#include "compiler/plan/search.h"

#include <algorithm>
#include <numeric>

#include "base/random.h"
#include "compiler/plan/units.h"

namespace pinhole {
namespace {

using Order = std::vector<std::size_t>;  // indices of units

std::size_t align_up(std::size_t value, std::size_t alignment) { return (value + alignment - 1) / alignment * alignment; }

// The best layout so far, and what may still be spent.
struct Progress {
  Layout best;
  std::size_t bound;
  std::int64_t placements;

  bool at_bound() const { return best.height_bytes <= bound; }
  bool finished() const { return at_bound() || placements <= 0; }
};

// First fits of one choice of units.
class Placer {
 public:
  Placer(const Program& program, const Conflicts& conflicts, const std::vector<Unit>& units, Progress& progress)
      : units_(units), conflicts_(conflicts), progress_(progress), offsets_(program.buffers.size()), placed_(program.buffers.size()) {}

  std::size_t top(std::size_t u) const { return offsets_[units_[u].members[0]] + units_[u].bytes; }
  const Unit& unit(std::size_t u) const { return units_[u]; }
  bool meet(std::size_t u, std::size_t v) const {
    return std::any_of(units_[u].others.begin(), units_[u].others.end(),
                       [&](const auto& pair) { return std::count(units_[v].members.begin(), units_[v].members.end(), pair.second) != 0; });
  }
  Order at_height(const Order& order, std::size_t height) const {
    Order found;
    std::copy_if(order.begin(), order.end(), std::back_inserter(found), [&](std::size_t u) { return top(u) == height; });
    return found;
  }
  bool is_placed(std::size_t u) const { return placed_[units_[u].members[0]]; }

  void clear() { std::fill(placed_.begin(), placed_.end(), false); }

  // The lowest offset for the unit beside those that are placed.
  std::size_t first_fit(std::size_t u) {
    --progress_.placements;
    const Unit& unit = units_[u];
    taken_.clear();
    for (const auto& [member, other] : unit.others) {
      if (placed_[other]) conflicts_.forbid(member, other, offsets_[other], &taken_);
    }
    std::sort(taken_.begin(), taken_.end());
    std::size_t offset = 0;
    for (const auto& [begin, end] : taken_) {
      if (offset < begin) break;
      offset = std::max(offset, align_up(end, unit.alignment));
    }
    return offset;
  }
  void put(std::size_t u, std::size_t offset) {
    for (const std::size_t member : units_[u].members) {
      offsets_[member] = offset;
      placed_[member] = true;
    }
  }
  void take_away(std::size_t u) {
    for (const std::size_t member : units_[u].members) placed_[member] = false;
  }

  // The height of all units placed in this order.
  std::size_t place_all(const Order& order) {
    clear();
    std::size_t height = 0;
    for (const std::size_t u : order) {
      put(u, first_fit(u));
      height = std::max(height, top(u));
    }
    keep_if_better(height);
    return height;
  }
  void keep_if_better(std::size_t height) {
    if (height >= progress_.best.height_bytes) return;
    progress_.best.height_bytes = height;
    progress_.best.offset_bytes = offsets_;
  }

 private:
  const std::vector<Unit>& units_;
  const Conflicts& conflicts_;
  Progress& progress_;
  std::vector<std::size_t> offsets_;                        // by buffer
  std::vector<bool> placed_;                                // by buffer
  std::vector<std::pair<std::size_t, std::size_t>> taken_;  // forbidden ranges of the unit's start, end exclusive
};

template <class Less>
Order sorted(std::size_t count, Less less) {
  Order order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), less);
  return order;
}

Order by_size(const std::vector<Unit>& units) {
  return sorted(units.size(), [&](std::size_t a, std::size_t b) { return units[a].bytes > units[b].bytes; });
}

// Orders worth a try: by size, by first use, by last use, by size times lifetime, and from the widest position outwards.
std::vector<Order> first_orders(const std::vector<Unit>& units, std::int32_t widest_position) {
  const auto area = [&](std::size_t u) { return units[u].bytes * static_cast<std::size_t>(units[u].life.last - units[u].life.first + 1); };
  const auto distance = [&](std::size_t u) {
    return std::max({units[u].life.first - widest_position, widest_position - units[u].life.last, std::int32_t{0}});
  };
  const auto order = [&](auto less) { return sorted(units.size(), less); };
  return {by_size(units), order([&](std::size_t a, std::size_t b) { return units[a].life.first < units[b].life.first; }),
          order([&](std::size_t a, std::size_t b) { return units[a].life.last > units[b].life.last; }),
          order([&](std::size_t a, std::size_t b) { return area(a) > area(b); }), order([&](std::size_t a, std::size_t b) {
            return distance(a) != distance(b) ? distance(a) < distance(b) : units[a].bytes > units[b].bytes;
          })};
}

// Walks from order to order: one unit, every other time one that reaches the top, moves to another place; an order that is no higher than
// the last one is kept. Seeded, so that it goes the same way each time.
void walk(Placer& placer, Order order, std::int64_t placements, Progress& progress) {
  Random random(order.size());
  const std::int64_t stop = progress.placements - placements;
  std::size_t height = placer.place_all(order);
  Order top = placer.at_height(order, height);
  while (!progress.finished() && progress.placements > stop) {
    const std::size_t unit = random.below(2) == 0 ? top[random.below(top.size())] : order[random.below(order.size())];
    Order next = order;
    next.erase(std::find(next.begin(), next.end(), unit));
    next.insert(next.begin() + static_cast<std::ptrdiff_t>(random.below(order.size())), unit);
    const std::size_t reached = placer.place_all(next);
    if (reached > height) continue;
    height = reached;
    order = std::move(next);
    top = placer.at_height(order, height);
  }
}

// Depth first over the orders in which no unit lies lower than the one placed before it.
class Cover {
 public:
  Cover(Placer& placer, const Order& by_size, Progress& progress) : placer_(placer), by_size_(by_size), progress_(progress) {}

  void all() {
    placer_.clear();
    descend(0, 0, 0, 0);
  }

 private:
  struct Next {
    std::size_t offset, rank;  // rank: in by_size_
  };

  // `last` is the rank of the unit placed last, at offset `lowest`.
  void descend(std::size_t depth, std::size_t lowest, std::size_t last, std::size_t height) {
    if (progress_.finished()) return;
    if (depth == by_size_.size()) return placer_.keep_if_better(height);
    std::vector<Next> nexts;
    for (std::size_t rank = 0; rank < by_size_.size(); ++rank) {
      const std::size_t u = by_size_[rank];
      if (placer_.is_placed(u)) continue;
      const std::size_t offset = placer_.first_fit(u);
      // Every unit that is left will lie at `lowest` or above, and no lower than where it fits now.
      if (std::max(offset, lowest) + placer_.unit(u).bytes >= progress_.best.height_bytes) return;
      if (offset < lowest) continue;
      // Two units at one address that are never alive together: one order of them is enough.
      if (depth > 0 && offset == lowest && rank < last && !placer_.meet(u, by_size_[last])) continue;
      nexts.push_back({offset, rank});
    }
    std::stable_sort(nexts.begin(), nexts.end(), [](const Next& a, const Next& b) { return a.offset < b.offset; });
    for (const auto& [offset, rank] : nexts) {
      if (progress_.finished()) return;
      const std::size_t u = by_size_[rank];
      placer_.put(u, offset);
      descend(depth + 1, offset, rank, std::max(height, placer_.top(u)));
      placer_.take_away(u);
    }
  }

  Placer& placer_;
  const Order& by_size_;
  Progress& progress_;
};

constexpr std::size_t kWalkEffort = 200;  // placements for the square of the number of units
constexpr std::size_t kMostChoices = 16;  // exact overlaps: two to the power of this many choices are too many to cover

}  // namespace

Layout search_layout(const Program& program, const std::vector<Lifetime>& lifetimes, const Conflicts& conflicts, const Widest& widest,
                     std::int64_t placements) {
  Progress progress{{}, widest.bytes, placements};
  progress.best.height_bytes = static_cast<std::size_t>(-1);
  const auto pairs = exact_pairs(program, lifetimes);
  const auto units_of = [&](const std::vector<bool>& taken) { return make_units(program, lifetimes, conflicts, pairs, taken); };

  // As many exact overlaps as can be had together, then none in particular.
  std::vector<bool> taken(pairs.size(), false);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    taken[i] = true;
    if (!units_of(taken)) taken[i] = false;
  }
  for (const std::vector<bool>& choice : {taken, std::vector<bool>(pairs.size(), false)}) {
    const std::vector<Unit> units = *units_of(choice);
    Placer placer(program, conflicts, units, progress);
    Order best;
    std::size_t least = static_cast<std::size_t>(-1);
    for (const Order& order : first_orders(units, widest.position)) {
      if (progress.at_bound()) break;
      if (const std::size_t height = placer.place_all(order); height < least) least = height, best = order;
    }
    const auto effort = static_cast<std::int64_t>(kWalkEffort * units.size() * units.size());
    if (!progress.at_bound()) walk(placer, best, std::min(placements / 4, effort), progress);
    if (pairs.empty()) break;
  }

  for (std::size_t without = 0; without >> std::min(pairs.size(), kMostChoices) == 0 && !progress.finished(); ++without) {
    for (std::size_t i = 0; i < pairs.size(); ++i) taken[i] = i >= kMostChoices || (without >> i & 1) == 0;
    const std::optional<std::vector<Unit>> units = units_of(taken);
    if (!units) continue;
    Placer placer(program, conflicts, *units, progress);
    Cover(placer, by_size(*units), progress).all();
  }
  progress.best.exhausted = progress.placements > 0 && pairs.size() <= kMostChoices;
  return progress.best;
}

}  // namespace pinhole
