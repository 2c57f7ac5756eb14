// The fixed-point functions against the real functions, and against the same formulas in exact 128-bit arithmetic.
#include "device/numerics/gemmlowp_functions.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"
#include "tests/unit/device/exact.h"

namespace {

using pinhole::Random;
using namespace pinhole::test;

constexpr std::uint64_t kSeed = 41;
constexpr std::int32_t kMax = std::numeric_limits<std::int32_t>::max();

// Product of two Q numbers: exact, rounded half up, cut to 32 bits.
Wide times(Wide a, Wide b) { return limit(floor_div(a * b + pow2(30), pow2(31)), -pow2(31), pow2(31) - 1); }
Wide cut(Wide x) { return limit(x, -pow2(31), pow2(31) - 1); }

// exp from the derivation: a = -multiple + rest, rest in [-1/4, 0); Taylor around -1/8; factors exp(-2^k).
Wide exact_exp(Wide a, int integer_bits) {
  if (a == 0) return pow2(31) - 1;
  const int fraction = 31 - integer_bits;
  const Wide quarter = pow2(fraction - 2);
  const Wide rest = a - floor_div(a, quarter) * quarter - quarter;
  const Wide x = cut(rest * pow2(integer_bits)) + pow2(28);
  const Wide x2 = times(x, x), x3 = times(x2, x), x4 = times(x2, x2);
  const Wide tail = round_away(times(round_away(x4, 2) + x3, 715827883) + x2, 1);
  const auto eighth = static_cast<Wide>(std::llround(std::exp(-0.125) * 2147483648.0));
  Wide result = eighth + times(eighth, x + tail);
  for (int k = -2; k < integer_bits; ++k) {
    const auto factor = static_cast<Wide>(std::llround(std::exp(-std::ldexp(1.0, k)) * 2147483648.0));
    if (((rest - a) / pow2(fraction + k)) % 2 != 0) result = times(result, factor);
  }
  return result;
}

Wide exact_reciprocal(Wide a) {
  const Wide half = (a + pow2(31)) / 2;
  const auto c48 = static_cast<Wide>(std::llround(48.0 / 17 * 536870912.0));
  const auto c32 = static_cast<Wide>(std::llround(-32.0 / 17 * 536870912.0));
  Wide x = c48 + times(half, c32);
  for (int i = 0; i < 3; ++i) x += cut(times(x, pow2(29) - times(half, x)) * 4);
  return cut(x * 2);
}

template <int kIntegerBits>
void check_exp(int cases) {
  Random random(kSeed);
  for (int i = 0; i < cases; ++i) {
    const auto a = -static_cast<std::int32_t>(random.next() >> (33 + random.below(30)));
    const std::int32_t got = pin::exp_on_negative<kIntegerBits>(a);
    ASSERT_EQ(got, static_cast<std::int32_t>(exact_exp(a, kIntegerBits))) << "seed " << kSeed << " a " << a;
    ASSERT_NEAR(got / 2147483648.0, std::exp(std::ldexp(a, kIntegerBits - 31)), 3e-7) << a;
  }
}

// N30, N31
TEST(ExpOnNegative, AgreesWithExactArithmeticAndTheRealFunction) {
  check_exp<5>(20000);
  check_exp<4>(20000);
  check_exp<0>(5000);
}

// N31
TEST(ExpOnNegative, HasItsEnds) {
  EXPECT_EQ(pin::exp_on_negative<5>(0), kMax);
  EXPECT_EQ(pin::exp_on_negative<5>(std::numeric_limits<std::int32_t>::min()), 0);
  EXPECT_EQ(pin::exp_on_negative<5>(-1), static_cast<std::int32_t>(exact_exp(-1, 5)));
}

// N32
TEST(ReciprocalOfOnePlus, AgreesWithExactArithmeticAndTheRealFunction) {
  Random random(kSeed);
  for (int i = 0; i < 20000; ++i) {
    const std::int32_t a = i == 0 ? 0 : i == 1 ? kMax : static_cast<std::int32_t>(random.below(std::uint64_t{1} << 31));
    const std::int32_t got = pin::reciprocal_of_one_plus(a);
    ASSERT_EQ(got, static_cast<std::int32_t>(exact_reciprocal(a))) << "seed " << kSeed << " a " << a;
    ASSERT_NEAR(got / 2147483648.0, 1.0 / (1.0 + a / 2147483648.0), 1e-8) << a;
  }
}

// N33
TEST(LogisticFixedPoint, IsSymmetricAndNearTheRealFunction) {
  Random random(kSeed);
  for (int i = 0; i < 20000; ++i) {
    const auto a = static_cast<std::int32_t>(random.below(kMax));
    const std::int32_t up = pin::logistic_fixed_point<4>(a), down = pin::logistic_fixed_point<4>(-a);
    ASSERT_EQ(down, a == 0 ? up : kMax - up) << a;
    ASSERT_NEAR(up / 2147483648.0, 1.0 / (1.0 + std::exp(-std::ldexp(a, -27))), 2e-7) << "seed " << kSeed << " a " << a;
  }
  EXPECT_EQ(pin::logistic_fixed_point<4>(0), 1 << 30);
}

TEST(SaturatingShiftLeft, CutsWhatLeavesTheRange) {
  EXPECT_EQ(pin::saturating_shift_left(1 << 29, 2), kMax);
  EXPECT_EQ(pin::saturating_shift_left(-(1 << 29), 2), std::numeric_limits<std::int32_t>::min());
  EXPECT_EQ(pin::saturating_shift_left(-(1 << 29) - 1, 2), std::numeric_limits<std::int32_t>::min());
  EXPECT_EQ(pin::saturating_shift_left((1 << 29) - 1, 2), ((1 << 29) - 1) * 4);
  EXPECT_EQ(pin::saturating_shift_left(-7, 0), -7);
}

TEST(CountLeadingZeros, CountsFromTheTop) {
  EXPECT_EQ(pin::count_leading_zeros(0), 32);
  for (int bit = 0; bit < 32; ++bit) EXPECT_EQ(pin::count_leading_zeros(std::uint32_t{1} << bit), 31 - bit);
}

}  // namespace
