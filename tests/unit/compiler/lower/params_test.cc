// Numbers as C++ text.
#include "compiler/lower/params.h"

#include <gtest/gtest.h>

#include <cstring>

#include "base/random.h"

namespace pinhole {
namespace {

TEST(Literal, LowestInt32IsNotNegatedOverflow) {
  EXPECT_EQ(literal(std::int32_t{-5}), "-5");
  EXPECT_EQ(literal(std::numeric_limits<std::int32_t>::min()), "-2147483647 - 1");
}

TEST(Literal, FloatsReadBackToTheSameBits) {
  EXPECT_EQ(literal(6.0f), "6.0f");
  EXPECT_EQ(literal(-0.0f), "-0.0f");
  EXPECT_EQ(literal(std::numeric_limits<float>::infinity()), "std::numeric_limits<float>::infinity()");
  Random random(1);
  int compared = 0;
  for (int i = 0; i < 20'000; ++i) {
    const auto bits = static_cast<std::uint32_t>(random.next());
    float value = 0;
    std::memcpy(&value, &bits, 4);
    if (!std::isfinite(value)) continue;
    const std::string text = literal(value);
    ASSERT_EQ(text.back(), 'f');
    const float back = std::strtof(text.c_str(), nullptr);
    ASSERT_EQ(std::memcmp(&back, &value, 4), 0) << text;
    ++compared;
  }
  EXPECT_GT(compared, 19'000);
}

}  // namespace
}  // namespace pinhole
