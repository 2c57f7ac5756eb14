// The checker is no rubber stamp: plans are broken on purpose, and it must refuse exactly those that the rules forbid.
#include <gtest/gtest.h>

#include "base/error.h"
#include "tests/unit/compiler/plan/programs.h"
#include "tests/unit/compiler/plan/rules.h"

namespace pinhole {
namespace {

using test::ProgramBuilder;
using test::RandomProgram;

bool accepts(const Program& program, const Plan& plan) {
  try {
    check_plan(program, plan);
    return true;
  } catch (const InternalError&) {
    return false;
  }
}

TEST(PlanChecker, RefusesExactlyTheMovesThatTheRulesForbid) {
  std::size_t refused = 0, harmless = 0, sharing = 0;
  for (const std::uint64_t seed : test::seeds(150)) {
    SCOPED_TRACE(test::alone(seed));
    const Program program = RandomProgram(seed, {.steps = 2 + static_cast<int>(seed % 7), .bytes = 40, .alignment = 4}).make();
    const Plan plan = plan_memory(program);
    const test::Rules rules(program);
    Random random(seed + 1);
    for (int moves = 0; moves < 60; ++moves) {
      Plan moved = plan;
      const std::size_t b = random.below(program.buffers.size());
      const Buffer& buffer = program.buffers[b];
      const std::size_t places = (plan.arena_bytes - buffer.bytes) / buffer.alignment + 1;
      moved.offset_bytes[b] = random.below(places) * buffer.alignment;
      const bool legal = rules.allow_all(moved.offset_bytes);
      ASSERT_EQ(accepts(program, moved), legal) << buffer.name << " from " << plan.offset_bytes[b] << " to " << moved.offset_bytes[b];
      (legal ? harmless : refused) += 1;
    }
    for (const auto& item : program.items) sharing += std::holds_alternative<Step>(item) && !std::get<Step>(item).overlaps.empty();
  }
  if (std::getenv("PINHOLE_SEED") == nullptr) {
    EXPECT_GT(refused, 2000u);
    EXPECT_GT(harmless, 1000u);
    EXPECT_GT(sharing, 100u);
  }
}

// One step that reads 64 bytes and writes 64, the input `lead` bytes behind the output.
Plan two_buffers(ProgramBuilder* b, std::size_t declared_lead, bool exact, std::size_t input_at, std::size_t output_at) {
  const BufferId in = b->buffer(64, BufferKind::input), out = b->buffer(64);
  Step step = b->step({in}, {out});
  step.overlaps = {{in, out, declared_lead, exact}};
  b->add(step);
  b->output(out);
  Plan plan = plan_memory(b->program);
  plan.offset_bytes = {input_at, output_at};
  plan.arena_bytes = 256;
  return plan;
}

TEST(PlanChecker, WantsTheWholeLead) {
  ProgramBuilder enough, short_by_one;
  const Plan good = two_buffers(&enough, 8, false, 8, 0), bad = two_buffers(&short_by_one, 8, false, 7, 0);
  EXPECT_TRUE(accepts(enough.program, good));
  EXPECT_FALSE(accepts(short_by_one.program, bad));
}

TEST(PlanChecker, WantsExactOverlapsInPlace) {
  ProgramBuilder same, ahead, behind;
  const Plan good = two_buffers(&same, 0, true, 16, 16), first = two_buffers(&ahead, 0, true, 17, 16),
             second = two_buffers(&behind, 0, true, 15, 16);
  EXPECT_TRUE(accepts(same.program, good));
  EXPECT_FALSE(accepts(ahead.program, first));
  EXPECT_FALSE(accepts(behind.program, second));
}

struct Broken : testing::Test {
  Broken() {
    const BufferId in = builder.buffer(16, BufferKind::input, 16), out = builder.buffer(16, BufferKind::activation, 16),
                   scratch = builder.buffer(16, BufferKind::scratch, 16);
    builder.add(builder.step({in}, {out}, {scratch}));
    builder.output(out);
    plan = plan_memory(builder.program);
    EXPECT_TRUE(accepts(builder.program, plan));
  }
  ProgramBuilder builder;
  Plan plan;
};

TEST_F(Broken, MisalignedIsRefused) {
  plan.offset_bytes[2] += 8;
  plan.arena_bytes += 16;
  EXPECT_FALSE(accepts(builder.program, plan));
}
TEST_F(Broken, OutsideTheArenaIsRefused) {
  for (std::size_t& offset : plan.offset_bytes) offset += 16;
  EXPECT_FALSE(accepts(builder.program, plan));
}
TEST_F(Broken, AForgottenBufferIsRefused) {
  plan.offset_bytes.pop_back();
  EXPECT_FALSE(accepts(builder.program, plan));
}
TEST_F(Broken, ScratchOnTheOutputIsRefused) {
  plan.offset_bytes[2] = plan.offset_bytes[1];
  EXPECT_FALSE(accepts(builder.program, plan));
}
TEST_F(Broken, ScratchOnTheInputIsRefused) {
  plan.offset_bytes[2] = plan.offset_bytes[0];
  EXPECT_FALSE(accepts(builder.program, plan));
}
TEST_F(Broken, AnArenaBelowItsBoundIsRefused) {
  plan.lower_bound_bytes = plan.arena_bytes + 1;
  EXPECT_FALSE(accepts(builder.program, plan));
}
TEST_F(Broken, AnOutputThatEndsEarlyIsRefused) {
  plan.lifetimes[1].last = 0;
  EXPECT_FALSE(accepts(builder.program, plan));
}
TEST_F(Broken, AnInputThatBeginsLateIsRefused) {
  plan.lifetimes[0].first = 0;
  EXPECT_FALSE(accepts(builder.program, plan));
}

}  // namespace
}  // namespace pinhole
