// The plan's second witness: replays the program position by position on an array of bytes, each of which remembers who owns it.
// Written against the rules M1 to M3, not against the planner.

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

bool overlap_declared(const Program& program, const Plan& plan, std::size_t position, BufferId dying, BufferId born) {
  for (const PlacedStep& placed : placed_steps(program)) {
    if (static_cast<std::size_t>(placed.position) != position) continue;
    for (const Overlap& overlap : placed.step->overlaps) {
      if (overlap.read != dying || overlap.written != born) continue;
      const std::size_t read = plan.offset_bytes[static_cast<std::size_t>(dying)], written = plan.offset_bytes[static_cast<std::size_t>(born)];
      return overlap.exact ? read == written : read >= written + overlap.lead_bytes;
    }
  }
  return false;
}

}  // namespace

void check_plan(const Program& program, const Plan& plan) {
  PIN_CHECK(plan.offset_bytes.size() == program.buffers.size(), "the plan forgot a buffer");
  PIN_CHECK(plan.arena_bytes >= plan.lower_bound_bytes, "the plan is below its own lower bound");
  for (std::size_t b = 0; b < program.buffers.size(); ++b) {
    PIN_CHECK(plan.offset_bytes[b] % program.buffers[b].alignment == 0, program.buffers[b].name + ": misaligned");
    PIN_CHECK(plan.offset_bytes[b] + program.buffers[b].bytes <= plan.arena_bytes, program.buffers[b].name + ": leaves the arena");
  }
  const std::vector<Use> uses = uses_by_position(program);
  std::map<BufferId, std::size_t> last_use;
  for (std::size_t position = 0; position < uses.size(); ++position) {
    for (const std::set<BufferId>* ids : {&uses[position].read, &uses[position].written, &uses[position].scratch}) {
      for (const BufferId id : *ids) last_use[id] = position;
    }
  }
  for (const Program::Port& port : program.outputs) last_use[port.view.buffer] = uses.size();

  std::set<BufferId> alive;
  for (const Program::Port& port : program.inputs) {
    for (const BufferId other : alive) PIN_CHECK(!collide(program, plan, port.view.buffer, other), "two inputs share bytes");
    alive.insert(port.view.buffer);
  }
  for (std::size_t position = 0; position < uses.size(); ++position) {
    std::set<BufferId> born;
    for (const std::set<BufferId>* ids : {&uses[position].written, &uses[position].scratch}) {
      for (const BufferId id : *ids) {
        if (alive.count(id) == 0) born.insert(id);
      }
    }
    for (const BufferId id : born) {
      for (const BufferId other : alive) {
        if (other == id || !collide(program, plan, id, other)) continue;
        const bool dies_here = last_use.count(other) == 0 || last_use.at(other) <= position;
        const bool unread_input = last_use.count(other) == 0;  // alive only until something is written
        PIN_CHECK(unread_input || (dies_here && overlap_declared(program, plan, position, other, id)),
                  program.buffer(id).name + " would overwrite " + program.buffer(other).name);
      }
      alive.insert(id);
    }
    for (auto it = alive.begin(); it != alive.end();) {
      it = last_use.count(*it) == 0 || last_use.at(*it) <= position ? alive.erase(it) : std::next(it);
    }
  }
}

}  // namespace pinhole
