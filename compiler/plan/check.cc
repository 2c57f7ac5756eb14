// The plan's second witness: walks through the program position by position with the set of buffers that hold something, and looks at every
// pair. Written against the rules M1 to M3, not against the planner.

#include <algorithm>
#include <map>
#include <set>

#include "compiler/plan/plan.h"

namespace pinhole {
namespace {

struct Use {
  std::set<BufferId> read, written, scratch;
};

std::vector<Use> uses_by_position(const Program& program) {
  std::vector<Use> uses(program.items.size());
  for (const PlacedStep& placed : placed_steps(program)) {
    Use& use = uses[static_cast<std::size_t>(placed.position)];
    for (const Argument& argument : placed.step->arguments) {
      if (const auto* r = std::get_if<ReadArgument>(&argument)) use.read.insert(r->view.buffer);
      if (const auto* w = std::get_if<WriteArgument>(&argument)) use.written.insert(w->view.buffer);
      if (const auto* s = std::get_if<ScratchArgument>(&argument)) use.scratch.insert(s->buffer);
    }
  }
  return uses;
}

bool collide(const Program& program, const Plan& plan, BufferId a, BufferId b) {
  const std::size_t a0 = plan.offset_bytes[static_cast<std::size_t>(a)], b0 = plan.offset_bytes[static_cast<std::size_t>(b)];
  return a0 < b0 + program.buffer(b).bytes && b0 < a0 + program.buffer(a).bytes;
}

// How many steps at the position have the buffer as an argument.
int mentions(const Program& program, std::size_t position, BufferId id) {
  int count = 0;
  for (const PlacedStep& placed : placed_steps(program)) {
    if (static_cast<std::size_t>(placed.position) != position) continue;
    count += std::any_of(placed.step->arguments.begin(), placed.step->arguments.end(), [&](const Argument& argument) {
      const auto* r = std::get_if<ReadArgument>(&argument);
      const auto* w = std::get_if<WriteArgument>(&argument);
      const auto* s = std::get_if<ScratchArgument>(&argument);
      return (r != nullptr && r->view.buffer == id) || (w != nullptr && w->view.buffer == id) || (s != nullptr && s->buffer == id);
    });
  }
  return count;
}

bool overlap_declared(const Program& program, const Plan& plan, std::size_t position, BufferId dying, BufferId born) {
  for (const PlacedStep& placed : placed_steps(program)) {
    if (static_cast<std::size_t>(placed.position) != position) continue;
    for (const Overlap& overlap : placed.step->overlaps) {
      if (overlap.read != dying || overlap.written != born) continue;
      if (mentions(program, position, dying) > 1 || mentions(program, position, born) > 1) return false;  // another step of the block
      const std::size_t read = plan.offset_bytes[static_cast<std::size_t>(dying)],
                        written = plan.offset_bytes[static_cast<std::size_t>(born)];
      return overlap.exact ? read == written : read >= written + overlap.lead_bytes;
    }
  }
  return false;
}

void check_offsets(const Program& program, const Plan& plan) {
  PIN_CHECK(plan.offset_bytes.size() == program.buffers.size() && plan.lifetimes.size() == program.buffers.size(),
            "the plan forgot a buffer");
  PIN_CHECK(plan.arena_bytes >= plan.lower_bound_bytes, "the plan is below its own lower bound");
  PIN_CHECK(plan.arena_bytes % 16 == 0, "the arena is no multiple of 16 bytes");
  for (std::size_t b = 0; b < program.buffers.size(); ++b) {
    PIN_CHECK(plan.offset_bytes[b] % program.buffers[b].alignment == 0, program.buffers[b].name + ": misaligned");
    PIN_CHECK(plan.offset_bytes[b] + program.buffers[b].bytes <= plan.arena_bytes, program.buffers[b].name + ": leaves the arena");
  }
}

using Position = std::int32_t;

// The last position that needs each buffer: -1 for an input that nothing reads.
std::map<BufferId, Position> last_uses(const Program& program, const std::vector<Use>& uses) {
  std::map<BufferId, Position> last;
  for (const Program::Port& port : program.inputs) last[port.view.buffer] = -1;
  for (std::size_t position = 0; position < uses.size(); ++position) {
    for (const std::set<BufferId>* ids : {&uses[position].read, &uses[position].written, &uses[position].scratch}) {
      for (const BufferId id : *ids) last[id] = static_cast<Position>(position);
    }
  }
  for (const Program::Port& port : program.outputs) last[port.view.buffer] = static_cast<Position>(uses.size());
  return last;
}

}  // namespace

void check_plan(const Program& program, const Plan& plan) {
  check_offsets(program, plan);
  const std::vector<Use> uses = uses_by_position(program);
  const std::map<BufferId, Position> last = last_uses(program, uses);
  std::set<BufferId> alive;
  const auto be_born = [&](BufferId id, Position position) {
    for (const BufferId other : alive) {
      if (!collide(program, plan, id, other)) continue;
      const bool taken_over =
          position >= 0 && last.at(other) == position && overlap_declared(program, plan, static_cast<std::size_t>(position), other, id);
      PIN_CHECK(taken_over, program.buffer(id).name + " would overwrite " + program.buffer(other).name);
    }
    const Lifetime& life = plan.lifetimes[static_cast<std::size_t>(id)];
    PIN_CHECK(life.first == position && life.last == last.at(id), program.buffer(id).name + ": another lifetime than the program's");
    alive.insert(id);
  };
  const auto bury = [&](Position position) { std::erase_if(alive, [&](BufferId id) { return last.at(id) <= position; }); };
  for (const Program::Port& port : program.inputs) {
    if (alive.count(port.view.buffer) == 0) be_born(port.view.buffer, -1);
  }
  bury(-1);
  for (std::size_t i = 0; i < uses.size(); ++i) {
    const auto position = static_cast<Position>(i);
    for (const std::set<BufferId>* ids : {&uses[i].written, &uses[i].scratch}) {
      for (const BufferId id : *ids) {
        if (alive.count(id) == 0) be_born(id, position);
      }
    }
    bury(position);
  }
}

}  // namespace pinhole
