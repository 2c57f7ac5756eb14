// Operators that put elements elsewhere, against what their definition says element by element.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "base/random.h"
#include "device/kernels/copy/view.h"
#include "device/kernels/move/broadcast_to.h"
#include "device/kernels/move/rearrange.h"
#include "device/kernels/move/slice.h"
#include "device/kernels/move/split.h"
#include "tests/unit/device/kernels/operand.h"

namespace pinhole::test {
namespace {

using pin::DType;
using pin::Status;
using Integers = std::vector<std::int32_t>;

constexpr std::uint64_t kSeed = 11;

template <class T>
std::vector<T> counted(std::int32_t count) {
  std::vector<T> values(static_cast<std::size_t>(count));
  std::iota(values.begin(), values.end(), T{1});
  return values;
}

Integers shape_of(const pin::Shape& shape) { return {shape.dim, shape.dim + shape.rank}; }

// The shape that the operator gives its first result.
template <class Op>
Integers inferred(const typename Op::Attributes& attributes, std::vector<const pin::Tensor*> inputs) {
  const pin::NodeView node{inputs.data(), static_cast<std::int32_t>(inputs.size()), nullptr, 0};
  pin::TensorType type{};
  EXPECT_EQ(Op::infer(attributes, node, 0, &type), Status::kOk);
  return shape_of(type.shape);
}

// Runs an operator with one result of the shape that it infers itself.
template <class T, class Op>
std::vector<T> run(const typename Op::Attributes& attributes, std::vector<const pin::Tensor*> inputs, Integers* shape = nullptr) {
  const Integers extents = inferred<Op>(attributes, inputs);
  Operand output(inputs[static_cast<std::size_t>(Op::kData)]->dtype, extents, 0.5f, 3);
  EXPECT_EQ(run_op<Op>(attributes, inputs, &output), Status::kOk);
  EXPECT_TRUE(output.guards_untouched());
  if (shape != nullptr) *shape = extents;
  return output.values<T>();
}

// N80
template <class T>
void transpose_like_the_definition(DType dtype) {
  Random random(kSeed);
  int moved = 0;
  for (int i = 0; i < 200; ++i) {
    const auto rank = static_cast<std::int32_t>(random.between(1, 6));
    Integers shape, permutation(static_cast<std::size_t>(rank));
    for (std::int32_t axis = 0; axis < rank; ++axis) shape.push_back(static_cast<std::int32_t>(random.between(1, 4)));
    std::iota(permutation.begin(), permutation.end(), 0);
    for (std::size_t k = permutation.size(); k > 1; --k) std::swap(permutation[k - 1], permutation[random.below(k)]);
    Operand input(dtype, shape), order(DType::kInt32, {rank});
    input.fill(counted<T>(input.tensor().shape.count()));
    order.constant(permutation);
    Integers out_shape;
    const std::vector<T> got = run<T, pin::TransposeOp>({}, {&input, &order}, &out_shape);
    for (std::size_t k = 0; k < got.size(); ++k) {
      std::size_t rest = k, from = 0;
      Integers at(shape.size());
      for (std::size_t axis = shape.size(); axis-- > 0;) {
        const auto extent = static_cast<std::size_t>(out_shape[axis]);
        at[static_cast<std::size_t>(permutation[axis])] = static_cast<std::int32_t>(rest % extent);
        rest /= extent;
      }
      for (std::size_t axis = 0; axis < shape.size(); ++axis)
        from = from * static_cast<std::size_t>(shape[axis]) + static_cast<std::size_t>(at[axis]);
      ASSERT_EQ(got[k], static_cast<T>(from + 1)) << "seed " << kSeed << " case " << i << " element " << k;
      moved += from != k;
    }
  }
  EXPECT_GT(moved, 100);
}
TEST(Transpose, PutsEveryElementWhereThePermutationSays) {
  transpose_like_the_definition<std::uint8_t>(DType::kUint8);
  transpose_like_the_definition<std::int16_t>(DType::kInt16);
  transpose_like_the_definition<std::int32_t>(DType::kInt32);
  transpose_like_the_definition<std::int64_t>(DType::kInt64);
}

TEST(Transpose, RefusesWhatIsNoPermutation) {
  for (const Integers& order : {Integers{0, 0}, Integers{0, 2}, Integers{0}, Integers{0, 1, 2}}) {
    Operand input(DType::kInt8, {2, 3}), given(DType::kInt32, {static_cast<std::int32_t>(order.size())}), output(DType::kInt8, {3, 2});
    given.constant(order);
    EXPECT_EQ(run_op<pin::TransposeOp>({}, {&input, &given}, &output), Status::kBadShape);
  }
  Operand input(DType::kInt8, {2, 3}), computed(DType::kInt32, {2}), output(DType::kInt8, {3, 2});
  EXPECT_EQ(run_op<pin::TransposeOp>({}, {&input, &computed}, &output), Status::kNotConstant);
}

TEST(Moves, MergeAxesThatLieTogether) {
  pin::Move move = pin::whole_move(DType::kInt16, {4, {2, 3, 1, 5}});
  pin::merge_axes(&move);
  EXPECT_TRUE(pin::is_plain_copy(move));
  EXPECT_EQ(move.unit_bytes, 60);
  Operand picture(DType::kInt8, {1, 4, 6, 3}), deep(DType::kInt8, {1, 2, 3, 12});
  const pin::Tensor *in = &picture, *out = &deep;
  ASSERT_EQ(pin::SpaceToDepthOp::plan({2}, {&in, 1, &out, 1}, 0, &move), Status::kOk);
  EXPECT_EQ(move.extents, (pin::Shape{3, {2, 2, 3}}));  // the block's row of 2 x 3 bytes is one unit
  EXPECT_EQ(move.unit_bytes, 6);
}

struct SliceCase {
  std::int32_t begin, end, stride, begin_mask, end_mask;
  bool offset;
  Integers taken;  // of 0 .. 5; empty: refused
};

// N81
TEST(StridedSlice, TakesWhatNumpyTakes) {
  const SliceCase cases[] = {
      {1, 4, 1, 0, 0, false, {1, 2, 3}},
      {0, 6, 2, 0, 0, false, {0, 2, 4}},
      {-2, 100, 1, 0, 0, false, {4, 5}},
      {5, 0, -2, 0, 0, false, {5, 3, 1}},
      {5, -7, -2, 0, 0, false, {5, 3, 1}},
      {0, 0, -1, 1, 1, false, {5, 4, 3, 2, 1, 0}},
      {3, 0, 1, 1, 1, false, {0, 1, 2, 3, 4, 5}},
      {2, 3, 1, 0, 0, true, {2, 3, 4}},
      {4, 4, 1, 0, 0, false, {}},
      {1, 4, -1, 0, 0, false, {}},
      {0, 6, 0, 0, 0, false, {}},
      {-100, 2, 1, 0, 0, false, {0, 1}},
      {100, 2, -1, 0, 0, false, {5, 4, 3}},
  };
  for (const SliceCase& c : cases) {
    SCOPED_TRACE(std::to_string(c.begin) + ":" + std::to_string(c.end) + ":" + std::to_string(c.stride));
    Operand input(DType::kInt32, {6}), begin(DType::kInt32, {1}), end(DType::kInt32, {1}), stride(DType::kInt32, {1});
    input.fill(Integers{0, 1, 2, 3, 4, 5});
    begin.constant(Integers{c.begin});
    end.constant(Integers{c.end});
    stride.constant(Integers{c.stride});
    const pin::StridedSliceAttributes a{.begin_mask = c.begin_mask, .end_mask = c.end_mask, .offset = c.offset};
    if (c.taken.empty()) {
      Operand output(DType::kInt32, {1});
      EXPECT_EQ(run_op<pin::StridedSliceOp>(a, {&input, &begin, &end, &stride}, &output), Status::kBadShape);
    } else {
      EXPECT_EQ((run<std::int32_t, pin::StridedSliceOp>(a, {&input, &begin, &end, &stride})), c.taken);
    }
  }
}

TEST(StridedSlice, ShrinksAxesAndTakesUnlistedOnesWhole) {
  Operand input(DType::kInt8, {2, 3, 2}), begin(DType::kInt32, {2}), end(DType::kInt32, {2}), stride(DType::kInt32, {2});
  input.fill(counted<std::int8_t>(12));
  begin.constant(Integers{-1, 0});
  end.constant(Integers{0, 3});
  stride.constant(Integers{1, 2});
  Integers shape;
  const auto got = run<std::int8_t, pin::StridedSliceOp>({.shrink_axis_mask = 1}, {&input, &begin, &end, &stride}, &shape);
  EXPECT_EQ(shape, (Integers{2, 2}));
  EXPECT_EQ(got, (std::vector<std::int8_t>{7, 8, 11, 12}));
}

TEST(Slice, RefusesWhatLiesOutside) {
  const std::vector<std::pair<int, int>> outside = {{-1, 2}, {6, 1}, {5, 2}, {0, 0}, {0, -2}};
  for (const auto& [first, size] : outside) {
    Operand input(DType::kInt8, {6}), begin(DType::kInt32, {1}), count(DType::kInt32, {1}), output(DType::kInt8, {2});
    begin.constant(Integers{first});
    count.constant(Integers{size});
    EXPECT_EQ(run_op<pin::SliceOp>({}, {&input, &begin, &count}, &output), Status::kBadShape) << first << " " << size;
  }
}

TEST(Slice, ReadsWideOperands) {
  Operand input(DType::kInt16, {6}), begin(DType::kInt64, {1}), count(DType::kInt64, {1});
  input.fill(counted<std::int16_t>(6));
  begin.constant(std::vector<std::int64_t>{2});
  count.constant(std::vector<std::int64_t>{-1});
  EXPECT_EQ((run<std::int16_t, pin::SliceOp>({}, {&input, &begin, &count})), (std::vector<std::int16_t>{3, 4, 5, 6}));
}

// Every part of an operator with several results.
template <class T, class Op>
std::vector<std::vector<T>> parts(const typename Op::Attributes& attributes, std::vector<const pin::Tensor*> inputs,
                                  const std::vector<Integers>& shapes) {
  std::vector<std::unique_ptr<Operand>> results;
  std::vector<const pin::Tensor*> outputs;
  for (const Integers& shape : shapes) {
    results.push_back(std::make_unique<Operand>(inputs[static_cast<std::size_t>(Op::kData)]->dtype, shape));
    outputs.push_back(&*results.back());
  }
  alignas(16) std::uint8_t block[4096];
  pin::Memory memory(block, sizeof block);
  pin::Prepared prepared;
  const pin::NodeView node{inputs.data(), static_cast<std::int32_t>(inputs.size()), outputs.data(),
                           static_cast<std::int32_t>(outputs.size())};
  EXPECT_EQ(Op::prepare(attributes, node, memory, &prepared), Status::kOk);
  Op::run(prepared, node);
  std::vector<std::vector<T>> all;
  for (const auto& result : results) all.push_back(result->template values<T>());
  return all;
}

TEST(Split, CutsIntoEqualParts) {
  Operand axis(DType::kInt32, {1}), input(DType::kInt8, {2, 4});
  axis.constant(Integers{-1});
  input.fill(counted<std::int8_t>(8));
  const auto got = parts<std::int8_t, pin::SplitOp>({2}, {&axis, &input}, {{2, 2}, {2, 2}});
  EXPECT_EQ(got, (std::vector<std::vector<std::int8_t>>{{1, 2, 5, 6}, {3, 4, 7, 8}}));
}

TEST(SplitV, GivesTheOpenPartTheRest) {
  Operand input(DType::kInt8, {2, 4}), sizes(DType::kInt32, {3}), axis(DType::kInt32, {1});
  input.fill(counted<std::int8_t>(8));
  sizes.constant(Integers{1, -1, 1});
  axis.constant(Integers{1});
  const auto got = parts<std::int8_t, pin::SplitVOp>({3}, {&input, &sizes, &axis}, {{2, 1}, {2, 2}, {2, 1}});
  EXPECT_EQ(got, (std::vector<std::vector<std::int8_t>>{{1, 5}, {2, 3, 6, 7}, {4, 8}}));
}

TEST(SplitV, RefusesSizesThatDoNotAddUp) {
  for (const Integers& given : {Integers{1, 2}, Integers{-1, -1}, Integers{5, -1}, Integers{0, 4}, Integers{4, -1}}) {
    Operand input(DType::kInt8, {4}), sizes(DType::kInt32, {2}), axis(DType::kInt32, {1}), one(DType::kInt8, {1}), rest(DType::kInt8, {3});
    sizes.constant(given);
    axis.constant(Integers{0});
    const pin::Tensor* inputs[] = {&input, &sizes, &axis};
    const pin::Tensor* outputs[] = {&one, &rest};
    alignas(16) std::uint8_t block[1024];
    pin::Memory memory(block, sizeof block);
    pin::Prepared prepared;
    EXPECT_EQ(pin::SplitVOp::prepare({2}, {inputs, 3, outputs, 2}, memory, &prepared), Status::kBadShape);
  }
}

TEST(Unpack, UndoesPack) {
  Operand a(DType::kInt16, {2, 3}), b(DType::kInt16, {2, 3});
  a.fill(std::vector<std::int16_t>{1, 2, 3, 4, 5, 6});
  b.fill(std::vector<std::int16_t>{7, 8, 9, 10, 11, 12});
  for (const std::int32_t axis : {0, 1, 2, -1}) {
    Integers shape;
    const auto packed = run<std::int16_t, pin::PackOp>({2, axis}, {&a, &b}, &shape);
    Operand whole(DType::kInt16, shape);
    whole.fill(packed);
    const auto got = parts<std::int16_t, pin::UnpackOp>({2, axis}, {&whole}, {{2, 3}, {2, 3}});
    EXPECT_EQ(got[0], a.values<std::int16_t>()) << axis;
    EXPECT_EQ(got[1], b.values<std::int16_t>()) << axis;
  }
}

TEST(ReverseV2, TurnsTheAxesThatAreNamed) {
  Operand input(DType::kInt8, {2, 3}), axes(DType::kInt32, {2});
  input.fill(counted<std::int8_t>(6));
  axes.constant(Integers{0, -1});
  EXPECT_EQ((run<std::int8_t, pin::ReverseV2Op>({}, {&input, &axes})), (std::vector<std::int8_t>{6, 5, 4, 3, 2, 1}));
  axes.constant(Integers{1, -1});
  Operand output(DType::kInt8, {2, 3});
  EXPECT_EQ(run_op<pin::ReverseV2Op>({}, {&input, &axes}, &output), Status::kBadShape);
}

TEST(BroadcastTo, RepeatsAxesOfOne) {
  Operand input(DType::kInt8, {3, 1}), extents(DType::kInt32, {3});
  input.fill(std::vector<std::int8_t>{1, 2, 3});
  extents.constant(Integers{2, 3, 2});
  EXPECT_EQ((run<std::int8_t, pin::BroadcastToOp>({}, {&input, &extents})), (std::vector<std::int8_t>{1, 1, 2, 2, 3, 3, 1, 1, 2, 2, 3, 3}));
  extents.constant(Integers{2, 2, 2});
  Operand output(DType::kInt8, {2, 2, 2});
  EXPECT_EQ(run_op<pin::BroadcastToOp>({}, {&input, &extents}, &output), Status::kBadShape);
}

TEST(Fill, TakesTheDeclaredShapeWhereTheExtentsAreComputed) {
  Operand extents(DType::kInt32, {2}), value(DType::kFloat32, {}), output(DType::kFloat32, {2, 3});
  value.fill(std::vector<float>{2.5f});
  ASSERT_EQ(run_op<pin::FillOp>({}, {&extents, &value}, &output), Status::kOk);
  EXPECT_EQ(output.values<float>(), std::vector<float>(6, 2.5f));
}

TEST(DepthToSpace, UndoesSpaceToDepth) {
  Operand input(DType::kInt8, {2, 4, 6, 3});
  input.fill(counted<std::int8_t>(144));
  Integers shape;
  const auto deep = run<std::int8_t, pin::SpaceToDepthOp>({2}, {&input}, &shape);
  EXPECT_EQ(shape, (Integers{2, 2, 3, 12}));
  EXPECT_EQ(std::vector<std::int8_t>(deep.begin(), deep.begin() + 12),
            (std::vector<std::int8_t>{1, 2, 3, 4, 5, 6, 19, 20, 21, 22, 23, 24}));
  Operand middle(DType::kInt8, shape);
  middle.fill(deep);
  EXPECT_EQ((run<std::int8_t, pin::DepthToSpaceOp>({2}, {&middle})), input.values<std::int8_t>());
}

TEST(Squeeze, DropsTheAxesThatAreListedOrAllOfOne) {
  Operand input(DType::kInt8, {1, 4, 1, 3});
  EXPECT_EQ((inferred<pin::SqueezeOp>({}, {&input})), (Integers{4, 3}));
  EXPECT_EQ((inferred<pin::SqueezeOp>({{1, {-2}}}, {&input})), (Integers{1, 4, 3}));
  Operand output(DType::kInt8, {1, 1, 3});
  EXPECT_EQ(run_op<pin::SqueezeOp>({{1, {1}}}, {&input}, &output), Status::kBadShape);
}

TEST(ExpandDims, CountsNegativeAxesInTheResult) {
  Operand input(DType::kInt8, {4, 3}), axis(DType::kInt32, {1});
  axis.constant(Integers{-1});
  EXPECT_EQ((inferred<pin::ExpandDimsOp>({}, {&input, &axis})), (Integers{4, 3, 1}));
  axis.constant(Integers{1});
  EXPECT_EQ((inferred<pin::ExpandDimsOp>({}, {&input, &axis})), (Integers{4, 1, 3}));
}

}  // namespace
}  // namespace pinhole::test
