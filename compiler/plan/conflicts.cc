#include "compiler/plan/conflicts.h"

#include <algorithm>
#include <map>
#include <numeric>

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

bool touches(const Step& step, BufferId id) {
  bool found = false;
  for_each_buffer(step, [&](BufferId other) { found = found || other == id; });
  return found;
}

std::size_t round_up(std::size_t bytes, std::size_t granule) { return (bytes + granule - 1) / granule * granule; }

}  // namespace

std::vector<UsableOverlap> usable_overlaps(const Program& program, const std::vector<Lifetime>& life) {
  const std::vector<PlacedStep> steps = placed_steps(program);
  std::vector<UsableOverlap> usable;
  for (const PlacedStep& placed : steps) {
    for (const Overlap& overlap : placed.step->overlaps) {
      if (life[static_cast<std::size_t>(overlap.read)].last != placed.position) continue;
      if (life[static_cast<std::size_t>(overlap.written)].first != placed.position) continue;
      const bool alone = std::none_of(steps.begin(), steps.end(), [&](const PlacedStep& other) {
        return other.step != placed.step && other.position == placed.position &&
               (touches(*other.step, overlap.read) || touches(*other.step, overlap.written));
      });
      if (alone) usable.push_back({overlap, placed.position});
    }
  }
  return usable;
}

// Each buffer takes whole granules (the smallest alignment), because the next one starts at a multiple of it. Of two buffers that may overlap,
// at most min(read, written - lead) is shared. Buffers read by one step are apart from each other, and so are those written: a read buffer
// shares with one written at the most, and a written one no more than its own size.
Widest widest_position(const Program& program, const std::vector<Lifetime>& life) {
  std::size_t granule = 16;
  for (const Buffer& buffer : program.buffers) granule = std::min(granule, buffer.alignment);
  const auto bytes_of = [&](BufferId id) { return round_up(program.buffer(id).bytes, granule); };
  const std::vector<UsableOverlap> overlaps = usable_overlaps(program, life);
  Widest widest{0, -1};
  for (std::int32_t position = -1; position <= static_cast<std::int32_t>(program.items.size()); ++position) {
    std::size_t alive = 0;
    for (std::size_t b = 0; b < program.buffers.size(); ++b) {
      if (life[b].first <= position && position <= life[b].last) alive += bytes_of(static_cast<BufferId>(b));
    }
    std::map<BufferId, std::size_t> shared_of_read, shared_of_written;
    for (const UsableOverlap& usable : overlaps) {
      if (usable.position != position) continue;
      const auto& [read, written, lead_bytes, exact] = usable.overlap;
      const std::size_t lead = round_up(lead_bytes, granule),
                        most = std::min(bytes_of(read), bytes_of(written) - std::min(bytes_of(written), lead));
      shared_of_read[read] = std::max(shared_of_read[read], most);
      shared_of_written[written] = bytes_of(written);
    }
    const auto sum = [](const std::map<BufferId, std::size_t>& bytes) {
      return std::accumulate(bytes.begin(), bytes.end(), std::size_t{0},
                             [](std::size_t total, const auto& entry) { return total + entry.second; });
    };
    alive -= std::min(sum(shared_of_read), sum(shared_of_written));
    if (alive > widest.bytes) widest = {alive, position};
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
  for (const auto& [overlap, position] : usable_overlaps(program, life)) {
    const auto read = static_cast<std::size_t>(overlap.read), written = static_cast<std::size_t>(overlap.written);
    pair(read, written) = {overlap.exact ? Relation::may_coincide : Relation::may_precede, overlap.lead_bytes};
    pair(written, read) = {overlap.exact ? Relation::may_coincide : Relation::may_follow, overlap.lead_bytes};
  }
}

bool Conflicts::may_coincide(std::size_t a, std::size_t b) const {
  const Pair& pair = pairs_[a * count_ + b];
  const bool slides = pair.relation == Relation::may_precede || pair.relation == Relation::may_follow;
  return pair.relation == Relation::free || pair.relation == Relation::may_coincide || (slides && pair.lead_bytes == 0);
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
