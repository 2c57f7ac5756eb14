#include "training/data/augment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <vector>

#include "base/error.h"
#include "base/random.h"

namespace pinhole {
namespace {

using Pixels = std::vector<std::uint8_t>;

Pixels run(const Pixels& in, int height, int width, int channels, const Augment& a, std::uint64_t seed, std::uint64_t epoch = 0,
           std::uint64_t index = 0) {
  Pixels out(in.size(), 123);
  augment_picture(in, height, width, channels, a, seed, epoch, index, out);
  return out;
}

Pixels noise(std::size_t count, std::uint64_t seed) {
  Random random(seed);
  Pixels pixels(count);
  for (auto& p : pixels) p = static_cast<std::uint8_t>(random.below(256));
  return pixels;
}

TEST(Augment, ChangesNothingWhenOff) {
  const Pixels in = noise(7 * 5 * 3, 1);
  EXPECT_TRUE(is_off({}));
  EXPECT_EQ(run(in, 7, 5, 3, {}, 9), in);
}

TEST(Augment, DependsOnSeedEpochAndIndexAlone) {
  const Augment a = {.flip_horizontal = true, .shift = 0.2, .rotate_deg = 20, .brightness = 0.2, .contrast = 0.3, .cutout = 0.3};
  const Pixels in = noise(16 * 16 * 3, 2);
  EXPECT_EQ(run(in, 16, 16, 3, a, 1, 2, 3), run(in, 16, 16, 3, a, 1, 2, 3));
  std::set<Pixels> different;
  for (std::uint64_t i = 0; i < 3; ++i) {
    different.insert(run(in, 16, 16, 3, a, i, 0, 7));
    different.insert(run(in, 16, 16, 3, a, 7, i + 1, 0));
    different.insert(run(in, 16, 16, 3, a, 7, 0, i + 1));
  }
  EXPECT_EQ(different.size(), 9u);
}

TEST(Augment, FlipsHalfOfThePictures) {
  const Pixels in = {1, 2, 3, 4, 5, 6}, across = {4, 5, 6, 1, 2, 3}, upside = {4, 5, 6, 1, 2, 3};
  int flipped = 0;
  for (std::uint64_t i = 0; i < 200; ++i) {
    const Pixels out = run(in, 1, 2, 3, {.flip_horizontal = true}, 1, 0, i);
    ASSERT_TRUE(out == in || out == across);
    flipped += out == across ? 1 : 0;
    const Pixels vertical = run(in, 2, 1, 3, {.flip_vertical = true}, 1, 0, i);
    ASSERT_TRUE(vertical == in || vertical == upside);
  }
  EXPECT_GT(flipped, 70);
  EXPECT_LT(flipped, 130);
}

TEST(Augment, ShiftsWithinItsRangeAndRepeatsTheEdge) {
  Pixels in(20);
  for (std::size_t i = 0; i < 20; ++i) in[i] = static_cast<std::uint8_t>(10 * i);
  std::set<int> shifts;
  for (std::uint64_t i = 0; i < 200; ++i) {
    const Pixels out = run(in, 1, 20, 1, {.shift = 0.2}, 1, 0, i);
    int dx = -99;
    for (int d = -4; d <= 4; ++d) {
      bool fits = true;
      for (int x = 0; x < 20; ++x) fits &= out[static_cast<std::size_t>(x)] == 10 * std::clamp(x - d, 0, 19);
      if (fits) dx = d;
    }
    ASSERT_NE(dx, -99) << i;
    shifts.insert(dx);
  }
  EXPECT_EQ(shifts.size(), 9u);
}

TEST(Augment, TurnsAboutTheCentre) {
  // A ring does not change under rotation; its centre pixel stays, and a half-plane keeps about half its light.
  Pixels ring(41 * 41, 0), half(41 * 41, 0);
  for (int y = 0; y < 41; ++y) {
    for (int x = 0; x < 41; ++x) {
      const double r = std::hypot(x - 20, y - 20);
      ring[static_cast<std::size_t>(41 * y + x)] = static_cast<std::uint8_t>(std::clamp(250.0 - 10 * std::abs(r - 10), 0.0, 255.0));
      half[static_cast<std::size_t>(41 * y + x)] = y < 20 ? 200 : 0;
    }
  }
  bool turned = false;
  for (std::uint64_t i = 0; i < 20; ++i) {
    const Pixels out = run(ring, 41, 41, 1, {.rotate_deg = 180}, 1, 0, i);
    for (std::size_t p = 0; p < out.size(); ++p) {
      const int x = static_cast<int>(p % 41) - 20, y = static_cast<int>(p / 41) - 20;
      if (x * x + y * y < 380 && x * x + y * y > 4) {
        ASSERT_NEAR(out[p], ring[p], 6);
      }
    }
    turned |= run(half, 41, 41, 1, {.rotate_deg = 180}, 1, 0, i)[41 * 38 + 20] > 150;
  }
  EXPECT_TRUE(turned);
}

TEST(Augment, ChangesLightWithinItsRange) {
  const Pixels flat(100, 100);
  std::set<int> levels;
  for (std::uint64_t i = 0; i < 300; ++i) {
    const Pixels out = run(flat, 10, 10, 1, {.brightness = 0.1}, 2, 0, i);
    levels.insert(out[0]);
    ASSERT_EQ(out, Pixels(100, out[0]));
    ASSERT_EQ(run(flat, 10, 10, 1, {.contrast = 0.5}, 2, 0, i), flat);  // a flat picture has no contrast
  }
  EXPECT_GE(*levels.begin(), 100 - 26);
  EXPECT_LE(*levels.rbegin(), 100 + 26);
  EXPECT_GT(levels.size(), 30u);
  Pixels out = run({0, 100, 200}, 1, 3, 1, {.contrast = 0.5}, 3);
  EXPECT_EQ(out[1], 100);
  EXPECT_NE(out[0] + out[2], 0);
  EXPECT_NEAR(out[0] + out[2], 200, 1);
}

TEST(Augment, CutsOneSquareOfTheMeanColour) {
  Pixels in(400, 0);
  for (std::size_t i = 0; i < 400; i += 2) in[i] = 200;  // mean 100
  std::size_t most = 0;
  for (std::uint64_t i = 0; i < 200; ++i) {
    const Pixels out = run(in, 20, 20, 1, {.cutout = 0.5}, 4, 0, i);
    std::size_t cut = 0;
    for (std::size_t p = 0; p < 400; ++p) cut += out[p] == 100 ? 1 : 0;
    const std::size_t side = static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(cut))));
    ASSERT_EQ(cut, side * side);
    most = std::max(most, side);
  }
  EXPECT_EQ(most, 10u);
}

TEST(Augment, RefusesParametersOutOfRange) {
  EXPECT_NO_THROW(check_augment({.shift = 0.5, .rotate_deg = 180, .zoom = 0.5, .brightness = 1, .contrast = 1, .cutout = 1}));
  try {
    check_augment({.zoom = 0.6});
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("zoom is out of range"));
  }
  EXPECT_THROW(check_augment({.shift = -0.1}), Error);
  EXPECT_THROW(check_augment({.brightness = std::numeric_limits<double>::quiet_NaN()}), Error);
}

}  // namespace
}  // namespace pinhole
