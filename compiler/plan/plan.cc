#include "compiler/plan/plan.h"

#include <fmt/format.h>

#include "base/text.h"
#include "compiler/plan/conflicts.h"
#include "compiler/plan/search.h"

namespace pinhole {
namespace {

constexpr std::int64_t kSearchBudget = 400'000;  // first fits; about half a second

std::size_t align_up(std::size_t value, std::size_t alignment) { return (value + alignment - 1) / alignment * alignment; }

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

  Layout layout = search_layout(program, plan.lifetimes, conflicts, widest, kSearchBudget);
  plan.offset_bytes = std::move(layout.offset_bytes);
  plan.arena_bytes = align_up(layout.height_bytes, 16);
  plan.optimal = layout.exhausted || layout.height_bytes <= plan.lower_bound_bytes;
  if (arena_limit_bytes != 0 && plan.arena_bytes > arena_limit_bytes) fail_too_large(program, plan, arena_limit_bytes);
  check_plan(program, plan);
  return plan;
}

}  // namespace pinhole
