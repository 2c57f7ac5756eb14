// Elementary functions in float32 against the library's in double.
#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"
#include "device/numerics/float_parts.h"
#include "device/numerics/trigonometry.h"

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

// Distance in units in the last place of `want`.
double ulps(float got, double want) {
  int exponent = 0;
  std::frexp(want, &exponent);
  return std::fabs(static_cast<double>(got) - want) / std::ldexp(1.0, std::max(exponent - 24, -149));
}

// Any finite float: all bit patterns alike.
float any_float(pinhole::Random& random) {
  while (true) {
    const float x = pin::float_of(static_cast<std::uint32_t>(random.below(std::uint64_t{1} << 32)));
    if (std::isfinite(x)) return x;
  }
}

template <class Got, class Want>
double worst_ulps(double low, double high, const Got& got, const Want& want) {
  double worst = 0;
  for (int i = 0; i <= 20000; ++i) {
    const auto x = static_cast<float>(low + (high - low) * i / 20000);
    worst = std::max(worst, ulps(got(x), want(static_cast<double>(x))));
  }
  return worst;
}

// N35
TEST(FloatFunctions, AreWithinTheirUnitsInTheLastPlace) {
  const auto log = [](double x) { return std::log(x); };
  EXPECT_LT(worst_ulps(1e-3, 40.0, pin::log_of, log), 2.5);
  EXPECT_LT(worst_ulps(1e-44, 1e-38, pin::log_of, log), 2.5);
  EXPECT_LT(worst_ulps(0.0, 1e6, pin::sqrt_of, [](double x) { return std::sqrt(x); }), 1.5);
  EXPECT_LT(worst_ulps(0.0, 1e-38, pin::sqrt_of, [](double x) { return std::sqrt(x); }), 1.5);
  EXPECT_LT(worst_ulps(-20.0, 20.0, pin::expm1_of, [](double x) { return std::expm1(x); }), 4.5);
  EXPECT_LT(worst_ulps(-10.0, 10.0, pin::tanh_of, [](double x) { return std::tanh(x); }), 6.5);
  EXPECT_EQ(worst_ulps(-100.0, 0.0, pin::exp_nearest, [](double x) { return static_cast<float>(std::exp(x)); }), 0.0);
}

// N35
TEST(FloatFunctions, EndInInfinityZeroAndNaN) {
  EXPECT_EQ(pin::log_of(0.0f), -kInfinity);
  EXPECT_EQ(pin::log_of(kInfinity), kInfinity);
  EXPECT_TRUE(std::isnan(pin::log_of(-1.0f)));
  EXPECT_TRUE(std::isnan(pin::sqrt_of(-1.0f)));
  EXPECT_EQ(pin::sqrt_of(kInfinity), kInfinity);
  EXPECT_EQ(pin::rsqrt_of(0.0f), kInfinity);
  EXPECT_EQ(pin::tanh_of(kInfinity), 1.0f);
  EXPECT_TRUE(std::isnan(pin::tanh_of(std::nanf(""))));
}

// N36
TEST(SineAndCosine, AreRightForEveryFiniteArgument) {
  pinhole::Random random(7);
  double worst = 0;
  for (int i = 0; i < 200000; ++i) {
    const float x = any_float(random);
    const double sine = std::sin(static_cast<double>(x)), cosine = std::cos(static_cast<double>(x));
    ASSERT_NEAR(pin::sin_of(x), sine, 2e-7) << x;
    ASSERT_NEAR(pin::cos_of(x), cosine, 2e-7) << x;
    if (std::fabs(sine) > 1e-6) worst = std::max(worst, ulps(pin::sin_of(x), sine));
  }
  EXPECT_LT(worst, 3.0);
  EXPECT_TRUE(std::isnan(pin::sin_of(kInfinity)) && std::isnan(pin::cos_of(std::nanf(""))));
}

// N37
TEST(WholeParts, AreTheLibrarysForEveryFloat) {
  pinhole::Random random(8);
  for (int i = 0; i < 200000; ++i) {
    const float x = i % 2 == 0 ? any_float(random) : static_cast<float>(random.between(-4000, 4000)) * 0.25f;
    ASSERT_EQ(pin::bits_of(pin::floor_of(x)), pin::bits_of(std::floor(x))) << x;
    ASSERT_EQ(pin::bits_of(pin::ceil_of(x)), pin::bits_of(std::ceil(x))) << x;
    ASSERT_EQ(pin::bits_of(pin::round_even_of(x)), pin::bits_of(std::nearbyint(x))) << x;
  }
}

// N37
TEST(Remainders, AreExact) {
  pinhole::Random random(9);
  for (int i = 0; i < 100000; ++i) {
    const float a = any_float(random), b = any_float(random);
    ASSERT_EQ(pin::remainder_of(a, b), std::fmod(a, b)) << a << " " << b;
  }
  EXPECT_TRUE(std::isnan(pin::remainder_of(1.0f, 0.0f)) && std::isnan(pin::remainder_of(kInfinity, 2.0f)));
  EXPECT_EQ(pin::floor_remainder_of(-7.0f, 3.0f), 2.0f);
  EXPECT_EQ(pin::floor_remainder_of(7.0f, -3.0f), -2.0f);
  EXPECT_EQ(pin::floor_quotient_of(-7.0f, 2.0f), -4.0f);
}

}  // namespace
