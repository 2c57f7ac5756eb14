#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "base/random.h"
#include "device/kernels/concatenation/concatenation.h"
#include "device/kernels/copy/copy.h"
#include "device/kernels/lookup/lookup.h"
#include "device/kernels/pad/pad.h"
#include "tests/unit/device/kernels/operand.h"

namespace pinhole::test {
namespace {

using pin::DType;
using pin::Status;

constexpr std::uint64_t kSeed = 7;

template <class T>
std::vector<T> counted(std::int32_t count) {
  std::vector<T> values(static_cast<std::size_t>(count));
  std::iota(values.begin(), values.end(), T{1});
  return values;
}

std::vector<std::int32_t> unravel(std::int32_t i, const pin::Shape& shape) {
  std::vector<std::int32_t> at(static_cast<std::size_t>(shape.rank));
  for (std::int32_t axis = shape.rank - 1; axis >= 0; --axis) {
    at[static_cast<std::size_t>(axis)] = i % shape.dim[axis];
    i /= shape.dim[axis];
  }
  return at;
}

// Random ranks and paddings: each output element is either the input's at the shifted place or the padding value.
template <class T>
void check_pad(DType dtype, float scale, std::int32_t zero_point, T value) {
  Random random(kSeed);
  for (int i = 0; i < 100; ++i) {
    const auto rank = static_cast<std::int32_t>(random.between(1, 6));
    std::vector<std::int32_t> in, out, paddings;
    for (std::int32_t axis = 0; axis < rank; ++axis) {
      in.push_back(static_cast<std::int32_t>(random.between(1, 3)));
      paddings.push_back(static_cast<std::int32_t>(random.between(0, 2)));
      paddings.push_back(static_cast<std::int32_t>(random.between(0, 2)));
      out.push_back(in.back() + paddings[paddings.size() - 2] + paddings.back());
    }
    Operand input(dtype, in, scale, zero_point), pads(DType::kInt32, {rank, 2}), output(dtype, out, scale, zero_point);
    const auto data = counted<T>(input.tensor().shape.count());
    input.fill(data);
    pads.constant(paddings);
    ASSERT_EQ(run_op<pin::PadOp>({}, {&input, &pads}, &output), Status::kOk);
    const auto got = output.values<T>();
    for (std::int32_t k = 0; k < output.tensor().shape.count(); ++k) {
      const auto at = unravel(k, output.tensor().shape);
      std::int64_t from = 0;
      bool inside = true;
      for (std::size_t axis = 0; axis < at.size(); ++axis) {
        const std::int32_t place = at[axis] - paddings[2 * axis];
        inside = inside && place >= 0 && place < in[axis];
        from = from * in[axis] + place;
      }
      ASSERT_EQ(got[static_cast<std::size_t>(k)], inside ? data[static_cast<std::size_t>(from)] : value)
          << "seed " << kSeed << " case " << i << " element " << k;
    }
    ASSERT_TRUE(output.guards_untouched());
  }
}

TEST(Pad, PutsTheZeroPointAroundEveryType) {
  check_pad<std::int8_t>(DType::kInt8, 0.5f, -7, -7);
  check_pad<std::int16_t>(DType::kInt16, 0.5f, 0, 0);
  check_pad<float>(DType::kFloat32, 0, 0, 0.0f);
  check_pad<std::int32_t>(DType::kInt32, 0, 0, 0);
  check_pad<std::int64_t>(DType::kInt64, 0, 0, 0);
}

TEST(Pad, RefusesPaddingsThatAreNegativeVariableOrOfTheWrongShape) {
  Operand input(DType::kInt8, {2, 3}, 1, 0), output(DType::kInt8, {2, 3}, 1, 0), wide(DType::kInt8, {2, 4}, 1, 0);
  Operand good(DType::kInt32, {2, 2}), negative(DType::kInt32, {2, 2}), variable(DType::kInt32, {2, 2}), flat(DType::kInt32, {4});
  Operand long_pads(DType::kInt64, {2, 2}), other(DType::kInt16, {2, 3}, 1, 0);
  good.constant<std::int32_t>({0, 0, 0, 0});
  negative.constant<std::int32_t>({0, 0, -1, 1});
  flat.constant<std::int32_t>({0, 0, 0, 0});
  long_pads.constant<std::int64_t>({0, 0, 0, 0});
  EXPECT_EQ(run_op<pin::PadOp>({}, {&input, &good}, &output), Status::kOk);
  EXPECT_EQ(run_op<pin::PadOp>({}, {&input, &good}, &wide), Status::kBadShape);
  EXPECT_EQ(run_op<pin::PadOp>({}, {&input, &negative}, &output), Status::kBadShape);
  EXPECT_EQ(run_op<pin::PadOp>({}, {&input, &variable}, &output), Status::kNotConstant);
  EXPECT_EQ(run_op<pin::PadOp>({}, {&input, &flat}, &output), Status::kBadShape);
  EXPECT_EQ(run_op<pin::PadOp>({}, {&input, &long_pads}, &output), Status::kUnsupportedType);
  EXPECT_EQ(run_op<pin::PadOp>({}, {&input, &good}, &other), Status::kUnsupportedType);
  EXPECT_EQ(run_op<pin::PadOp>({}, {&input}, &output), Status::kBadShape);
}

TEST(Concatenation, JoinsAlongEveryAxisAndFromTheEnd) {
  Operand a(DType::kInt64, {2, 2}), b(DType::kInt64, {2, 1}), output(DType::kInt64, {2, 3});
  a.fill<std::int64_t>({1, 2, 3, 4});
  b.fill<std::int64_t>({5, 6});
  for (const std::int32_t axis : {1, -1}) {
    ASSERT_EQ(run_op<pin::ConcatenationOp>({axis}, {&a, &b}, &output), Status::kOk);
    EXPECT_EQ(output.values<std::int64_t>(), (std::vector<std::int64_t>{1, 2, 5, 3, 4, 6}));
  }
  Operand rows(DType::kInt8, {1, 2}, 1, 0), more(DType::kInt8, {2, 2}, 1, 0), all(DType::kInt8, {3, 2}, 1, 0);
  rows.fill<std::int8_t>({1, 2});
  more.fill<std::int8_t>({3, 4, 5, 6});
  ASSERT_EQ(run_op<pin::ConcatenationOp>({0}, {&rows, &more}, &all), Status::kOk);
  EXPECT_EQ(all.values<std::int8_t>(), counted<std::int8_t>(6));
  EXPECT_TRUE(all.guards_untouched());
}

TEST(Concatenation, RefusesWhatDoesNotFitTogether) {
  Operand a(DType::kInt8, {2, 2}, 1, 0), b(DType::kInt8, {2, 1}, 1, 0), output(DType::kInt8, {2, 3}, 1, 0);
  Operand tall(DType::kInt8, {3, 1}, 1, 0), scaled(DType::kInt8, {2, 1}, 2, 0), floats(DType::kFloat32, {2, 1}),
      flat(DType::kInt8, {2}, 1, 0);
  const auto run = [&output](std::int32_t axis, std::vector<const pin::Tensor*> inputs, pin::Activation act = pin::Activation::kNone) {
    return run_op<pin::ConcatenationOp>({axis, act}, inputs, &output);
  };
  EXPECT_EQ(run(1, {&a, &b}), Status::kOk);
  EXPECT_EQ(run(2, {&a, &b}), Status::kBadShape);
  EXPECT_EQ(run(-3, {&a, &b}), Status::kBadShape);
  EXPECT_EQ(run(0, {&a, &b}), Status::kBadShape);
  EXPECT_EQ(run(1, {&a}), Status::kBadShape);
  EXPECT_EQ(run(1, {}), Status::kBadShape);
  EXPECT_EQ(run(1, {&a, nullptr}), Status::kBadShape);
  EXPECT_EQ(run(1, {&a, &tall}), Status::kBadShape);
  EXPECT_EQ(run(1, {&a, &flat}), Status::kBadShape);
  EXPECT_EQ(run(1, {&a, &scaled}), Status::kBadQuantization);
  EXPECT_EQ(run(1, {&a, &floats}), Status::kUnsupportedType);
  EXPECT_EQ(run(1, {&a, &b}, pin::Activation::kRelu), Status::kUnsupportedType);
}

TEST(Reshape, CopiesAndIgnoresItsShapeOperand) {
  Operand input(DType::kInt16, {2, 3}, 1, 0), shape(DType::kInt32, {2}), output(DType::kInt16, {3, 2}, 1, 0);
  input.fill(counted<std::int16_t>(6));
  shape.fill<std::int32_t>({-9, 77});
  ASSERT_EQ(run_op<pin::ReshapeOp>({}, {&input, &shape}, &output), Status::kOk);
  EXPECT_EQ(output.values<std::int16_t>(), counted<std::int16_t>(6));
  ASSERT_EQ(run_op<pin::ReshapeOp>({}, {&input, nullptr}, &output), Status::kOk);
  output.tensor().data = input.tensor().data;
  EXPECT_EQ(run_op<pin::ReshapeOp>({}, {&input}, &output), Status::kOk);
}

TEST(Reshape, RefusesOtherCountsAndTypes) {
  Operand input(DType::kInt16, {2, 3}, 1, 0), fewer(DType::kInt16, {5}, 1, 0), bytes(DType::kInt8, {6}, 1, 0);
  EXPECT_EQ(run_op<pin::ReshapeOp>({}, {&input}, &fewer), Status::kBadShape);
  EXPECT_EQ(run_op<pin::ReshapeOp>({}, {&input}, &bytes), Status::kUnsupportedType);
}

TEST(Lookup, MapsEveryValueAlsoInPlace) {
  std::vector<std::int8_t> table(256), values(256);
  for (int i = 0; i < 256; ++i) {
    values[static_cast<std::size_t>(i)] = static_cast<std::int8_t>(i - 128);
    table[static_cast<std::size_t>(i)] = static_cast<std::int8_t>(127 - i);
  }
  pin::lookup_s8(256, table.data(), values.data(), values.data());
  EXPECT_EQ(values, table);
}

}  // namespace
}  // namespace pinhole::test
