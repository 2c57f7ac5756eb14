// The resizer against a witness in double precision that shares no code with it: coverage integrals for area, sampling at
// half-pixel centres for bilinear, both from the definitions in axis.h's sources.
#include "device/frame/row_resizer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/random.h"
#include "device/frame/frame_to_tensor.h"

namespace pin {
namespace {

using Bytes = std::vector<std::uint8_t>;

// Weight of input i for output o along one axis.
double weight(Resize method, int in, int out, int o, int i) {
  const double ratio = static_cast<double>(in) / out;
  if (method == Resize::kArea && out <= in) {
    const double overlap = std::min((o + 1) * ratio, i + 1.0) - std::max(o * ratio, i + 0.0);
    return std::max(0.0, overlap) / ratio;
  }
  const double centre = (o + 0.5) * ratio - 0.5;
  const double clamped = std::min(std::max(centre, 0.0), in - 1.0);
  return std::max(0.0, 1.0 - std::abs(clamped - i));
}

std::vector<double> witness(const Bytes& in, Rectangle crop, int frame_width, const Preprocess& p) {
  std::vector<double> columns(static_cast<std::size_t>(crop.height * p.width * p.channels));
  for (int y = 0; y < crop.height; ++y) {
    for (int x = 0; x < p.width; ++x) {
      for (int i = 0; i < crop.width; ++i) {
        const double w = weight(p.resize, crop.width, p.width, x, i);
        if (w == 0.0) continue;
        for (int c = 0; c < p.channels; ++c) {
          columns[static_cast<std::size_t>((y * p.width + x) * p.channels + c)] +=
              w * in[static_cast<std::size_t>(((crop.y + y) * frame_width + crop.x + i) * p.channels + c)];
        }
      }
    }
  }
  const int row = p.width * p.channels;
  std::vector<double> out(static_cast<std::size_t>(p.height * row));
  for (int y = 0; y < p.height; ++y) {
    for (int i = 0; i < crop.height; ++i) {
      const double w = weight(p.resize, crop.height, p.height, y, i);
      if (w == 0.0) continue;
      for (int k = 0; k < row; ++k) out[static_cast<std::size_t>(y * row + k)] += w * columns[static_cast<std::size_t>(i * row + k)];
    }
  }
  return out;
}

Bytes resize(const Bytes& in, int width, int height, const Preprocess& p) {
  const PixelFormat format = p.channels == 1 ? PixelFormat::kGray8 : PixelFormat::kRgb888;
  const Frame frame = {in.data(), width, height, width * p.channels, format};
  std::vector<std::uint32_t> scratch(row_resizer_scratch_bytes(p, width, height, format) / 4, 0xdeadbeef);
  Bytes out(static_cast<std::size_t>(p.width * p.height * p.channels), 77);
  EXPECT_EQ(frame_to_pixels(frame, p, out.data(), scratch.data(), scratch.size() * 4), FrameStatus::kOk);
  return out;
}

Bytes random_bytes(std::size_t count, std::uint64_t seed) {
  pinhole::Random random(seed);
  Bytes bytes(count);
  const bool extreme = seed % 3 == 0;  // only 0 and 255: the largest sums
  for (auto& b : bytes) b = extreme ? static_cast<std::uint8_t>(255 * random.below(2)) : static_cast<std::uint8_t>(random.below(256));
  return bytes;
}

Preprocess describe(Resize method, int width, int height, int channels, Crop crop = Crop::kStretch) {
  Preprocess p;
  p.crop = crop;
  p.resize = method;
  p.width = width;
  p.height = height;
  p.channels = channels;
  return p;
}

void compare(int width, int height, const Preprocess& p, std::uint64_t seed, double bound) {
  const Bytes in = random_bytes(static_cast<std::size_t>(width * height * p.channels), seed);
  const Bytes got = resize(in, width, height, p);
  const auto wanted = witness(in, crop_rectangle(p, width, height), width, p);
  for (std::size_t i = 0; i < got.size(); ++i) {
    ASSERT_NEAR(got[i], wanted[i], bound) << "seed " << seed << ": " << width << "x" << height << " -> " << p.width << "x" << p.height
                                          << "x" << p.channels << " method " << static_cast<int>(p.resize) << " crop "
                                          << static_cast<int>(p.crop) << " at " << i;
  }
}

TEST(RowResizer, IsTheRoundedExactValueForAnySizes) {
  int ran = 0;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    pinhole::Random random(seed);
    const auto side = [&](int most) {
      return static_cast<int>(random.below(4) == 0 ? 1 + random.below(3) : 1 + random.below(static_cast<std::uint64_t>(most)));
    };
    const Resize method = random.below(2) == 0 ? Resize::kArea : Resize::kBilinear;
    const Crop crop = random.below(2) == 0 ? Crop::kCentre : Crop::kStretch;
    const int width = side(70), height = side(70);
    compare(width, height, describe(method, side(60), side(60), random.below(2) == 0 ? 1 : 3, crop), seed, 0.5 + 1e-9);
    ++ran;
  }
  EXPECT_EQ(ran, 400);
}

TEST(RowResizer, HandlesCameraSizes) {
  compare(160, 120, describe(Resize::kArea, 96, 96, 3, Crop::kCentre), 11, 0.5 + 1e-9);
  compare(324, 244, describe(Resize::kArea, 96, 96, 1, Crop::kCentre), 12, 0.5 + 1e-9);
  compare(640, 480, describe(Resize::kBilinear, 128, 96, 3), 13, 0.5 + 1e-9);
  compare(28, 28, describe(Resize::kArea, 96, 96, 1), 14, 0.5 + 1e-9);
  compare(2000, 3, describe(Resize::kArea, 3, 200, 3), 15, 0.5 + 1e-9);
  compare(3, 2000, describe(Resize::kBilinear, 200, 3, 1), 18, 0.5 + 1e-9);
}

TEST(RowResizer, StaysWithinItsBoundWhereColumnSumsAreShortened) {
  compare(65535, 17, describe(Resize::kArea, 1, 2048, 1), 21, 0.51);  // dx 65535, dy 4096
  compare(2, 16381, describe(Resize::kArea, 2047, 2, 1), 24, 0.51);   // dx 4094, dy 16381
  compare(6007, 4001, describe(Resize::kArea, 2, 3, 1), 27, 0.51);    // dx 6007, dy 4001
}

TEST(RowResizer, LeavesAPictureOfTheRightSizeAlone) {
  for (const Resize method : {Resize::kArea, Resize::kBilinear}) {
    const Bytes in = random_bytes(31 * 17 * 3, 5);
    EXPECT_EQ(resize(in, 31, 17, describe(method, 31, 17, 3)), in);
  }
}

TEST(RowResizer, GivesTheGoldenSmallPictures) {
  const Bytes in = {10, 20,  30,  40,  //
                    50, 60,  70,  80,  //
                    90, 100, 110, 121};
  EXPECT_EQ(resize(in, 4, 3, describe(Resize::kArea, 2, 1, 1)), (Bytes{55, 75}));        // 55, 75.17
  EXPECT_EQ(resize(in, 4, 3, describe(Resize::kArea, 3, 3, 1)), (Bytes{13, 25, 38,       // (10 * 3 + 20) / 4 = 12.5
                                                                       53, 65, 78,       //
                                                                       93, 105, 118}));  // (110 + 121 * 3) / 4 = 118.25
  EXPECT_EQ(resize({0, 100}, 2, 1, describe(Resize::kBilinear, 4, 1, 1)), (Bytes{0, 25, 75, 100}));
  EXPECT_EQ(resize({0, 100}, 2, 1, describe(Resize::kArea, 4, 1, 1)), (Bytes{0, 25, 75, 100}));  // area grows as bilinear
  EXPECT_EQ(resize({9}, 1, 1, describe(Resize::kArea, 2, 3, 1)), (Bytes{9, 9, 9, 9, 9, 9}));
}

TEST(RowResizer, CropsTheCentreToTheOutputsShape) {
  const Preprocess square = describe(Resize::kArea, 96, 96, 3, Crop::kCentre);
  const auto same = [](Rectangle a, Rectangle b) { return a.x == b.x && a.y == b.y && a.width == b.width && a.height == b.height; };
  EXPECT_TRUE(same(crop_rectangle(square, 160, 120), {20, 0, 120, 120}));
  EXPECT_TRUE(same(crop_rectangle(square, 121, 160), {0, 19, 121, 121}));
  EXPECT_TRUE(same(crop_rectangle(describe(Resize::kArea, 4, 3, 1, Crop::kCentre), 100, 100), {0, 12, 100, 75}));
  EXPECT_TRUE(same(crop_rectangle(describe(Resize::kArea, 2048, 1, 1, Crop::kCentre), 5, 65535), {0, 32767, 5, 1}));
}

TEST(RowResizer, GivesTheSameRowsWhenFedRowByRow) {
  const Preprocess p = describe(Resize::kBilinear, 40, 50, 1, Crop::kCentre);
  const Bytes in = random_bytes(33 * 21, 8);
  const Bytes whole = resize(in, 33, 21, p);
  std::vector<std::uint32_t> scratch(row_resizer_scratch_bytes(p, 33, 21, PixelFormat::kGray8) / 4);
  RowResizer resizer;
  ASSERT_EQ(resizer.begin(p, 33, 21, PixelFormat::kGray8, scratch.data(), scratch.size() * 4), FrameStatus::kOk);
  Bytes rows, row(40);
  EXPECT_FALSE(resizer.pull(row.data()));
  for (std::size_t y = 0; y < 21; ++y) {
    const Bytes line(in.begin() + static_cast<std::ptrdiff_t>(33 * y), in.begin() + static_cast<std::ptrdiff_t>(33 * (y + 1)));
    resizer.push(line.data());  // the sensor's line buffer is gone after this
    while (resizer.pull(row.data())) rows.insert(rows.end(), row.begin(), row.end());
  }
  EXPECT_TRUE(resizer.complete());
  EXPECT_EQ(rows, whole);
  resizer.push(in.data());  // one row too many is ignored
  EXPECT_FALSE(resizer.pull(row.data()));
}

TEST(RowResizer, StatesItsScratchAsAConstant) {
  constexpr Preprocess p = {Crop::kCentre, {0, 0, 0, 0}, Resize::kArea, 96, 96, 3, {0, 0, 0}, {1, 1, 1}, 1.0f / 255.0f, -128};
  constexpr std::size_t bytes = row_resizer_scratch_bytes(p, 160, 120, PixelFormat::kUyvy);
  static_assert(bytes == 4 * 96 * 3 + 96 * 3 + 120 * 3, "sums, a finished row, a converted row");
  static_assert(row_resizer_scratch_bytes(p, 160, 120, PixelFormat::kRgb888) == 5 * 96 * 3, "nothing to convert");
  static_assert(row_resizer_scratch_bytes(p, 0, 120, PixelFormat::kRgb888) == 0, "no such frame");
  EXPECT_EQ(bytes, 1800u);
}

}  // namespace
}  // namespace pin
