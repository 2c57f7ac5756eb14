#include "device/numerics/elementary.h"

#include <gtest/gtest.h>

#include <cmath>

namespace {

// Distance in units in the last place of `want` (2^-149 for subnormals).
double ulps(float got, double want) {
  int exponent = 0;
  std::frexp(want, &exponent);
  return std::fabs(static_cast<double>(got) - want) / std::ldexp(1.0, std::max(exponent - 24, -149));
}

// N34
TEST(ExpF32, IsWithinTwoUnitsInTheLastPlaceOverTheWholeRange) {
  double worst = 0;
  int looked_at = 0;
  for (float x = -103.9f; x < 88.72f; x += 0.000517f) {
    const double want = std::exp(static_cast<double>(x));
    if (want > std::numeric_limits<float>::max()) continue;
    worst = std::max(worst, ulps(pin::exp_of(x), want));
    ++looked_at;
  }
  EXPECT_GT(looked_at, 100000);
  EXPECT_LT(worst, 2.0);
}

// N34
TEST(ExpF32, EndsInInfinityZeroAndNaN) {
  EXPECT_EQ(pin::exp_of(0.0f), 1.0f);
  EXPECT_EQ(pin::exp_of(88.73f), std::numeric_limits<float>::infinity());
  EXPECT_EQ(pin::exp_of(std::numeric_limits<float>::infinity()), std::numeric_limits<float>::infinity());
  EXPECT_EQ(pin::exp_of(-104.0f), 0.0f);
  EXPECT_EQ(pin::exp_of(-std::numeric_limits<float>::infinity()), 0.0f);
  EXPECT_TRUE(std::isnan(pin::exp_of(std::nanf(""))));
}

// N34
TEST(LogisticOf, IsWithinFourUnitsInTheLastPlaceAndNeverOverflows) {
  double worst = 0;
  for (float x = -86.0f; x < 100.0f; x += 0.000713f) {
    worst = std::max(worst, ulps(pin::logistic_of(x), 1.0 / (1.0 + std::exp(-static_cast<double>(x)))));
  }
  EXPECT_LT(worst, 4.0);
  EXPECT_EQ(pin::logistic_of(0.0f), 0.5f);
  EXPECT_EQ(pin::logistic_of(std::numeric_limits<float>::infinity()), 1.0f);
  EXPECT_EQ(pin::logistic_of(-std::numeric_limits<float>::infinity()), 0.0f);
  EXPECT_TRUE(std::isnan(pin::logistic_of(std::nanf(""))));
}

}  // namespace
