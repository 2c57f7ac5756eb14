// RELU, RELU6, MEAN, QUANTIZE, DEQUANTIZE against the formulas of the conformance README in exact arithmetic.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/random.h"
#include "device/kernels/dequantize/dequantize.h"
#include "device/kernels/mean/mean.h"
#include "device/kernels/quantize/quantize.h"
#include "device/kernels/relu/relu.h"
#include "tests/unit/device/exact.h"
#include "tests/unit/device/kernels/operand.h"

namespace pinhole::test {
namespace {

using pin::DType;
using pin::Status;

constexpr std::uint64_t kSeed = 1234;

template <class T>
constexpr DType dtype_of() {
  return std::is_same_v<T, std::int8_t>    ? DType::kInt8
         : std::is_same_v<T, std::uint8_t> ? DType::kUint8
         : std::is_same_v<T, std::int16_t> ? DType::kInt16
                                           : DType::kInt32;
}
template <class T>
constexpr Wide low() {
  return std::numeric_limits<T>::min();
}
template <class T>
constexpr Wide high() {
  return std::numeric_limits<T>::max();
}

template <class T>
std::vector<T> random_values(Random& random, std::int32_t count) {
  std::vector<T> values(static_cast<std::size_t>(count));
  for (T& value : values) value = static_cast<T>(random.next() >> (sizeof(T) == 4 ? 32 + random.below(24) : 0));
  return values;
}

float random_scale(Random& random) { return static_cast<float>(std::exp(random.uniform(-7, 1))); }
template <class T>
std::int32_t random_zero_point(Random& random) {
  return sizeof(T) > 1 ? 0 : static_cast<std::int32_t>(random.between(std::numeric_limits<T>::min(), std::numeric_limits<T>::max()));
}

template <class T>
void check_relu() {
  Random random(kSeed);
  for (int i = 0; i < 100; ++i) {
    const float si = random_scale(random), so = random_scale(random);
    const std::int32_t zi = random_zero_point<T>(random), zo = random_zero_point<T>(random);
    Operand input(dtype_of<T>(), {3, 7}, si, zi), output(dtype_of<T>(), {3, 7}, so, zo);
    const auto x = random_values<T>(random, 21);
    input.fill(x);
    ASSERT_EQ(run_op<pin::ReluOp>({}, {&input}, &output), Status::kOk);
    const auto relu = output.values<T>();
    ASSERT_EQ(run_op<pin::Relu6Op>({}, {&input}, &output), Status::kOk);
    const auto relu6 = output.values<T>();
    const auto six = static_cast<Wide>(std::round(6.0f / si));
    for (std::size_t k = 0; k < x.size(); ++k) {
      const float quotient = si / so;
      const Wide want = Wide{exact_rescale(x[k] - zi, exact_multiplier(quotient))} + zo;
      ASSERT_EQ(relu[k], static_cast<T>(limit(want, zo, high<T>()))) << "seed " << kSeed << " case " << i;
      ASSERT_EQ(relu6[k], static_cast<T>(limit(x[k], zi, std::min(high<T>(), zi + six)))) << "seed " << kSeed << " case " << i;
    }
    output.tensor().data = input.tensor().data;
    ASSERT_EQ(run_op<pin::ReluOp>({}, {&input}, &output), Status::kOk);
    EXPECT_EQ(output.values<T>(), relu) << "in place";
  }
}

// N23, N24
TEST(Relu, AgreesWithExactArithmeticAlsoInPlace) {
  check_relu<std::int8_t>();
  check_relu<std::int16_t>();
}

TEST(Relu, CutsFloats) {
  Operand input(DType::kFloat32, {3}), output(DType::kFloat32, {3});
  input.fill<float>({-1.0f, 2.5f, 8.0f});
  ASSERT_EQ(run_op<pin::ReluOp>({}, {&input}, &output), Status::kOk);
  EXPECT_EQ(output.values<float>(), (std::vector<float>{0.0f, 2.5f, 8.0f}));
  ASSERT_EQ(run_op<pin::Relu6Op>({}, {&input}, &output), Status::kOk);
  EXPECT_EQ(output.values<float>(), (std::vector<float>{0.0f, 2.5f, 6.0f}));
}

template <class In, class Out>
void check_requantize() {
  Random random(kSeed);
  for (int i = 0; i < 50; ++i) {
    const float si = random_scale(random), so = i % 2 == 0 ? si : random_scale(random);
    const std::int32_t zi = i % 4 == 0 && sizeof(In) == 1 ? (low<In>() < 0 ? 0 : 128) : random_zero_point<In>(random);
    const std::int32_t zo = i % 4 == 0 && sizeof(Out) == 1 ? (low<Out>() < 0 ? 0 : 128) : random_zero_point<Out>(random);
    Operand input(dtype_of<In>(), {64}, si, zi), output(dtype_of<Out>(), {64}, so, zo);
    const auto x = random_values<In>(random, 64);
    input.fill(x);
    ASSERT_EQ(run_op<pin::QuantizeOp>({}, {&input}, &output), Status::kOk);
    const auto got = output.values<Out>();
    for (std::size_t k = 0; k < x.size(); ++k) {
      const Wide scaled = exact_rescale(low_32_bits(Wide{x[k]} - zi), exact_multiplier(static_cast<double>(si) / static_cast<double>(so)));
      ASSERT_EQ(got[k], static_cast<Out>(limit(low_32_bits(scaled + zo), low<Out>(), high<Out>())))
          << "seed " << kSeed << " case " << i << " element " << k;
    }
    ASSERT_TRUE(output.guards_untouched());
  }
}

// N28
TEST(Quantize, BetweenIntegersAgreesWithExactArithmeticForEveryPair) {
  check_requantize<std::int8_t, std::int8_t>();
  check_requantize<std::int8_t, std::int16_t>();
  check_requantize<std::int8_t, std::int32_t>();
  check_requantize<std::int8_t, std::uint8_t>();
  check_requantize<std::uint8_t, std::int8_t>();
  check_requantize<std::int16_t, std::int8_t>();
  check_requantize<std::int16_t, std::int16_t>();
  check_requantize<std::int16_t, std::int32_t>();
  check_requantize<std::int32_t, std::int8_t>();
  check_requantize<std::int32_t, std::int16_t>();
}

// N27
TEST(Quantize, RoundsFloatsHalfAwayFromZeroAndSaturates) {
  Operand input(DType::kFloat32, {8}), output(DType::kInt8, {8}, 0.5f, 3), wide(DType::kInt16, {8}, 0.5f, 0);
  input.fill<float>({0.25f, -0.25f, 0.75f, -0.75f, 1e30f, -1e30f, 62.0f, 0.0f});
  ASSERT_EQ(run_op<pin::QuantizeOp>({}, {&input}, &output), Status::kOk);
  EXPECT_EQ(output.values<std::int8_t>(), (std::vector<std::int8_t>{4, 2, 5, 1, 127, -128, 127, 3}));
  ASSERT_EQ(run_op<pin::QuantizeOp>({}, {&input}, &wide), Status::kOk);
  EXPECT_EQ(wide.values<std::int16_t>(), (std::vector<std::int16_t>{1, -1, 2, -2, 32767, -32768, 124, 0}));
}

TEST(Quantize, RefusesThePairsThatTheReferenceRefuses) {
  Operand f(DType::kFloat32, {2}), i8(DType::kInt8, {2}, 1, 0), u8(DType::kUint8, {2}, 1, 0), i16(DType::kInt16, {2}, 1, 0);
  Operand i32(DType::kInt32, {2}, 1, 0), unscaled(DType::kInt8, {2}), longer(DType::kInt8, {3}, 1, 0), off(DType::kInt8, {2}, 1, 200);
  EXPECT_EQ(run_op<pin::QuantizeOp>({}, {&f}, &u8), Status::kUnsupportedType);
  EXPECT_EQ(run_op<pin::QuantizeOp>({}, {&f}, &i32), Status::kUnsupportedType);
  EXPECT_EQ(run_op<pin::QuantizeOp>({}, {&u8}, &u8), Status::kUnsupportedType);
  EXPECT_EQ(run_op<pin::QuantizeOp>({}, {&i32}, &i32), Status::kUnsupportedType);
  EXPECT_EQ(run_op<pin::QuantizeOp>({}, {&i16}, &u8), Status::kUnsupportedType);
  EXPECT_EQ(run_op<pin::QuantizeOp>({}, {&i8}, &f), Status::kUnsupportedType);
  EXPECT_EQ(run_op<pin::QuantizeOp>({}, {&f}, &unscaled), Status::kBadQuantization);
  EXPECT_EQ(run_op<pin::QuantizeOp>({}, {&i8}, &off), Status::kBadQuantization);
  EXPECT_EQ(run_op<pin::QuantizeOp>({}, {&i8}, &longer), Status::kBadShape);
}

// N29
TEST(Dequantize, IsOneFloatProduct) {
  Operand i8(DType::kInt8, {3}, 0.1f, -5), u8(DType::kUint8, {3}, 0.1f, 9), i16(DType::kInt16, {3}, 1e-4f, 0), output(DType::kFloat32, {3});
  i8.fill<std::int8_t>({-128, 0, 127});
  ASSERT_EQ(run_op<pin::DequantizeOp>({}, {&i8}, &output), Status::kOk);
  EXPECT_EQ(output.values<float>(), (std::vector<float>{0.1f * -123.0f, 0.1f * 5.0f, 0.1f * 132.0f}));
  u8.fill<std::uint8_t>({0, 9, 255});
  ASSERT_EQ(run_op<pin::DequantizeOp>({}, {&u8}, &output), Status::kOk);
  EXPECT_EQ(output.values<float>(), (std::vector<float>{0.1f * -9.0f, 0.0f, 0.1f * 246.0f}));
  i16.fill<std::int16_t>({-32768, 1, 32767});
  ASSERT_EQ(run_op<pin::DequantizeOp>({}, {&i16}, &output), Status::kOk);
  EXPECT_EQ(output.values<float>(), (std::vector<float>{1e-4f * -32768.0f, 1e-4f, 1e-4f * 32767.0f}));
  Operand i32(DType::kInt32, {3}, 1, 0);
  EXPECT_EQ(run_op<pin::DequantizeOp>({}, {&i32}, &output), Status::kUnsupportedType);
}

// Adds every input element to the output element that it belongs to.
template <class T>
std::vector<Wide> sums(const std::vector<T>& x, const std::vector<std::int32_t>& shape, unsigned reduced, std::size_t outputs) {
  std::vector<Wide> total(outputs, 0);
  for (std::size_t i = 0; i < x.size(); ++i) {
    std::size_t rest = i, at = 0, step = 1;
    for (std::size_t axis = shape.size(); axis-- > 0;) {
      const auto extent = static_cast<std::size_t>(shape[axis]);
      if ((reduced >> axis & 1) == 0) {
        at += step * (rest % extent);
        step *= extent;
      }
      rest /= extent;
    }
    total[at] += x[i];
  }
  return total;
}

template <class T>
void check_mean() {
  Random random(kSeed);
  for (int i = 0; i < 200; ++i) {
    const auto rank = static_cast<std::size_t>(random.between(1, 6));
    const auto reduced = static_cast<unsigned>(random.below(std::uint64_t{1} << rank));
    const bool keep = random.below(2) == 0;
    std::vector<std::int32_t> shape, out_shape, axes;
    std::int32_t count = 1;
    for (std::size_t axis = 0; axis < rank; ++axis) {
      shape.push_back(static_cast<std::int32_t>(random.between(1, 4)));
      if (reduced >> axis & 1) {
        count *= shape.back();
        axes.push_back(static_cast<std::int32_t>(axis) - (random.below(2) == 0 ? static_cast<std::int32_t>(rank) : 0));
        if (random.below(4) == 0) axes.push_back(axes.back());
        if (keep) out_shape.push_back(1);
      } else {
        out_shape.push_back(shape.back());
      }
    }
    if (axes.empty()) continue;
    const float si = random_scale(random), so = random_scale(random);
    Operand input(dtype_of<T>(), shape, si, random_zero_point<T>(random)),
        output(dtype_of<T>(), out_shape, so, random_zero_point<T>(random));
    Operand axis_operand(DType::kInt32, {static_cast<std::int32_t>(axes.size())});
    axis_operand.constant(axes);
    const auto x = random_values<T>(random, input.tensor().shape.count());
    input.fill(x);
    ASSERT_EQ(run_op<pin::MeanOp>({keep}, {&input, &axis_operand}, &output), Status::kOk) << "seed " << kSeed << " case " << i;
    pin::Multiplier m = exact_multiplier(static_cast<double>(si) / static_cast<double>(so));
    const int t = std::min({static_cast<int>(std::floor(std::log2(count))), 32, 31 + m.shift});
    m = {static_cast<std::int32_t>(Wide{m.value} * pow2(t) / count), m.shift - t};
    const auto got = output.values<T>();
    const auto total = sums(x, shape, reduced, got.size());
    for (std::size_t k = 0; k < got.size(); ++k) {
      const Wide want =
          Wide{exact_rescale(low_32_bits(total[k] - Wide{count} * input.tensor().zero_point), m)} + output.tensor().zero_point;
      ASSERT_EQ(got[k], static_cast<T>(limit(want, low<T>(), high<T>()))) << "seed " << kSeed << " case " << i << " element " << k;
    }
    ASSERT_TRUE(output.guards_untouched());
  }
}

// N25, N26
TEST(Mean, AgreesWithExactArithmeticForRandomAxes) {
  check_mean<std::int8_t>();
  check_mean<std::int16_t>();
}

TEST(Mean, AveragesFloats) {
  Operand input(DType::kFloat32, {2, 2, 2}), axes(DType::kInt32, {}), output(DType::kFloat32, {2, 2});
  input.fill<float>({1, 2, 3, 4, 5, 6, 7, 9});
  axes.constant<std::int32_t>({-2});
  ASSERT_EQ(run_op<pin::MeanOp>({false}, {&input, &axes}, &output), Status::kOk);
  EXPECT_EQ(output.values<float>(), (std::vector<float>{2, 3, 6, 7.5f}));
}

TEST(Mean, RefusesAxesOutOfRangeVariableAxesAndOtherShapes) {
  Operand input(DType::kInt8, {2, 3}, 1, 0), output(DType::kInt8, {2}, 1, 0), kept(DType::kInt8, {2, 1}, 1, 0);
  Operand one(DType::kInt32, {1}), two(DType::kInt32, {1}), variable(DType::kInt32, {1}), square(DType::kInt32, {1, 1});
  one.constant<std::int32_t>({1});
  two.constant<std::int32_t>({2});
  square.constant<std::int32_t>({1});
  EXPECT_EQ(run_op<pin::MeanOp>({false}, {&input, &one}, &output), Status::kOk);
  EXPECT_EQ(run_op<pin::MeanOp>({true}, {&input, &one}, &kept), Status::kOk);
  EXPECT_EQ(run_op<pin::MeanOp>({true}, {&input, &one}, &output), Status::kBadShape);
  EXPECT_EQ(run_op<pin::MeanOp>({false}, {&input, &two}, &output), Status::kBadShape);
  EXPECT_EQ(run_op<pin::MeanOp>({false}, {&input, &variable}, &output), Status::kNotConstant);
  EXPECT_EQ(run_op<pin::MeanOp>({false}, {&input, &square}, &output), Status::kBadShape);
}

}  // namespace
}  // namespace pinhole::test
