#include <gtest/gtest.h>

#include "tests/support/tflite_sketch.h"
#include "tests/unit/device/interpreter/loading.h"
#include "tests/unit/device/interpreter/test_ops.h"

namespace {

using namespace pinhole::test;

// input 0 -> keep -> 1 -> keep -> 2; sum(0, 2) -> 3; sum(3, constant 4, left out) -> 5.
ModelSketch diamond(std::int32_t extent) {
  ModelSketch m;
  for (int i = 0; i < 6; ++i) m.tensors.push_back({{1, extent}});
  m.tensors[4].data.assign(static_cast<std::size_t>(extent), 1);
  m.inputs = {0};
  m.outputs = {5};
  m.operators = {{kKeep, {0}, {1}}, {kKeep, {1}, {2}}, {kSum, {0, 2}, {3}}, {kSum, {3, 4, -1}, {5}}};
  return m;
}

TEST(Arena, ComputesThroughBranchesConstantsAndOptionalInputs) {
  Loaded loaded(diamond(7).file(), 4096, test_ops());
  ASSERT_EQ(loaded.status, pin::Status::kOk);
  ASSERT_EQ(loaded.net.input_count(), 1);
  ASSERT_EQ(loaded.net.output_count(), 1);
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 7; ++i) loaded.net.input(0).mutable_as<std::int8_t>()[i] = static_cast<std::int8_t>(10 * i + round);
    ASSERT_EQ(loaded.net.run(), pin::Status::kOk);
    for (int i = 0; i < 7; ++i) EXPECT_EQ(loaded.net.output(0).as<std::int8_t>()[i], static_cast<std::int8_t>(2 * (10 * i + round) + 1));
  }
}

TEST(Arena, DataStartAtMultiplesOf16) {
  Loaded loaded(diamond(7).file(), 4096, test_ops());
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(loaded.net.input(0).data) % 16, 0u);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(loaded.net.output(0).data) % 16, 0u);
}

// Fault injection: one byte more each time until it succeeds. Below the planning tables the answer is a lower bound, above it is exact.
TEST(Arena, NeededBytesAreExactAtEverySize) {
  for (const std::int32_t extent : {1, 7, 50, 200}) {
    const auto file = diamond(extent).file();
    const std::size_t needed = Loaded(file, 1 << 16, test_ops()).net.arena_bytes_needed();
    int exact = 0;
    for (std::size_t bytes = 0; bytes < needed; ++bytes) {
      Loaded loaded(file, bytes, test_ops());
      ASSERT_EQ(loaded.status, pin::Status::kOutOfMemory) << bytes;
      ASSERT_GT(loaded.net.arena_bytes_needed(), bytes);
      ASSERT_LE(loaded.net.arena_bytes_needed(), needed);
      if (!loaded.net.arena_bytes_exact()) continue;
      ASSERT_EQ(loaded.net.arena_bytes_needed(), needed) << bytes;
      ++exact;
    }
    EXPECT_GT(exact, 0);
    Loaded loaded(file, needed, test_ops());
    EXPECT_EQ(loaded.status, pin::Status::kOk);
    EXPECT_EQ(loaded.net.arena_bytes_needed(), needed);
    EXPECT_EQ(loaded.net.run(), pin::Status::kOk);
  }
}

TEST(Arena, ALoadWithTheLowerBoundGivesTheExactNumber) {
  const auto file = diamond(50).file();
  Loaded first(file, 0, test_ops());
  ASSERT_EQ(first.status, pin::Status::kOutOfMemory);
  EXPECT_FALSE(first.net.arena_bytes_exact());
  Loaded second(file, first.net.arena_bytes_needed(), test_ops());
  ASSERT_EQ(second.status, pin::Status::kOutOfMemory);
  EXPECT_TRUE(second.net.arena_bytes_exact());
  EXPECT_EQ(Loaded(file, second.net.arena_bytes_needed(), test_ops()).status, pin::Status::kOk);
}

TEST(Arena, AnArenaThatIsNullIsAnEmptyOne) {
  Block model(diamond(7).file());
  pin::Interpreter net;
  EXPECT_EQ(net.load(model.data(), model.size(), nullptr, 4096, test_ops()), pin::Status::kOutOfMemory);
}

TEST(Arena, RefusesMisalignedMemory) {
  Block model(diamond(7).file());
  Block arena(4096);
  pin::Interpreter net;
  EXPECT_EQ(net.load(model.data(), model.size(), arena.data() + 8, 4000, test_ops()), pin::Status::kMisaligned);
  EXPECT_EQ(net.load(model.data() + 4, model.size() - 4, arena.data(), 4096, test_ops()), pin::Status::kMisaligned);
}

TEST(Arena, RunWithoutALoadedModelAnswersBadModel) {
  pin::Interpreter net;
  EXPECT_EQ(net.run(), pin::Status::kBadModel);
  EXPECT_EQ(net.input_count(), 0);
}

TEST(Arena, ALoadReplacesTheModelBefore) {
  Block first(diamond(7).file()), second(diamond(3).file()), arena(4096);
  pin::Interpreter net;
  ASSERT_EQ(net.load(first.data(), first.size(), arena.data(), 4096, test_ops()), pin::Status::kOk);
  ASSERT_EQ(net.load(second.data(), second.size(), arena.data(), 4096, test_ops()), pin::Status::kOk);
  EXPECT_EQ(net.input(0).shape.dim[1], 3);
}

TEST(Arena, ConstantsBehindTheFlatBufferAreUsedInPlace) {
  ModelSketch sketch = diamond(7);
  sketch.data_after_the_buffer = true;
  Loaded loaded(sketch.file(), 4096, test_ops());
  ASSERT_EQ(loaded.status, pin::Status::kOk);
  for (int i = 0; i < 7; ++i) loaded.net.input(0).mutable_as<std::int8_t>()[i] = 3;
  ASSERT_EQ(loaded.net.run(), pin::Status::kOk);
  EXPECT_EQ(loaded.net.output(0).as<std::int8_t>()[6], 7);
}

TEST(Arena, AnOutputMayBeAConstantOrAnInput) {
  ModelSketch sketch = diamond(7);
  sketch.outputs = {4, 0};
  Loaded loaded(sketch.file(), 4096, test_ops());
  ASSERT_EQ(loaded.status, pin::Status::kOk);
  for (int i = 0; i < 7; ++i) loaded.net.input(0).mutable_as<std::int8_t>()[i] = static_cast<std::int8_t>(i);
  ASSERT_EQ(loaded.net.run(), pin::Status::kOk);
  EXPECT_EQ(loaded.net.output(0).as<std::int8_t>()[0], 1);
  EXPECT_EQ(loaded.net.output(1).as<std::int8_t>()[6], 6);
}

}  // namespace
