#include "device/numerics/fixed_point.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/random.h"
#include "tests/unit/device/exact.h"

namespace {

using pinhole::Random;
using namespace pinhole::test;

constexpr std::int32_t kMin = std::numeric_limits<std::int32_t>::min();
constexpr std::int32_t kMax = std::numeric_limits<std::int32_t>::max();
constexpr std::uint64_t kSeed = 20260825;
constexpr std::int32_t kEdges[] = {kMin, kMin + 1, -(1 << 30) - 1, -(1 << 30), -65537,        -3,       -2,  -1, 0, 1,
                                   2,    3,        65535,          1 << 30,    (1 << 30) + 1, kMax - 1, kMax};

bool same(pin::Multiplier a, pin::Multiplier b) { return a.value == b.value && a.shift == b.shift; }

std::int32_t any_int32(Random& random) {
  const auto bits = static_cast<std::int32_t>(random.next());
  return bits >> random.below(32);
}

pin::Multiplier any_multiplier(Random& random, int low, int high) {
  return {static_cast<std::int32_t>(random.between(1 << 30, kMax)), static_cast<std::int32_t>(random.between(low, high))};
}

// N1
TEST(QuantizeMultiplier, AgreesWithFrexpOnRandomFactors) {
  Random random(kSeed);
  for (int i = 0; i < 20000; ++i) {
    const double factor = std::ldexp(random.uniform(0.5, 1.0), static_cast<int>(random.between(-40, 40)));
    const pin::Multiplier got = pin::quantize_multiplier(factor), want = exact_multiplier(factor);
    ASSERT_TRUE(same(got, want)) << "seed " << kSeed << " case " << i << " factor " << factor;
  }
}

// N1
TEST(QuantizeMultiplier, CarriesIntoTheExponentWhenTheSignificandRoundsUpToTwoToThe31) {
  EXPECT_TRUE(same(pin::quantize_multiplier(1.0 - 0x1p-33), {1 << 30, 1}));
  EXPECT_TRUE(same(pin::quantize_multiplier(1.0 - 0x1p-31), {kMax, 0}));
}

// N1
TEST(QuantizeMultiplier, GivesZeroForFactorsTooSmallOrNotFinite) {
  for (const double factor : {0.0, 0x1p-33, 0x1.fffp-33, 1e-310, std::numeric_limits<double>::infinity(), std::nan("")}) {
    EXPECT_TRUE(same(pin::quantize_multiplier(factor), {0, 0})) << factor;
  }
  EXPECT_TRUE(same(pin::quantize_multiplier(0x1p-32), {1 << 30, -31}));
}

TEST(QuantizeMultiplier, KeepsTheSign) { EXPECT_TRUE(same(pin::quantize_multiplier(-0.75), {-(3 << 29), 0})); }

// N4
TEST(HighMul, AgreesWithExactArithmeticAtEdgesAndSaturatesOnlyOnce) {
  for (const std::int32_t a : kEdges) {
    for (const std::int32_t b : kEdges) {
      const Wide product = Wide{a} * b;
      const Wide want = limit((product + (product >= 0 ? pow2(30) : 1 - pow2(30))) / pow2(31), kMin, kMax);
      EXPECT_EQ(pin::saturating_rounding_doubling_high_mul(a, b), static_cast<std::int32_t>(want)) << a << " * " << b;
    }
  }
  EXPECT_EQ(pin::saturating_rounding_doubling_high_mul(kMin, kMin), kMax);
}

// N5
TEST(RoundingDivideByPot, RoundsHalfAwayFromZeroForEveryExponent) {
  for (int exponent = 0; exponent <= 31; ++exponent) {
    for (const std::int32_t x : kEdges) {
      EXPECT_EQ(pin::rounding_divide_by_pot(x, exponent), static_cast<std::int32_t>(round_away(x, exponent))) << x << " / 2^" << exponent;
    }
  }
  EXPECT_EQ(pin::rounding_divide_by_pot(-3, 1), -2);
  EXPECT_EQ(pin::rounding_divide_by_pot(3, 1), 2);
}

// N2
TEST(Rescale, AgreesWithExactArithmetic) {
  Random random(kSeed);
  for (int i = 0; i < 50000; ++i) {
    const pin::Multiplier m = any_multiplier(random, -31, 30);
    const std::int32_t x = i % 8 == 0 ? kEdges[random.below(std::size(kEdges))] : any_int32(random);
    ASSERT_EQ(pin::rescale(x, m), exact_rescale(x, m)) << "seed " << kSeed << " x " << x << " m " << m.value << " shift " << m.shift;
  }
}

// N2
TEST(Rescale, RoundsTwice) {
  const pin::Multiplier half_then_half = {1 << 30, -1};
  EXPECT_EQ(pin::rescale(-3, half_then_half), -1);  // -1.5 up to -1, then -0.5 away from zero
  EXPECT_EQ(pin::rescale(1, half_then_half), 1);    // 0.25: one rounding would give 0
  EXPECT_EQ(pin::rescale(-1, half_then_half), 0);
}

// N3
TEST(Rescale64, AgreesWithExactArithmeticInsideTheReferencesRange) {
  Random random(kSeed);
  for (int i = 0; i < 50000; ++i) {
    pin::Multiplier m = any_multiplier(random, -31, 7);
    if (i % 16 == 0) m.value = static_cast<std::int32_t>(random.between(0x7FFEFFF0, kMax));  // where the cut to 16 bits saturates
    const std::int64_t x = random.between(-(std::int64_t{1} << 47), (std::int64_t{1} << 47) - 1) >> random.below(47);
    ASSERT_EQ(pin::rescale_64(x, m), exact_rescale_64(x, m)) << "seed " << kSeed << " x " << x << " m " << m.value << " shift " << m.shift;
  }
}

// N6
TEST(RoundHalfAway, AgreesWithLibmAndSaturates) {
  Random random(kSeed);
  for (int i = 0; i < 20000; ++i) {
    const auto x = static_cast<float>(std::ldexp(random.uniform(-1, 1), static_cast<int>(random.between(0, 31))));
    ASSERT_EQ(pin::round_half_away(x), static_cast<std::int64_t>(std::round(x))) << "seed " << kSeed << " x " << x;
  }
  EXPECT_EQ(pin::round_half_away(0.49999997f), 0);
  EXPECT_EQ(pin::round_half_away(-0.5f), -1);
  EXPECT_EQ(pin::round_half_away(8388609.0f), 8388609);
  EXPECT_EQ(pin::round_half_away(1e30f), kMax);
  EXPECT_EQ(pin::round_half_away(-1e30f), kMin);
  EXPECT_EQ(pin::round_half_away(std::nanf("")), 0);
}

struct Range {
  pin::Status status;
  std::int32_t low = 0, high = 0;
  bool operator==(const Range&) const = default;
};
Range range_of(pin::Activation activation, pin::DType type, float scale, std::int32_t zero_point) {
  Range range = {};
  range.status = pin::activation_range(activation, type, scale, zero_point, &range.low, &range.high);
  return range;
}

// N7
TEST(ActivationRange, CutsTheLimitsToTheType) {
  using pin::Activation, pin::DType, pin::Status;
  EXPECT_EQ(range_of(Activation::kNone, DType::kInt8, 0.1f, 3), (Range{Status::kOk, -128, 127}));
  EXPECT_EQ(range_of(Activation::kRelu, DType::kInt8, 0.1f, 3), (Range{Status::kOk, 3, 127}));
  EXPECT_EQ(range_of(Activation::kRelu6, DType::kInt8, 0.1f, 3), (Range{Status::kOk, 3, 63}));
  EXPECT_EQ(range_of(Activation::kRelu6, DType::kInt8, 0.01f, 3), (Range{Status::kOk, 3, 127}));
  EXPECT_EQ(range_of(Activation::kReluN1To1, DType::kInt8, 0.1f, 3), (Range{Status::kOk, -7, 13}));
  EXPECT_EQ(range_of(Activation::kRelu6, DType::kInt16, 0.001f, 0), (Range{Status::kOk, 0, 6000}));
  EXPECT_EQ(range_of(Activation::kTanh, DType::kInt16, 0.001f, 0), (Range{Status::kOk, -32768, 32767}));
}

// N7: 6 / 0.8f is 7.5 in float32 (0.8f is above 0.8, the quotient rounds to 7.5), which rounds away from zero.
TEST(ActivationRange, DividesInFloat32) {
  EXPECT_EQ(range_of(pin::Activation::kRelu6, pin::DType::kInt8, 0.8f, 0), (Range{pin::Status::kOk, 0, 8}));
}

// N7
TEST(ActivationRange, RefusesBadScalesAndZeroPoints) {
  using pin::Activation, pin::DType, pin::Status;
  for (const float scale : {0.0f, -1.0f, std::nanf(""), std::numeric_limits<float>::infinity()}) {
    EXPECT_EQ(range_of(Activation::kRelu, DType::kInt8, scale, 0).status, Status::kBadQuantization) << scale;
  }
  EXPECT_EQ(range_of(Activation::kRelu6, DType::kInt8, 1e-30f, 0).status, Status::kBadQuantization);
  EXPECT_EQ(range_of(Activation::kNone, DType::kInt8, 1.0f, 128).status, Status::kBadQuantization);
  EXPECT_EQ(range_of(Activation::kNone, DType::kFloat32, 1.0f, 0).status, Status::kUnsupportedType);
}

TEST(SaturatingAdd, StopsAtTheEnds) {
  EXPECT_EQ(pin::saturating_add(kMax, 1), kMax);
  EXPECT_EQ(pin::saturating_add(kMin, -1), kMin);
  EXPECT_EQ(pin::saturating_add(-5, 3), -2);
}

}  // namespace
