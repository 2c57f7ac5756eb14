// Operators that pick rows, lay one tensor over another, mirror, and resize.
#include <gtest/gtest.h>

#include "device/kernels/gather/gather.h"
#include "device/kernels/mirror_pad/mirror_pad.h"
#include "device/kernels/pad/pad.h"
#include "device/kernels/resize/resize.h"
#include "device/kernels/shape/shape.h"
#include "device/kernels/space_to_batch/space_to_batch.h"
#include "device/kernels/update_slice/update_slice.h"
#include "tests/unit/device/kernels/operand.h"

namespace pinhole::test {
namespace {

using pin::DType;
using pin::Status;
using Integers = std::vector<std::int32_t>;
using Bytes8 = std::vector<std::int8_t>;

// N82
TEST(Gather, CutsIndicesThatAreOutOfRange) {
  Operand data(DType::kInt8, {3, 2}), indices(DType::kInt32, {4}), output(DType::kInt8, {4, 2});
  data.fill(Bytes8{1, 2, 3, 4, 5, 6});
  indices.fill(Integers{2, -7, 1, 0x7fffffff});
  ASSERT_EQ(run_op<pin::GatherOp>({}, {&data, &indices}, &output), Status::kOk);
  EXPECT_EQ(output.values<std::int8_t>(), (Bytes8{5, 6, 1, 2, 3, 4, 5, 6}));
}

TEST(Gather, GivesEveryBatchIndicesOfItsOwn) {
  Operand data(DType::kInt16, {2, 3, 2}), indices(DType::kInt32, {2, 2}), output(DType::kInt16, {2, 2, 2});
  data.fill(std::vector<std::int16_t>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
  indices.fill(Integers{2, 0, 1, 1});
  ASSERT_EQ(run_op<pin::GatherOp>({.axis = 1, .batch_dims = 1}, {&data, &indices}, &output), Status::kOk);
  EXPECT_EQ(output.values<std::int16_t>(), (std::vector<std::int16_t>{5, 6, 1, 2, 9, 10, 9, 10}));
}

// N82
TEST(GatherNd, NamesPositionsAndCutsThem) {
  Operand data(DType::kFloat32, {2, 3}), indices(DType::kInt32, {3, 2}), output(DType::kFloat32, {3});
  data.fill(std::vector<float>{1, 2, 3, 4, 5, 6});
  indices.fill(Integers{1, 2, 0, 1, 9, -1});
  ASSERT_EQ(run_op<pin::GatherNdOp>({}, {&data, &indices}, &output), Status::kOk);
  EXPECT_EQ(output.values<float>(), (std::vector<float>{6, 2, 4}));
}

// N88
TEST(EmbeddingLookup, DequantisesWhereTheResultIsFloat) {
  Operand ids(DType::kInt32, {2}), table(DType::kInt8, {2, 2}, 0.5f, 1), output(DType::kFloat32, {2, 2});
  ids.fill(Integers{1, -3});
  table.constant(Bytes8{3, 1, -1, 127});
  ASSERT_EQ(run_op<pin::EmbeddingLookupOp>({}, {&ids, &table}, &output), Status::kOk);
  EXPECT_EQ(output.values<float>(), (std::vector<float>{-1.0f, 63.0f, 1.0f, 0.0f}));
}

// N82
TEST(DynamicUpdateSlice, KeepsTheUpdateInside) {
  const std::vector<std::pair<Integers, Bytes8>> cases = {{{0, 1}, {1, 7, 8, 4, 5, 6}}, {{9, -4}, {1, 2, 3, 7, 8, 6}}};
  for (const auto& [start, want] : cases) {
    Operand operand(DType::kInt8, {2, 3}), update(DType::kInt8, {1, 2}), starts(DType::kInt32, {2}), output(DType::kInt8, {2, 3});
    operand.fill(Bytes8{1, 2, 3, 4, 5, 6});
    update.fill(Bytes8{7, 8});
    starts.fill(start);
    ASSERT_EQ(run_op<pin::DynamicUpdateSliceOp>({}, {&operand, &update, &starts}, &output), Status::kOk);
    EXPECT_EQ(output.values<std::int8_t>(), want);
    Operand wide(DType::kInt64, {2});
    wide.fill(std::vector<std::int64_t>{start[0], start[1]});
    ASSERT_EQ(run_op<pin::DynamicUpdateSliceOp>({}, {&operand, &update, &wide}, &operand), Status::kOk);  // in place
    EXPECT_EQ(operand.values<std::int8_t>(), want);
  }
}

// N83
TEST(MirrorPad, MirrorsWithAndWithoutTheEdge) {
  Operand input(DType::kInt8, {2, 3}), around(DType::kInt32, {2, 2}), output(DType::kInt8, {3, 6});
  input.fill(Bytes8{1, 2, 3, 4, 5, 6});
  around.constant(Integers{1, 0, 2, 1});
  ASSERT_EQ(run_op<pin::MirrorPadOp>({false}, {&input, &around}, &output), Status::kOk);
  EXPECT_EQ(output.values<std::int8_t>(), (Bytes8{6, 5, 4, 5, 6, 5, 3, 2, 1, 2, 3, 2, 6, 5, 4, 5, 6, 5}));
  ASSERT_EQ(run_op<pin::MirrorPadOp>({true}, {&input, &around}, &output), Status::kOk);
  EXPECT_EQ(output.values<std::int8_t>(), (Bytes8{2, 1, 1, 2, 3, 3, 2, 1, 1, 2, 3, 3, 5, 4, 4, 5, 6, 6}));
  around.constant(Integers{2, 0, 2, 1});
  Operand taller(DType::kInt8, {4, 6});
  EXPECT_EQ(run_op<pin::MirrorPadOp>({false}, {&input, &around}, &taller), Status::kBadShape);  // there are no two rows to mirror
}

TEST(PadV2, FillsWithTheBitsOfItsValue) {
  Operand input(DType::kFloat32, {1, 2}), around(DType::kInt32, {2, 2}), value(DType::kFloat32, {}), output(DType::kFloat32, {2, 3});
  input.fill(std::vector<float>{1, 2});
  around.constant(Integers{1, 0, 0, 1});
  value.constant(std::vector<float>{-3.5f});
  ASSERT_EQ(run_op<pin::PadV2Op>({}, {&input, &around, &value}, &output), Status::kOk);
  EXPECT_EQ(output.values<float>(), (std::vector<float>{-3.5f, -3.5f, -3.5f, 1, 2, -3.5f}));
}

// N84
TEST(SpaceToBatch, PadsWithTheZeroPointAndComesBack) {
  Operand input(DType::kInt8, {1, 3, 3, 1}, 0.5f, -7), block(DType::kInt32, {2}), around(DType::kInt32, {2, 2});
  Operand output(DType::kInt8, {4, 2, 2, 1}, 0.5f, -7), back(DType::kInt8, {1, 3, 3, 1}, 0.5f, -7);
  const Bytes8 values{1, 2, 3, 4, 5, 6, 7, 8, 9};
  input.fill(values);
  block.constant(Integers{2, 2});
  around.constant(Integers{1, 0, 0, 1});
  ASSERT_EQ(run_op<pin::SpaceToBatchNdOp>({}, {&input, &block, &around}, &output), Status::kOk);
  EXPECT_EQ(output.values<std::int8_t>(), (Bytes8{-7, -7, 4, 6, -7, -7, 5, -7, 1, 3, 7, 9, 2, -7, 8, -7}));
  ASSERT_EQ(run_op<pin::BatchToSpaceNdOp>({}, {&output, &block, &around}, &back), Status::kOk);
  EXPECT_EQ(back.values<std::int8_t>(), values);
}

// N85
TEST(ResizeNearest, RoundsAsTheOptionsSay) {
  struct Case {
    pin::ResizeNearestAttributes attributes;
    Bytes8 want;
  };
  const Case cases[] = {{{false, false}, {1, 1, 2, 2, 3}}, {{true, false}, {1, 2, 2, 3, 3}}, {{false, true}, {1, 1, 2, 3, 3}}};
  for (const Case& c : cases) {
    Operand input(DType::kInt8, {1, 1, 3, 1}), size(DType::kInt32, {2}), output(DType::kInt8, {1, 2, 5, 1});
    input.fill(Bytes8{1, 2, 3});
    size.constant(Integers{2, 5});
    ASSERT_EQ(run_op<pin::ResizeNearestNeighborOp>(c.attributes, {&input, &size}, &output), Status::kOk);
    Bytes8 twice = c.want;
    twice.insert(twice.end(), c.want.begin(), c.want.end());
    EXPECT_EQ(output.values<std::int8_t>(), twice);
  }
}

// N86, N87
TEST(ResizeBilinear, MixesNeighboursInInt8AsInFloat) {
  Operand input(DType::kInt8, {1, 1, 2, 1}), size(DType::kInt32, {2}), output(DType::kInt8, {1, 1, 4, 1});
  Operand real(DType::kFloat32, {1, 1, 2, 1}), smooth(DType::kFloat32, {1, 1, 4, 1});
  input.fill(Bytes8{-100, 101});
  real.fill(std::vector<float>{-100, 101});
  size.constant(Integers{1, 4});
  ASSERT_EQ(run_op<pin::ResizeBilinearOp>({}, {&input, &size}, &output), Status::kOk);
  ASSERT_EQ(run_op<pin::ResizeBilinearOp>({}, {&real, &size}, &smooth), Status::kOk);
  EXPECT_EQ(output.values<std::int8_t>(), (Bytes8{-100, 1, 101, 101}));  // 0.5 goes away from zero
  EXPECT_EQ(smooth.values<float>(), (std::vector<float>{-100, 0.5f, 101, 101}));
  ASSERT_EQ(run_op<pin::ResizeBilinearOp>({false, true}, {&input, &size}, &output), Status::kOk);
  ASSERT_EQ(run_op<pin::ResizeBilinearOp>({false, true}, {&real, &size}, &smooth), Status::kOk);
  EXPECT_EQ(output.values<std::int8_t>(), (Bytes8{-100, -50, 51, 101}));
  EXPECT_EQ(smooth.values<float>(), (std::vector<float>{-100, -49.75f, 50.75f, 101}));
}

TEST(ResizeBilinear, RefusesTypesThatItHasNoArithmeticFor) {
  Operand input(DType::kInt16, {1, 1, 2, 1}), size(DType::kInt32, {2}), output(DType::kInt16, {1, 1, 4, 1});
  size.constant(Integers{1, 4});
  EXPECT_EQ(run_op<pin::ResizeBilinearOp>({}, {&input, &size}, &output), Status::kUnsupportedType);
}

TEST(BroadcastArgs, TakesTheExtentThatIsNotOne) {
  Operand a(DType::kInt32, {3}), b(DType::kInt32, {2}), output(DType::kInt32, {3});
  a.fill(Integers{4, 1, 3});
  b.fill(Integers{5, 1});
  ASSERT_EQ(run_op<pin::BroadcastArgsOp>({}, {&a, &b}, &output), Status::kOk);
  EXPECT_EQ(output.values<std::int32_t>(), (Integers{4, 5, 3}));
}

TEST(ShapeOf, ListsTheExtents) {
  Operand input(DType::kInt8, {2, 7}), output(DType::kInt64, {2});
  ASSERT_EQ(run_op<pin::ShapeOp>({DType::kInt64}, {&input}, &output), Status::kOk);
  EXPECT_EQ(output.values<std::int64_t>(), (std::vector<std::int64_t>{2, 7}));
}

}  // namespace
}  // namespace pinhole::test
