// The tables in flash against their definition, with the host's exp.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "base/text.h"
#include "device/kernels/logistic/sigmoid_table.h"
#include "device/kernels/softmax/interpolation_tables.h"

namespace {

// N42, in float32 as the reference writes it.
template <class Function>
void expect_table(const std::int16_t* table, Function function, float from, float to) {
  const float step = (to - from) / 512, units = 32768.0f;
  for (int i = 0; i < 512; ++i) {
    const float value = function(from + static_cast<float>(i) * step);
    const float middle = function(from + static_cast<float>(i) * step + step / 2);
    const float next = function(from + static_cast<float>(i + 1) * step);
    const float sample = std::round(value * units);
    const float error = std::round((next * units + sample) / 2) - std::round(middle * units);
    const float want = std::clamp(sample - std::round(error / 2), -32768.0f, 32767.0f);
    EXPECT_EQ(table[i], static_cast<std::int16_t>(want)) << i;
  }
  EXPECT_EQ(table[512], static_cast<std::int16_t>(std::min(std::round(function(to) * units), 32767.0f)));
}

// N42
TEST(InterpolationTables, AreThoseOfFloatExpAndReciprocal) {
  expect_table(
      pin::kExpTable, [](float x) { return std::exp(x); }, -10.0f, 0.0f);
  expect_table(
      pin::kReciprocalTable, [](float x) { return 1.0f / (1.0f + x); }, 0.0f, 1.0f);
}

// N44. The reference's table is given, not computed: 43 entries are one above the rounded sigmoid.
TEST(SigmoidTable, IsTheReferencesTable) {
  const auto bytes = std::as_bytes(std::span(pin::kSigmoidTable));
  EXPECT_EQ(pinhole::fnv1a(bytes), 7858261008257832012ull);
  int above = 0;
  for (int i = 0; i < 255; ++i) {
    const auto rounded = std::lround(65536.0 / (1.0 + std::exp(-i / 24.0)));
    EXPECT_TRUE(pin::kSigmoidTable[i] == rounded || pin::kSigmoidTable[i] == rounded + 1) << i;
    EXPECT_LE(pin::kSigmoidTable[i], pin::kSigmoidTable[i + 1]);
    above += pin::kSigmoidTable[i] != rounded;
  }
  EXPECT_EQ(above, 43);
  EXPECT_EQ(pin::kSigmoidTable[255], 65535);
}

}  // namespace
