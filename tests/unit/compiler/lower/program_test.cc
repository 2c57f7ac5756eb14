// The program by itself: Stream and Patches, positions, and what check_program refuses.
#include "base/error.h"
#include "compiler/emit/emit.h"
#include "compiler/plan/conflicts.h"
#include "tests/unit/compiler/lower/graphs.h"
#include "tests/unit/compiler/plan/programs.h"

namespace pinhole {
namespace {

using test::ProgramBuilder;

// input -> [conv -> ring -> conv] -> middle -> {patches} -> output. The ring holds 3 of the 8 rows of 16 bytes.
struct Blocks {
  ProgramBuilder b;
  BufferId in, ring, middle, scratch, out;

  Blocks() {
    in = b.buffer(128, BufferKind::input, 16);
    ring = b.buffer(48, BufferKind::activation, 16);
    middle = b.buffer(128, BufferKind::activation, 16);
    scratch = b.buffer(32, BufferKind::scratch, 16);
    out = b.buffer(128, BufferKind::activation, 16);
    Step first = b.step({in}, {ring}), second = b.step({ring}, {middle});
    std::get<WriteArgument>(first.arguments[1]).view = ring_view();
    std::get<ReadArgument>(second.arguments[0]).view = ring_view();
    b.add(Stream{{first, second}, 1});
    b.add(Patches{{b.step({middle}, {out}, {scratch})}, 2, 2});
    b.output(out);
  }
  View ring_view() const { return {ring, 0, DType::kInt8, make_shape({1, 8, 4, 4}), 0, 3}; }
};

TEST(Program, StepsOfABlockShareItsPosition) {
  const Blocks blocks;
  std::vector<std::int32_t> positions;
  for (const PlacedStep& placed : placed_steps(blocks.b.program)) positions.push_back(placed.position);
  EXPECT_EQ(positions, (std::vector<std::int32_t>{0, 0, 1}));
}

TEST(Program, BuffersOfABlockLiveThroughAllOfIt) {
  const Blocks blocks;
  check_program(blocks.b.program);
  const std::vector<Lifetime> life = lifetimes(blocks.b.program);
  const auto is = [&](BufferId id, std::int32_t first, std::int32_t last) {
    return life[static_cast<std::size_t>(id)].first == first && life[static_cast<std::size_t>(id)].last == last;
  };
  EXPECT_TRUE(is(blocks.in, -1, 0));
  EXPECT_TRUE(is(blocks.ring, 0, 0));
  EXPECT_TRUE(is(blocks.middle, 0, 1));
  EXPECT_TRUE(is(blocks.scratch, 1, 1));
  EXPECT_TRUE(is(blocks.out, 1, 2));
}

TEST(Program, ARingTakesOnlyItsRows) {
  const Blocks blocks;
  EXPECT_EQ(plan_memory(blocks.b.program).arena_bytes, 304u);  // input 128, ring 48, middle 128
}

TEST(Program, BlocksAreNotEmittedYet) {
  const Blocks blocks;
  EXPECT_THROW(emit_model(blocks.b.program, plan_memory(blocks.b.program), {}), InternalError);
}

// Each damage to a good program is refused; `damage` gets the program and its first step.
void expect_refused(const char* what, const std::function<void(Program&, Step&)>& damage) {
  ProgramBuilder b;
  const BufferId in = b.buffer(16, BufferKind::input), scratch = b.buffer(4, BufferKind::scratch), out = b.buffer(16);
  Step step = b.step({in}, {out}, {scratch});
  step.overlaps = {{in, out, 0, false}};
  b.program.constants.push_back({"weights", Element::i32, Bytes(8)});
  step.arguments.push_back(ConstantArgument{0});
  b.add(step);
  b.output(out);
  ASSERT_NO_THROW(check_program(b.program));
  damage(b.program, std::get<Step>(b.program.items[0]));
  EXPECT_THROW(check_program(b.program), InternalError) << what;
}

TEST(Program, DamageIsRefused) {
  const auto view = [](Step& s, std::size_t i) -> View& {
    return i == 0 ? std::get<ReadArgument>(s.arguments[0]).view : std::get<WriteArgument>(s.arguments[1]).view;
  };
  expect_refused("an empty buffer", [](Program& p, Step&) { p.buffers[0].bytes = 0; });
  expect_refused("an odd alignment", [](Program& p, Step&) { p.buffers[0].alignment = 3; });
  expect_refused("a large alignment", [](Program& p, Step&) { p.buffers[0].alignment = 32; });
  expect_refused("a buffer that is not there", [&](Program&, Step& s) { view(s, 0).buffer = 3; });
  expect_refused("a view behind its buffer", [&](Program&, Step& s) { view(s, 0).offset_bytes = 1; });
  expect_refused("a view larger than its buffer", [&](Program&, Step& s) { view(s, 1).shape = make_shape({17}); });
  expect_refused("rows of a vector", [&](Program&, Step& s) { view(s, 1).rows = 1; });
  expect_refused("rows that the picture lacks", [&](Program&, Step& s) { view(s, 1) = {2, 0, DType::kInt8, make_shape({1, 2, 2}), 1, 2}; });
  expect_refused("a read of nothing", [&](Program&, Step& s) { view(s, 0).buffer = 2; });
  expect_refused("scratch that is none", [](Program& p, Step&) { p.buffers[1].kind = BufferKind::activation; });
  expect_refused("scratch that is not there", [](Program&, Step& s) { std::get<ScratchArgument>(s.arguments[2]).buffer = 9; });
  expect_refused("an output into scratch", [&](Program&, Step& s) {
    view(s, 1) = {1, 0, DType::kInt8, make_shape({4}), 0, 0};
    s.overlaps.clear();
  });
  expect_refused("a constant that is not there", [](Program&, Step& s) { std::get<ConstantArgument>(s.arguments[3]).constant = 1; });
  expect_refused("half an element", [](Program& p, Step&) { p.constants[0].bytes.resize(6); });
  expect_refused("a step that writes nothing", [](Program& p, Step& s) {
    s.arguments.erase(s.arguments.begin() + 1);
    s.overlaps.clear();
    p.outputs.clear();
  });
  expect_refused("an overlap of other buffers", [](Program&, Step& s) { s.overlaps[0].read = 1; });
  expect_refused("the same overlap twice", [](Program&, Step& s) { s.overlaps.push_back(s.overlaps[0]); });
  expect_refused("an output that nothing writes", [](Program& p, Step&) { p.items.clear(); });
}

}  // namespace
}  // namespace pinhole
