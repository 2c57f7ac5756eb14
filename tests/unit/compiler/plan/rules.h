// The rules M1 to M3 (docs/memory.md) once more, pair by pair, as a witness that shares code with neither planner nor checker.
#pragma once

#include <algorithm>
#include <functional>
#include <vector>

#include "compiler/plan/plan.h"

namespace pinhole::test {

// M1 to M3 for pairs of buffers.
class Rules {
 public:
  explicit Rules(const Program& program) : program_(program), first_(program.buffers.size(), 1 << 30), last_(program.buffers.size(), -2) {
    for (const Program::Port& port : program.inputs) touch(port.view.buffer, -1);
    for (const PlacedStep& placed : placed_steps(program)) {
      for (const BufferId id : buffers_of(*placed.step)) touch(id, placed.position);
    }
    for (const Program::Port& port : program.outputs) touch(port.view.buffer, static_cast<std::int32_t>(program.items.size()));
  }

  // May a lie at offset_a while b lies at offset_b?
  bool allow(std::size_t a, std::size_t offset_a, std::size_t b, std::size_t offset_b) const {
    const std::size_t end_a = offset_a + program_.buffers[a].bytes, end_b = offset_b + program_.buffers[b].bytes;
    if (end_a <= offset_b || end_b <= offset_a) return true;
    if (last_[a] < first_[b] || last_[b] < first_[a]) return true;
    return taken_over(a, offset_a, b, offset_b) || taken_over(b, offset_b, a, offset_a);
  }

  bool allow_all(const std::vector<std::size_t>& offsets) const {
    for (std::size_t a = 0; a < offsets.size(); ++a) {
      for (std::size_t b = 0; b < a; ++b) {
        if (!allow(a, offsets[a], b, offsets[b])) return false;
      }
    }
    return true;
  }

 private:
  static std::vector<BufferId> buffers_of(const Step& step) {
    std::vector<BufferId> ids;
    for (const Argument& argument : step.arguments) {
      if (const auto* r = std::get_if<ReadArgument>(&argument)) ids.push_back(r->view.buffer);
      if (const auto* w = std::get_if<WriteArgument>(&argument)) ids.push_back(w->view.buffer);
      if (const auto* s = std::get_if<ScratchArgument>(&argument)) ids.push_back(s->buffer);
    }
    return ids;
  }

  void touch(BufferId id, std::int32_t position) {
    const auto b = static_cast<std::size_t>(id);
    first_[b] = std::min(first_[b], position);
    last_[b] = std::max(last_[b], position);
  }

  bool taken_over(std::size_t read, std::size_t read_at, std::size_t written, std::size_t written_at) const {
    const std::vector<PlacedStep> steps = placed_steps(program_);
    for (const PlacedStep& placed : steps) {
      if (last_[read] != placed.position || first_[written] != placed.position) continue;
      bool shared = false;  // with another step of the same block
      for (const PlacedStep& other : steps) {
        if (other.position != placed.position || other.step == placed.step) continue;
        for (const BufferId id : buffers_of(*other.step))
          shared = shared || static_cast<std::size_t>(id) == read || static_cast<std::size_t>(id) == written;
      }
      for (const Overlap& o : placed.step->overlaps) {
        if (shared || static_cast<std::size_t>(o.read) != read || static_cast<std::size_t>(o.written) != written) continue;
        if (o.exact ? read_at == written_at : read_at >= written_at + o.lead_bytes) return true;
      }
    }
    return false;
  }

  const Program& program_;
  std::vector<std::int32_t> first_, last_;
};

inline std::size_t height(const Program& program, const std::vector<std::size_t>& offsets) {
  std::size_t top = 0;
  for (std::size_t b = 0; b < offsets.size(); ++b) top = std::max(top, offsets[b] + program.buffers[b].bytes);
  return top;
}

// The least height of all placements, by trying every offset of every buffer; for at most six small buffers.
inline std::size_t least_height(const Program& program) {
  const Rules rules(program);
  const std::size_t count = program.buffers.size();
  std::size_t best = 0;
  for (const Buffer& buffer : program.buffers) best += buffer.bytes + buffer.alignment;  // one above the other
  std::vector<std::size_t> offsets(count);
  const std::function<void(std::size_t)> place = [&](std::size_t b) {
    if (b == count) {
      best = std::min(best, height(program, offsets));
      return;
    }
    for (std::size_t at = 0; at + program.buffers[b].bytes < best; at += program.buffers[b].alignment) {
      bool fits = true;
      for (std::size_t other = 0; other < b && fits; ++other) fits = rules.allow(b, at, other, offsets[other]);
      offsets[b] = at;
      if (fits) place(b + 1);
    }
  };
  place(0);
  return best;
}

}  // namespace pinhole::test
