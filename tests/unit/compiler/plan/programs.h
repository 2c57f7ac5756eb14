// Programs without meaning, for tests of the planner: only buffers, who touches them, and overlaps.
#pragma once

#include <algorithm>
#include <cstdlib>
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

// Seeds 0 .. count-1, or the one in the environment variable PINHOLE_SEED.
inline std::vector<std::uint64_t> seeds(std::uint64_t count) {
  if (const char* alone = std::getenv("PINHOLE_SEED")) return {std::strtoull(alone, nullptr, 10)};
  std::vector<std::uint64_t> all(count);
  for (std::uint64_t i = 0; i < count; ++i) all[i] = i;
  return all;
}

inline std::string alone(std::uint64_t seed) { return "alone with PINHOLE_SEED=" + std::to_string(seed); }

}  // namespace pinhole::test
