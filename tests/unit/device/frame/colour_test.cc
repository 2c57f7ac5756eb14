// Colour rules C1 to C5 against the real-valued formulas of their sources.
#include "device/frame/colour.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace pin {
namespace {

double clamp_255(double value) { return std::min(255.0, std::max(0.0, value)); }

TEST(GrayFromRgb, StaysWithinHalfAStepOfBt601ForEveryColour) {
  double worst = 0;
  for (int r = 0; r < 256; ++r) {
    for (int g = 0; g < 256; ++g) {
      for (int b = 0; b < 256; b += 3) {
        const double exact = 0.299 * r + 0.587 * g + 0.114 * b;
        worst = std::max(
            worst,
            std::abs(gray_from_rgb(static_cast<std::uint32_t>(r), static_cast<std::uint32_t>(g), static_cast<std::uint32_t>(b)) - exact));
      }
    }
  }
  EXPECT_LE(worst, 0.5015);
}

TEST(GrayFromRgb, KeepsGraysAsTheyAre) {
  for (std::uint32_t v = 0; v < 256; ++v) EXPECT_EQ(gray_from_rgb(v, v, v), v);
}

TEST(RgbFromYuv, StaysWithinHalfAStepOfJfifForEveryColour) {
  double worst = 0;
  for (int y = 0; y < 256; y += 1) {
    for (int u = 0; u < 256; ++u) {
      for (int v = 0; v < 256; v += 3) {
        const Rgb got = rgb_from_yuv(static_cast<std::uint8_t>(y), static_cast<std::uint8_t>(u), static_cast<std::uint8_t>(v));
        worst = std::max(worst, std::abs(got.r - clamp_255(y + 1.402 * (v - 128))));
        worst = std::max(worst, std::abs(got.g - clamp_255(y - 0.344136286 * (u - 128) - 0.714136286 * (v - 128))));
        worst = std::max(worst, std::abs(got.b - clamp_255(y + 1.772 * (u - 128))));
      }
    }
  }
  EXPECT_LE(worst, 0.502);
}

TEST(YuvFromRgb, ComesBackWithinTwoSteps) {
  int worst = 0;
  for (int r = 0; r < 256; r += 5) {
    for (int g = 0; g < 256; g += 5) {
      for (int b = 0; b < 256; b += 5) {
        const Yuv yuv = yuv_from_rgb({static_cast<std::uint8_t>(r), static_cast<std::uint8_t>(g), static_cast<std::uint8_t>(b)});
        const Rgb back = rgb_from_yuv(yuv.y, yuv.u, yuv.v);
        worst = std::max({worst, std::abs(back.r - r), std::abs(back.g - g), std::abs(back.b - b)});
      }
    }
  }
  EXPECT_LE(worst, 2);
}

TEST(RgbFrom565, ReplicatesTheHighBits) {
  for (std::uint32_t v = 0; v < 65536; ++v) {
    const Rgb got = rgb_from_565(v);
    const double r5 = v >> 11, g6 = (v >> 5) & 63, b5 = v & 31;
    ASSERT_NEAR(got.r, r5 * 255 / 31, 0.76) << v;
    ASSERT_NEAR(got.g, g6 * 255 / 63, 0.76) << v;
    ASSERT_NEAR(got.b, b5 * 255 / 31, 0.76) << v;
  }
  EXPECT_EQ(rgb_from_565(0xffff).r, 255);
  EXPECT_EQ(rgb_from_565(0x0000).g, 0);
}

}  // namespace
}  // namespace pin
