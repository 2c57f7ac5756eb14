#include "compiler/plan/conflicts.h"

#include <algorithm>

namespace pinhole {
namespace {

template <class F>
void for_each_buffer(const Step& step, F f) {
  for (const Argument& argument : step.arguments) {
    if (const auto* read = std::get_if<ReadArgument>(&argument)) f(read->view.buffer);
    if (const auto* write = std::get_if<WriteArgument>(&argument)) f(write->view.buffer);
    if (const auto* scratch = std::get_if<ScratchArgument>(&argument)) f(scratch->buffer);
  }
}

}  // namespace

std::vector<Lifetime> lifetimes(const Program& program) {
  const auto end = static_cast<std::int32_t>(program.items.size());
  std::vector<Lifetime> result(program.buffers.size(), {end, -1});
  for (const PlacedStep& placed : placed_steps(program)) {
    for_each_buffer(*placed.step, [&](BufferId id) {
      Lifetime& life = result[static_cast<std::size_t>(id)];
      life.first = std::min(life.first, placed.position);
      life.last = std::max(life.last, placed.position);
    });
  }
  for (const Program::Port& port : program.inputs) result[static_cast<std::size_t>(port.view.buffer)].first = -1;
  for (const Program::Port& port : program.outputs) result[static_cast<std::size_t>(port.view.buffer)].last = end;
  for (Lifetime& life : result) life.last = std::max(life.last, life.first);  // an input that nobody reads
  return result;
}

namespace {

// An overlap counts where the read buffer dies and the written one is born at the step's own position.
bool usable(const Overlap& overlap, std::int32_t position, const std::vector<Lifetime>& life) {
  return life[static_cast<std::size_t>(overlap.read)].last == position && life[static_cast<std::size_t>(overlap.written)].first == position;
}

}  // namespace

Widest widest_position(const Program& program, const std::vector<Lifetime>& life) {
  Widest widest{0, -1};
  const auto end = static_cast<std::int32_t>(program.items.size());
  const std::vector<PlacedStep> steps = placed_steps(program);
  for (std::int32_t position = -1; position <= end; ++position) {
    std::size_t bytes = 0;
    for (std::size_t b = 0; b < program.buffers.size(); ++b) {
      if (life[b].first <= position && position <= life[b].last) bytes += program.buffers[b].bytes;
    }
    std::vector<std::size_t> room(program.buffers.size());  // bytes of a written buffer that may still lie on read ones
    for (std::size_t b = 0; b < room.size(); ++b) room[b] = program.buffers[b].bytes;
    std::vector<bool> spent(program.buffers.size());
    for (const PlacedStep& placed : steps) {
      if (placed.position != position) continue;
      for (const Overlap& overlap : placed.step->overlaps) {
        const auto read = static_cast<std::size_t>(overlap.read), written = static_cast<std::size_t>(overlap.written);
        if (!usable(overlap, position, life)) continue;
        if (spent[read]) continue;
        const std::size_t shared = std::min(program.buffers[read].bytes, room[written]);
        bytes -= shared;
        room[written] -= shared;
        spent[read] = true;
      }
    }
    if (bytes > widest.bytes) widest = {bytes, position};
  }
  return widest;
}

Conflicts::Conflicts(const Program& program, const std::vector<Lifetime>& life)
    : program_(program), count_(program.buffers.size()), pairs_(count_ * count_) {
  for (std::size_t a = 0; a < count_; ++a) {
    for (std::size_t b = 0; b < count_; ++b) {
      const bool meet = life[a].first <= life[b].last && life[b].first <= life[a].last;
      if (a != b && meet) pair(a, b).relation = Relation::apart;
    }
  }
  for (const PlacedStep& placed : placed_steps(program)) {
    for (const Overlap& overlap : placed.step->overlaps) {
      if (!usable(overlap, placed.position, life)) continue;
      const auto read = static_cast<std::size_t>(overlap.read), written = static_cast<std::size_t>(overlap.written);
      pair(read, written) = {overlap.exact ? Relation::may_coincide : Relation::may_precede, overlap.lead_bytes};
      pair(written, read) = {overlap.exact ? Relation::may_coincide : Relation::may_follow, overlap.lead_bytes};
    }
  }
}

void Conflicts::forbid(std::size_t b, std::size_t other, std::size_t other_offset,
                       std::vector<std::pair<std::size_t, std::size_t>>* ranges) const {
  const Pair& pair = pairs_[other * count_ + b];
  if (pair.relation == Relation::free) return;
  const std::size_t bytes = program_.buffers[b].bytes;
  std::size_t begin = other_offset >= bytes ? other_offset - bytes + 1 : 0;  // starts from which b would reach into other
  std::size_t end = other_offset + program_.buffers[other].bytes;
  if (pair.relation == Relation::may_precede) {
    // b is written while other is read: fine as long as start(b) + lead <= start(other).
    if (other_offset >= pair.lead_bytes) begin = std::max(begin, other_offset - pair.lead_bytes + 1);
  } else if (pair.relation == Relation::may_follow) {
    // b is read while other is written: fine from start(other) + lead on.
    end = std::min(end, other_offset + pair.lead_bytes);
  }
  if (pair.relation == Relation::may_coincide) {
    if (begin < other_offset) ranges->emplace_back(begin, other_offset);
    begin = other_offset + 1;
  }
  if (begin < end) ranges->emplace_back(begin, end);
}

}  // namespace pinhole
