// Programs without meaning, for tests of the planner: only buffers, who touches them, and overlaps. And the rules M1 to M3 once more, pair by
// pair, as a witness that shares code with neither planner nor checker.
#pragma once

#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "base/random.h"
#include "compiler/plan/plan.h"

namespace pinhole::test {

struct ProgramBuilder {
  Program program;

  BufferId buffer(std::size_t bytes, BufferKind kind = BufferKind::activation, std::size_t alignment = 1) {
    const auto id = static_cast<BufferId>(program.buffers.size());
    program.buffers.push_back({"b" + std::to_string(id), bytes, alignment, kind});
    if (kind == BufferKind::input) program.inputs.push_back({program.buffers.back().name, view(id), 0.0f, 0});
    return id;
  }
  View view(BufferId id) const { return {id, 0, DType::kInt8, make_shape({static_cast<std::int32_t>(program.buffer(id).bytes)}), 0, 0}; }

  Step step(const std::vector<BufferId>& reads, const std::vector<BufferId>& writes, const std::vector<BufferId>& scratch = {}) {
    Step s;
    s.layer = "layer" + std::to_string(layers_++);
    s.summary = "made up";
    for (const BufferId id : reads) s.arguments.push_back(ReadArgument{view(id), {}});
    for (const BufferId id : writes) s.arguments.push_back(WriteArgument{view(id), {}});
    for (const BufferId id : scratch) s.arguments.push_back(ScratchArgument{id, DType::kInt8});
    return s;
  }
  void add(ProgramItem item) { program.items.push_back(std::move(item)); }
  void output(BufferId id) {
    if (program.buffer(id).kind == BufferKind::activation) program.buffers[static_cast<std::size_t>(id)].kind = BufferKind::output;
    program.outputs.push_back({program.buffer(id).name, view(id), 0.0f, 0});
  }

 private:
  int layers_ = 0;
};

struct RandomLimits {
  int steps;
  std::size_t bytes;      // of the largest buffer
  std::size_t alignment;  // the largest one
};

class RandomProgram {
 public:
  RandomProgram(std::uint64_t seed, RandomLimits limits) : random_(seed), limits_(limits) {}

  Program make() {
    for (std::uint64_t inputs = 1 + random_.below(2); inputs > 0; --inputs) values_.push_back(fresh(BufferKind::input));
    for (int left = limits_.steps; left > 0;) {
      const int inside = random_.below(5) == 0 ? std::min(left, 2) : 1;
      std::vector<Step> steps;
      for (int i = 0; i < inside; ++i) steps.push_back(step());
      left -= inside;
      if (inside == 1) builder_.add(std::move(steps[0]));
      else if (random_.below(2) == 0) builder_.add(Stream{std::move(steps), 1});
      else builder_.add(Patches{std::move(steps), 2, 1});
    }
    builder_.output(values_.back());
    if (random_.below(3) == 0) builder_.output(values_[random_.below(values_.size())]);
    check_program(builder_.program);
    return builder_.program;
  }

 private:
  BufferId fresh(BufferKind kind) {
    std::size_t alignment = 1;
    while (alignment < limits_.alignment && random_.below(2) == 0) alignment *= 2;
    return builder_.buffer(1 + random_.below(limits_.bytes), kind, alignment);
  }

  Step step() {
    std::vector<BufferId> reads, writes, scratch;
    for (std::uint64_t n = 1 + random_.below(3); n > 0; --n) {
      const bool latest = random_.below(2) == 0;
      reads.push_back(latest ? values_.back() : values_[random_.below(values_.size())]);
    }
    for (std::uint64_t n = random_.below(4) == 0 ? 2 : 1; n > 0; --n) writes.push_back(fresh(BufferKind::activation));
    if (random_.below(5) == 0) scratch.push_back(fresh(BufferKind::scratch));
    Step made = builder_.step(reads, writes, scratch);
    for (std::size_t r = 0; r < reads.size(); ++r) {
      if (std::find(reads.begin(), reads.begin() + static_cast<std::ptrdiff_t>(r), reads[r]) !=
          reads.begin() + static_cast<std::ptrdiff_t>(r))
        continue;
      for (const BufferId written : writes) {
        const std::size_t lead = random_.below(2) == 0 ? 0 : random_.below(limits_.bytes);
        const bool exact = random_.below(3) == 0;
        if (random_.below(2) == 0) made.overlaps.push_back({reads[r], written, exact ? 0 : lead, exact});
      }
    }
    values_.insert(values_.end(), writes.begin(), writes.end());
    return made;
  }

  Random random_;
  RandomLimits limits_;
  ProgramBuilder builder_;
  std::vector<BufferId> values_;
};

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

// Seeds 0 .. count-1, or the one in the environment variable PINHOLE_SEED.
inline std::vector<std::uint64_t> seeds(std::uint64_t count) {
  if (const char* alone = std::getenv("PINHOLE_SEED")) return {std::strtoull(alone, nullptr, 10)};
  std::vector<std::uint64_t> all(count);
  for (std::uint64_t i = 0; i < count; ++i) all[i] = i;
  return all;
}

inline std::string alone(std::uint64_t seed) { return "alone with PINHOLE_SEED=" + std::to_string(seed); }

}  // namespace pinhole::test
