#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/random.h"
#include "device/kernels/add/add.h"
#include "device/kernels/mul/mul.h"
#include "tests/unit/device/exact.h"
#include "tests/unit/device/kernels/operand.h"

namespace pinhole::test {
namespace {

using pin::Activation;
using pin::DType;
using pin::Status;

constexpr std::uint64_t kSeed = 20260820;

struct Pair {
  std::vector<std::int32_t> a, b, output;
};
const std::vector<Pair> kShapes = {
    {{2, 3, 4, 5}, {2, 3, 4, 5}, {2, 3, 4, 5}},
    {{1, 4, 5, 3}, {3}, {1, 4, 5, 3}},
    {{1, 4, 1, 3}, {1, 1, 5, 3}, {1, 4, 5, 3}},
    {{}, {2, 5}, {2, 5}},
    {{2, 1, 4}, {3, 1}, {2, 3, 4}},
    {{7}, {7}, {7}},
    {{}, {}, {}},
    {{2, 1, 3, 1, 2, 1}, {1, 2, 1, 2, 1, 3}, {2, 2, 3, 2, 2, 3}},
};

// Index into an operand of the output's element i, from numpy's rule alone.
std::size_t source(const std::vector<std::int32_t>& own, const std::vector<std::int32_t>& output, std::size_t i) {
  std::size_t at = 0, step = 1;
  for (std::size_t k = 0; k < output.size(); ++k) {
    const std::size_t axis = output.size() - 1 - k;
    const auto position = static_cast<std::int32_t>(i % static_cast<std::size_t>(output[axis]));
    i /= static_cast<std::size_t>(output[axis]);
    if (k >= own.size()) continue;
    const std::int32_t extent = own[own.size() - 1 - k];
    if (extent != 1) at += step * static_cast<std::size_t>(position);
    step *= static_cast<std::size_t>(extent);
  }
  return at;
}

template <class T>
std::vector<T> random_values(Random& random, std::size_t count) {
  std::vector<T> values(count);
  for (T& value : values) {
    value = random.below(8) == 0   ? std::numeric_limits<T>::min()
            : random.below(8) == 0 ? std::numeric_limits<T>::max()
                                   : static_cast<T>(random.between(std::numeric_limits<T>::min(), std::numeric_limits<T>::max()));
  }
  return values;
}

// The limits of README "Fused activation limits".
Wide low_limit(Activation act, Wide low, Wide zero_point, float scale) {
  if (act == Activation::kRelu || act == Activation::kRelu6) return std::max(low, zero_point);
  if (act == Activation::kReluN1To1) return std::max(low, zero_point + static_cast<Wide>(std::round(-1.0f / scale)));
  return low;
}
Wide high_limit(Activation act, Wide high, Wide zero_point, float scale) {
  if (act == Activation::kRelu6) return std::min(high, zero_point + static_cast<Wide>(std::round(6.0f / scale)));
  if (act == Activation::kReluN1To1) return std::min(high, zero_point + static_cast<Wide>(std::round(1.0f / scale)));
  return high;
}

template <class Op, class T>
void check_integers(DType dtype, int left_shift, bool adds) {
  Random random(kSeed);
  int runs = 0;
  for (int i = 0; i < 300; ++i) {
    const Pair& shape = kShapes[random.below(kShapes.size())];
    const bool wide = dtype == DType::kInt16;
    const auto zero = [&] { return wide ? 0 : static_cast<std::int32_t>(random.between(-128, 127)); };
    const auto scale = [&] { return static_cast<float>(std::exp(random.uniform(-8, 0))); };
    Operand a(dtype, shape.a, scale(), zero()), b(dtype, shape.b, scale(), zero()), output(dtype, shape.output, scale(), zero());
    const auto act = static_cast<Activation>(random.below(6));
    const auto x = random_values<T>(random, static_cast<std::size_t>(a.tensor().shape.count()));
    const auto y = random_values<T>(random, static_cast<std::size_t>(b.tensor().shape.count()));
    a.fill(x);
    b.fill(y);
    ASSERT_EQ(run_op<Op>({act}, {&a, &b}, &output), Status::kOk) << "seed " << kSeed << " case " << i;
    const double sa = a.tensor().scale(), sb = b.tensor().scale(), so = output.tensor().scale();
    const double twice = 2 * std::max(sa, sb);
    const Wide zo = output.tensor().zero_point;
    const Wide low = low_limit(act, std::numeric_limits<T>::min(), zo, output.tensor().scale());
    const Wide high = high_limit(act, std::numeric_limits<T>::max(), zo, output.tensor().scale());
    const auto got = output.values<T>();
    for (std::size_t k = 0; k < got.size(); ++k) {
      const std::int32_t p = x[source(shape.a, shape.output, k)] - a.tensor().zero_point;
      const std::int32_t q = y[source(shape.b, shape.output, k)] - b.tensor().zero_point;
      Wide want = 0;
      if (adds) {
        const Wide sum = Wide{exact_rescale(p << left_shift, exact_multiplier(sa / twice))} +
                         exact_rescale(q << left_shift, exact_multiplier(sb / twice));
        want = exact_rescale(low_32_bits(sum), exact_multiplier(twice / (std::ldexp(1.0, left_shift) * so)));
      } else {
        want = exact_rescale(p * q, exact_multiplier(sa * sb / so));
      }
      ASSERT_EQ(got[k], static_cast<T>(limit(low_32_bits(want + zo), low, high))) << "seed " << kSeed << " case " << i << " element " << k;
    }
    ASSERT_TRUE(output.guards_untouched());
    ++runs;
  }
  EXPECT_EQ(runs, 300);
}

// N20
TEST(Add, Int8AndInt16AgreeWithExactArithmetic) {
  check_integers<pin::AddOp, std::int8_t>(DType::kInt8, 20, true);
  check_integers<pin::AddOp, std::int16_t>(DType::kInt16, 15, true);
}

// N21
TEST(Mul, Int8AndInt16AgreeWithExactArithmetic) {
  check_integers<pin::MulOp, std::int8_t>(DType::kInt8, 0, false);
  check_integers<pin::MulOp, std::int16_t>(DType::kInt16, 0, false);
}

template <class Op>
std::vector<std::int32_t> run_int32(Activation act, const std::vector<std::int32_t>& x, const std::vector<std::int32_t>& y) {
  const auto n = static_cast<std::int32_t>(x.size());
  Operand a(DType::kInt32, {n}), b(DType::kInt32, {n}), output(DType::kInt32, {n});
  a.fill(x);
  b.fill(y);
  EXPECT_EQ(run_op<Op>({act}, {&a, &b}, &output), Status::kOk);
  return output.values<std::int32_t>();
}

// N22
TEST(Add, Int32WrapsAndIgnoresTheActivation) {
  constexpr std::int32_t kMost = std::numeric_limits<std::int32_t>::max();
  EXPECT_EQ(run_int32<pin::AddOp>(Activation::kRelu, {kMost, -5, 7}, {1, 2, 8}), (std::vector<std::int32_t>{-kMost - 1, -3, 15}));
}

// N22
TEST(Mul, Int32WrapsAndClamps) {
  EXPECT_EQ(run_int32<pin::MulOp>(Activation::kNone, {1 << 30, -5}, {4, 2}), (std::vector<std::int32_t>{0, -10}));
  EXPECT_EQ(run_int32<pin::MulOp>(Activation::kRelu6, {3, -5, 2}, {4, 2, 2}), (std::vector<std::int32_t>{6, 0, 4}));
  EXPECT_EQ(run_int32<pin::MulOp>(Activation::kTanh, {3, -5}, {4, 2}), (std::vector<std::int32_t>{12, -10}));
}

TEST(Add, FloatBroadcastsAndClamps) {
  Operand a(DType::kFloat32, {2, 1}), b(DType::kFloat32, {3}), output(DType::kFloat32, {2, 3});
  a.fill<float>({1.5f, -8.0f});
  b.fill<float>({1.0f, 2.0f, 9.0f});
  ASSERT_EQ(run_op<pin::AddOp>({Activation::kRelu6}, {&a, &b}, &output), Status::kOk);
  EXPECT_EQ(output.values<float>(), (std::vector<float>{2.5f, 3.5f, 6.0f, 0.0f, 0.0f, 1.0f}));
}

template <class Op>
void check_in_place() {
  Random random(kSeed);
  for (const bool second : {false, true}) {
    Operand a(DType::kInt8, {2, 9}, 0.1f, 3), b(DType::kInt8, {2, 9}, 0.2f, -4), output(DType::kInt8, {2, 9}, 0.3f, 1);
    a.fill(random_values<std::int8_t>(random, 18));
    b.fill(random_values<std::int8_t>(random, 18));
    ASSERT_EQ(run_op<Op>({}, {&a, &b}, &output), Status::kOk);
    const auto want = output.values<std::int8_t>();
    output.tensor().data = second ? b.tensor().data : a.tensor().data;
    ASSERT_EQ(run_op<Op>({}, {&a, &b}, &output), Status::kOk);
    EXPECT_EQ(output.values<std::int8_t>(), want);
  }
}

TEST(Add, WorksInPlaceOfEitherOperand) { check_in_place<pin::AddOp>(); }
TEST(Mul, WorksInPlaceOfEitherOperand) { check_in_place<pin::MulOp>(); }

TEST(Broadcast, MergesEqualShapesIntoOneLoop) {
  pin::Broadcast broadcast = {};
  const pin::Shape shape = {4, {2, 3, 4, 5}}, channels = {1, {5}};
  ASSERT_EQ(pin::make_broadcast(shape, shape, shape, &broadcast), Status::kOk);
  EXPECT_EQ(broadcast.rank, 1);
  EXPECT_EQ(broadcast.dim[0], 120);
  ASSERT_EQ(pin::make_broadcast(shape, channels, shape, &broadcast), Status::kOk);
  EXPECT_EQ(broadcast.rank, 2);
  EXPECT_EQ(broadcast.dim[0], 24);
  EXPECT_EQ(broadcast.stride_b[0], 0);
}

TEST(Broadcast, RefusesShapesThatDoNotLineUp) {
  pin::Broadcast broadcast = {};
  const pin::Shape a = {2, {2, 3}}, b = {2, {2, 4}}, longer = {3, {1, 2, 3}};
  EXPECT_EQ(pin::make_broadcast(a, b, a, &broadcast), Status::kBadShape);
  EXPECT_EQ(pin::make_broadcast(a, a, b, &broadcast), Status::kBadShape);
  EXPECT_EQ(pin::make_broadcast(a, a, longer, &broadcast), Status::kBadShape);
}

}  // namespace
}  // namespace pinhole::test
