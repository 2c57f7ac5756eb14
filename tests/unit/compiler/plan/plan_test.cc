// The planner against brute force and against the rules, on random programs; and what it says when memory is short.
#include <gtest/gtest.h>

#include "base/error.h"
#include "compiler/plan/conflicts.h"
#include "tests/unit/compiler/plan/programs.h"
#include "tests/unit/compiler/plan/rules.h"

namespace pinhole {
namespace {

using test::alone;
using test::height;
using test::ProgramBuilder;
using test::RandomProgram;

std::size_t up_to_16(std::size_t bytes) { return (bytes + 15) / 16 * 16; }

TEST(Planner, KeepsTheRulesOnRandomPrograms) {
  std::size_t optimal = 0, overlapping = 0;
  for (const std::uint64_t seed : test::seeds(120)) {
    SCOPED_TRACE(alone(seed));
    const Program program = RandomProgram(seed, {.steps = 2 + static_cast<int>(seed % 12), .bytes = 200, .alignment = 16}).make();
    const Plan plan = plan_memory(program);
    ASSERT_TRUE(test::Rules(program).allow_all(plan.offset_bytes));
    ASSERT_NO_THROW(check_plan(program, plan));
    ASSERT_GE(plan.arena_bytes, plan.lower_bound_bytes);
    ASSERT_EQ(plan.arena_bytes, up_to_16(height(program, plan.offset_bytes)));
    for (std::size_t b = 0; b < program.buffers.size(); ++b) ASSERT_EQ(plan.offset_bytes[b] % program.buffers[b].alignment, 0u);
    const auto end = static_cast<std::int32_t>(program.items.size());
    for (const Program::Port& port : program.outputs) ASSERT_EQ(plan.lifetimes[static_cast<std::size_t>(port.view.buffer)].last, end);
    optimal += plan.optimal;
    overlapping += !usable_overlaps(program, plan.lifetimes).empty();
  }
  if (std::getenv("PINHOLE_SEED") == nullptr) {
    EXPECT_GT(optimal, 40u);
    EXPECT_GT(overlapping, 40u);
  }
}

TEST(Planner, GivesTheSamePlanTwice) {
  for (const std::uint64_t seed : test::seeds(8)) {
    SCOPED_TRACE(alone(seed));
    const Program program = RandomProgram(seed, {.steps = 14, .bytes = 100, .alignment = 16}).make();
    EXPECT_EQ(plan_memory(program).offset_bytes, plan_memory(program).offset_bytes);
  }
}

// With so few buffers the search always ends, so that it must find what trying every offset finds: also a test of docs/memory.md's
// proof that some order of first fits reaches the optimum.
TEST(Planner, FindsTheOptimumOfTinyPrograms) {
  std::size_t compared = 0, above_bound = 0;
  for (const std::uint64_t seed : test::seeds(1500)) {
    SCOPED_TRACE(alone(seed));
    const Program program =
        RandomProgram(seed, {.steps = 1 + static_cast<int>(seed % 4), .bytes = 6, .alignment = seed % 3 == 0 ? 4u : 1u}).make();
    if (program.buffers.size() > 6) continue;
    const Plan plan = plan_memory(program);
    const std::size_t least = test::least_height(program);
    ASSERT_TRUE(plan.optimal);
    ASSERT_GE(height(program, plan.offset_bytes), least) << "the brute force missed a plan";
    ASSERT_EQ(up_to_16(height(program, plan.offset_bytes)), up_to_16(least));
    std::size_t granule = 16;
    for (const Buffer& buffer : program.buffers) granule = std::min(granule, buffer.alignment);
    ASSERT_LE(plan.lower_bound_bytes, (least + granule - 1) / granule * granule) << "no lower bound";
    if (granule == 1) {
      ASSERT_EQ(height(program, plan.offset_bytes), least);
    }
    ++compared;
    above_bound += least > plan.lower_bound_bytes;
  }
  if (std::getenv("PINHOLE_SEED") == nullptr) {
    EXPECT_GT(compared, 500u);
    EXPECT_GT(above_bound, 10u) << "programs whose bound cannot be reached are the hard ones";
  }
}

TEST(Planner, FindsTheOptimumWithExactOverlapsAndMixedAlignments) {
  std::size_t compared = 0, above_bound = 0;
  for (const std::uint64_t seed : test::seeds(500)) {
    SCOPED_TRACE(alone(seed));
    const std::size_t alignment = std::size_t{1} << seed % 4;
    const Program program = RandomProgram(seed, {.steps = 2 + static_cast<int>(seed % 4), .bytes = 8, .alignment = alignment}).make();
    if (program.buffers.size() > 6) continue;
    const Plan plan = plan_memory(program);
    const std::vector<UsableOverlap> usable = usable_overlaps(program, plan.lifetimes);
    if (std::none_of(usable.begin(), usable.end(), [](const UsableOverlap& u) { return u.overlap.exact; })) continue;
    const std::size_t least = test::least_height(program);
    ASSERT_TRUE(plan.optimal);
    ASSERT_EQ(std::max(height(program, plan.offset_bytes), plan.lower_bound_bytes), std::max(least, plan.lower_bound_bytes));
    ++compared;
    above_bound += least > plan.lower_bound_bytes;
  }
  if (std::getenv("PINHOLE_SEED") == nullptr) {
    EXPECT_GT(compared, 40u);
    EXPECT_GT(above_bound, 5u);
  }
}

Plan plan_of(const ProgramBuilder& builder) {
  check_program(builder.program);
  return plan_memory(builder.program);
}

TEST(Planner, ReusesABufferAfterItsLastReader) {
  ProgramBuilder b;
  const BufferId in = b.buffer(32, BufferKind::input, 16), middle = b.buffer(64, BufferKind::activation, 16),
                 out = b.buffer(32, BufferKind::activation, 16);
  b.add(b.step({in}, {middle}));
  b.add(b.step({middle}, {out}));
  b.output(out);
  const Plan plan = plan_of(b);
  EXPECT_EQ(plan.arena_bytes, 96u);
  EXPECT_EQ(plan.offset_bytes[0], plan.offset_bytes[2]);
  EXPECT_TRUE(plan.optimal);
}

TEST(Planner, PutsAnExactOverlapInPlace) {
  ProgramBuilder b;
  const BufferId in = b.buffer(48, BufferKind::input, 16), out = b.buffer(32, BufferKind::activation, 16);
  Step step = b.step({in}, {out});
  step.overlaps = {{in, out, 0, true}};
  b.add(step);
  b.output(out);
  const Plan plan = plan_of(b);
  EXPECT_EQ(plan.arena_bytes, 48u);
  EXPECT_EQ(plan.lower_bound_bytes, 48u);
  EXPECT_EQ(plan.offset_bytes[0], plan.offset_bytes[1]);
}

// First fit, buffer by buffer, puts the pair's first half (aligned to 8) where its second half (16) cannot follow: 112 bytes in any order.
TEST(Planner, PlacesAnExactPairOfTwoAlignmentsAsOne) {
  ProgramBuilder b;
  const BufferId in = b.buffer(8, BufferKind::input, 8), read = b.buffer(32, BufferKind::activation, 16),
                 late = b.buffer(24, BufferKind::activation, 16), written = b.buffer(32, BufferKind::activation, 8),
                 beside = b.buffer(16, BufferKind::activation, 16), wide = b.buffer(48, BufferKind::activation, 16), first = b.buffer(1),
                 last = b.buffer(1);
  b.add(b.step({in}, {first}));
  b.add(b.step({}, {late, read}));
  Step pair = b.step({read}, {written, beside});
  pair.overlaps = {{read, written, 0, true}, {read, beside, 8, false}};
  b.add(pair);
  Step slide = b.step({written}, {wide});
  slide.overlaps = {{written, wide, 8, false}};
  b.add(slide);
  b.add(b.step({beside, wide}, {late}));
  b.add(b.step({late}, {last}));
  const Plan plan = plan_of(b);
  EXPECT_EQ(plan.arena_bytes, 96u);
  EXPECT_TRUE(plan.optimal);
}

// As in kws_int8: nine maps one after another, every other one in place, each step with scratch. Too many buffers for all orders; the largest
// first leaves the scratch of some step above both maps.
TEST(Planner, FindsRoomForScratchAmongManyBuffers) {
  ProgramBuilder b;
  const auto scratch = [&](std::size_t bytes) { return b.buffer(bytes, BufferKind::scratch, 16); };
  BufferId map = b.buffer(490, BufferKind::input, 16);
  for (int i = 0; i < 9; ++i) {
    const BufferId next = b.buffer(8000, BufferKind::activation, 16);
    Step step = b.step({map}, {next}, {scratch(i == 0 ? 360 : i % 2 == 1 ? 656 : 576)});
    if (i % 2 == 1) step.overlaps = {{map, next, 0, true}};
    b.add(step);
    map = next;
  }
  const BufferId pooled = b.buffer(64, BufferKind::activation, 16), classes = b.buffer(12, BufferKind::activation, 16);
  b.add(b.step({map}, {pooled}));
  b.add(b.step({pooled}, {classes}, {scratch(128)}));
  b.output(classes);
  const Plan plan = plan_of(b);
  EXPECT_EQ(plan.arena_bytes, 16'576u);
  EXPECT_EQ(plan.lower_bound_bytes, 16'576u);
}

TEST(Planner, LetsTheReadBufferLead) {
  ProgramBuilder b;
  const BufferId in = b.buffer(64, BufferKind::input, 16), out = b.buffer(80, BufferKind::activation, 16);
  Step step = b.step({in}, {out});
  step.overlaps = {{in, out, 32, false}};
  b.add(step);
  b.output(out);
  const Plan plan = plan_of(b);
  EXPECT_EQ(plan.arena_bytes, 96u);  // the output at 0, the input at 32
  EXPECT_EQ(plan.lower_bound_bytes, 96u);
}

TEST(Planner, KeepsABufferThatIsReadAgainOutOfAnOverlap) {
  ProgramBuilder b;
  const BufferId in = b.buffer(32, BufferKind::input, 16), copy = b.buffer(32, BufferKind::activation, 16),
                 out = b.buffer(32, BufferKind::activation, 16);
  Step step = b.step({in}, {copy});
  step.overlaps = {{in, copy, 0, true}};
  b.add(step);
  b.add(b.step({in, copy}, {out}));
  b.output(out);
  EXPECT_EQ(plan_of(b).arena_bytes, 96u);
}

TEST(Planner, IgnoresAnOverlapWhoseBufferAnotherStepOfTheStreamReads) {
  ProgramBuilder b;
  const BufferId in = b.buffer(32, BufferKind::input, 16), copy = b.buffer(32, BufferKind::activation, 16),
                 out = b.buffer(32, BufferKind::activation, 16);
  Step first = b.step({in}, {copy});
  first.overlaps = {{in, copy, 0, true}};
  b.add(Stream{{first, b.step({in, copy}, {out})}, 1});
  b.output(out);
  EXPECT_EQ(plan_of(b).arena_bytes, 96u);
}

TEST(Planner, GivesTheBytesOfAnUnreadInputAway) {
  ProgramBuilder b;
  const BufferId in = b.buffer(16, BufferKind::input, 16), unread = b.buffer(64, BufferKind::input, 16),
                 out = b.buffer(64, BufferKind::activation, 16);
  b.add(b.step({in}, {out}));
  b.output(out);
  const Plan plan = plan_of(b);
  EXPECT_EQ(plan.arena_bytes, 80u);
  EXPECT_EQ(plan.lifetimes[static_cast<std::size_t>(unread)].last, -1);
}

TEST(Planner, KeepsOutputsToTheEnd) {
  ProgramBuilder b;
  const BufferId in = b.buffer(16, BufferKind::input, 16), early = b.buffer(32, BufferKind::activation, 16),
                 late = b.buffer(32, BufferKind::activation, 16);
  b.add(b.step({in}, {early}));
  b.add(b.step({early}, {late}));
  b.output(early);
  b.output(late);
  EXPECT_EQ(plan_of(b).arena_bytes, 64u);
}

TEST(Planner, CountsAlignmentInTheBound) {
  ProgramBuilder b;
  const BufferId in = b.buffer(10, BufferKind::input, 16), out = b.buffer(10, BufferKind::activation, 16);
  b.add(b.step({in}, {out}));
  b.output(out);
  const Plan plan = plan_of(b);
  EXPECT_EQ(plan.lower_bound_bytes, 32u);
  EXPECT_TRUE(plan.optimal);
}

TEST(Planner, NamesTheWidestLayerWhenMemoryIsShort) {
  ProgramBuilder b;
  const BufferId in = b.buffer(1600, BufferKind::input, 16), wide = b.buffer(32000, BufferKind::activation, 16),
                 out = b.buffer(16, BufferKind::activation, 16);
  Step step = b.step({in}, {wide});
  step.layer = "stem";
  step.summary = "conv_2d 40x40x1 -> 40x40x20";
  b.add(step);
  b.add(b.step({wide}, {out}));
  b.output(out);
  EXPECT_NO_THROW(plan_memory(b.program, 33'600));
  try {
    plan_memory(b.program, 33'599);
    FAIL() << "one byte too little was enough";
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()),
              "layer 'stem' (conv_2d 40x40x1 -> 40x40x20): the tensors do not fit the RAM that may be used\n"
              "  expected: at most 33,599 bytes\n"
              "  got: 33,600 bytes (33,600 are needed at once here)\n"
              "  help: take a smaller input picture or a narrower network, or a board with more RAM");
  }
}

}  // namespace
}  // namespace pinhole
