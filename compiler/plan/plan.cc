// Offset assignment by search: buffers are placed in some order, each at the lowest offset that no conflicting buffer takes (first
// fit). Orders: by size, by first use, by last use, by size times lifetime, then a branch and bound over all orders within a fixed budget of
// placements, so that the result is the same on every machine. docs/memory.md says why an exhausted search is a proof.

#include "compiler/plan/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/text.h"
#include "compiler/plan/conflicts.h"

namespace pinhole {
namespace {

constexpr std::int64_t kSearchBudget = 400'000;  // placements; about half a second

std::size_t align_up(std::size_t value, std::size_t alignment) { return (value + alignment - 1) / alignment * alignment; }

class Search {
 public:
  Search(const Program& program, const Conflicts& conflicts, std::size_t bound)
      : program_(program), conflicts_(conflicts), bound_(bound), count_(program.buffers.size()) {
    offsets_.assign(count_, 0);
    placed_.assign(count_, false);
  }

  void try_order(const std::vector<std::size_t>& order) {
    std::fill(placed_.begin(), placed_.end(), false);
    std::size_t height = 0;
    for (const std::size_t b : order) height = std::max(height, place(b));
    keep_if_better(height);
  }

  // Depth first over orders, large buffers first; true when every order was covered.
  bool branch_and_bound(const std::vector<std::size_t>& order) {
    std::fill(placed_.begin(), placed_.end(), false);
    budget_ = kSearchBudget;
    descend(order, 0, 0);
    return budget_ > 0;
  }

  std::size_t best_height() const { return best_height_; }
  const std::vector<std::size_t>& best_offsets() const { return best_; }

 private:
  std::size_t place(std::size_t b) {
    const Buffer& buffer = program_.buffers[b];
    taken_.clear();
    for (std::size_t other = 0; other < count_; ++other) {
      if (other != b && placed_[other]) conflicts_.forbid(b, other, offsets_[other], &taken_);
    }
    std::sort(taken_.begin(), taken_.end());
    std::size_t offset = 0;
    for (const auto& [begin, end] : taken_) {
      if (offset < begin) break;
      offset = std::max(offset, align_up(end, buffer.alignment));
    }
    offsets_[b] = offset;
    placed_[b] = true;
    return offset + buffer.bytes;
  }

  void descend(const std::vector<std::size_t>& order, std::size_t depth, std::size_t height) {
    if (best_height_ <= bound_ || height >= best_height_ || budget_ <= 0) return;
    if (depth == count_) {
      keep_if_better(height);
      return;
    }
    for (const std::size_t b : order) {
      if (placed_[b]) continue;
      if (--budget_ <= 0) return;
      const std::size_t top = place(b);
      descend(order, depth + 1, std::max(height, top));
      placed_[b] = false;
    }
  }

  void keep_if_better(std::size_t height) {
    if (height >= best_height_) return;
    best_height_ = height;
    best_ = offsets_;
  }

  const Program& program_;
  const Conflicts& conflicts_;
  std::size_t bound_, count_;
  std::vector<std::size_t> offsets_, best_;
  std::vector<std::pair<std::size_t, std::size_t>> taken_;  // in place(): forbidden ranges of the buffer's start, end exclusive
  std::vector<bool> placed_;
  std::size_t best_height_ = static_cast<std::size_t>(-1);
  std::int64_t budget_ = 0;
};

template <class Less>
std::vector<std::size_t> sorted(std::size_t count, Less less) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), less);
  return order;
}

[[noreturn]] void fail_too_large(const Program& program, const Plan& plan, std::size_t limit_bytes) {
  std::string widest = plan.widest_position < 0 ? "the network's inputs" : "the network's outputs";
  for (const PlacedStep& placed : placed_steps(program)) {
    if (placed.position == plan.widest_position) widest = fmt::format("layer '{}' ({})", placed.step->layer, placed.step->summary);
  }
  throw Error({.file = {},
               .place = widest,
               .problem = "the tensors do not fit the RAM that may be used",
               .expected = fmt::format("at most {} bytes", with_thousands(limit_bytes)),
               .got = fmt::format("{} bytes ({} are needed at once here)", with_thousands(plan.arena_bytes),
                                  with_thousands(plan.lower_bound_bytes)),
               .help = "take a smaller input picture or a narrower network, or a board with more RAM"});
}

}  // namespace

Plan plan_memory(const Program& program, std::size_t arena_limit_bytes) {
  Plan plan;
  plan.lifetimes = lifetimes(program);
  const Conflicts conflicts(program, plan.lifetimes);
  const Widest widest = widest_position(program, plan.lifetimes);
  plan.lower_bound_bytes = widest.bytes;
  plan.widest_position = widest.position;

  const auto size = [&](std::size_t b) { return program.buffers[b].bytes; };
  const auto span = [&](std::size_t b) { return plan.lifetimes[b].last - plan.lifetimes[b].first; };
  const auto by_size = sorted(program.buffers.size(), [&](std::size_t a, std::size_t b) { return size(a) > size(b); });
  Search search(program, conflicts, plan.lower_bound_bytes);
  search.try_order(by_size);
  search.try_order(
      sorted(program.buffers.size(), [&](std::size_t a, std::size_t b) { return plan.lifetimes[a].first < plan.lifetimes[b].first; }));
  search.try_order(
      sorted(program.buffers.size(), [&](std::size_t a, std::size_t b) { return plan.lifetimes[a].last > plan.lifetimes[b].last; }));
  search.try_order(sorted(program.buffers.size(), [&](std::size_t a, std::size_t b) {
    return size(a) * static_cast<std::size_t>(span(a) + 1) > size(b) * static_cast<std::size_t>(span(b) + 1);
  }));
  const bool exhausted = search.branch_and_bound(by_size);
  plan.offset_bytes = search.best_offsets();
  plan.arena_bytes = align_up(search.best_height(), 16);
  plan.optimal = exhausted || search.best_height() <= plan.lower_bound_bytes;
  if (arena_limit_bytes != 0 && plan.arena_bytes > arena_limit_bytes) fail_too_large(program, plan, arena_limit_bytes);
  check_plan(program, plan);
  return plan;
}

}  // namespace pinhole
