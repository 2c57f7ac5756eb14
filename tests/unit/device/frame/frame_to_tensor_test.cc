#include "device/frame/frame_to_tensor.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <vector>

#include "base/random.h"
#include "device/frame/test_card.h"

namespace pin {
namespace {

using Bytes = std::vector<std::uint8_t>;

Preprocess square(int side, int channels) {
  Preprocess p;
  p.width = p.height = side;
  p.channels = channels;
  return p;
}

struct Scratch {
  std::vector<std::uint32_t> words;
  std::size_t bytes;
  Scratch(const Preprocess& p, const Frame& f)
      : words(row_resizer_scratch_bytes(p, f.width, f.height, f.format) / 4 + 1, 0xabababab),
        bytes(row_resizer_scratch_bytes(p, f.width, f.height, f.format)) {}
  bool guard_intact() const { return words.back() == 0xabababab; }
};

TEST(PixelTable, EqualsTheFormulaForEveryPixelAndNormalisation) {
  const float means[] = {0.0f, 0.5f, 0.485f, -0.1f}, deviations[] = {1.0f, 0.5f, 0.229f, 2.0f};
  const float scales[] = {1.0f / 255.0f, 0.0186584f, 0.0078125f, 0.5f};
  int ties = 0;
  for (const float mean : means) {
    for (const float deviation : deviations) {
      for (const float scale : scales) {
        Preprocess p = square(8, 1);
        p.mean[0] = mean;
        p.deviation[0] = deviation;
        p.scale = scale;
        p.zero_point = -3;
        const auto table = table_s8<1>(p);
        for (int v = 0; v < 256; ++v) {
          const double exact = (v / 255.0 - static_cast<double>(mean)) / static_cast<double>(deviation) / static_cast<double>(scale);
          const double fraction = std::abs(exact) - std::floor(std::abs(exact));
          if (std::abs(fraction - 0.5) < 1e-4) {  // float rounding decides, as it does in QUANTIZE
            ASSERT_LE(std::abs(table.values[0][v] - std::min(127.0, std::max(-128.0, exact - 3))), 0.5001);
            ++ties;
            continue;
          }
          const double wanted = std::min(127.0, std::max(-128.0, std::round(exact) - 3));
          ASSERT_EQ(table.values[0][v], wanted) << v << " " << mean << " " << deviation << " " << scale;
        }
      }
    }
  }
  EXPECT_EQ(ties, 645);  // of 16,384
}

TEST(PixelTable, IsWhatQuantizeComputesFromTheFloatInput) {
  Preprocess p = square(8, 3);
  const float mean[3] = {0.485f, 0.456f, 0.406f}, deviation[3] = {0.229f, 0.224f, 0.225f};
  std::memcpy(p.mean, mean, sizeof mean);
  std::memcpy(p.deviation, deviation, sizeof deviation);
  p.scale = 2.0f / 255.0f;
  p.zero_point = -1;
  const auto s8 = table_s8<3>(p);
  const auto u8 = table_u8<3>(p);
  const auto f32 = table_f32<3>(p);
  EXPECT_EQ(tables_needed(p), 3);
  for (int c = 0; c < 3; ++c) {
    for (int v = 0; v < 256; ++v) {
      const float steps = std::round(f32.values[c][v] / p.scale);  // TFLite AffineQuantize
      ASSERT_EQ(s8.values[c][v], std::min(127.0f, std::max(-128.0f, steps - 1.0f)));
      ASSERT_EQ(u8.values[c][v], std::min(255.0f, std::max(0.0f, steps - 1.0f)));
    }
  }
}

TEST(PixelTable, StandsInAConstantAndShiftsBytesByDefault) {
  static constexpr Preprocess p = {Crop::kCentre, {0, 0, 0, 0}, Resize::kArea, 96, 96, 3, {0, 0, 0}, {1, 1, 1}, 1.0f / 255.0f, -128};
  static_assert(is_valid(p), "a usable description");
  static constexpr auto table = table_s8<tables_needed(p)>(p);
  static_assert(sizeof(table) == 256, "one table for all channels");
  for (int v = 0; v < 256; ++v) EXPECT_EQ(table.values[0][v], v - 128);
}

TEST(FrameToPixels, SeesTheSamePictureInEveryFormat) {
  // The bars are wide enough that chroma pairs do not straddle them; 565 loses up to three low bits, on the ramp only.
  for (const int width : {160, 161, 16}) {
    for (int f = 0; f < kPixelFormats; ++f) {
      const auto format = static_cast<PixelFormat>(f);
      const int height = 24, stride = row_bytes(format, width) + 5;
      Bytes data(static_cast<std::size_t>(stride * height), 0xee);
      fill_test_card(data.data(), width, height, stride, format);
      const Frame frame = {data.data(), width, height, stride, format};
      const int channels = format == PixelFormat::kGray8 ? 1 : 3;
      Preprocess p = square(1, channels);
      p.crop = Crop::kStretch;
      p.width = width;
      p.height = height;
      Bytes out(static_cast<std::size_t>(width * height * channels));
      Scratch scratch(p, frame);
      ASSERT_EQ(frame_to_pixels(frame, p, out.data(), scratch.words.data(), scratch.bytes), FrameStatus::kOk);
      EXPECT_TRUE(scratch.guard_intact());
      for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
          if (width == 161 && row_bytes(format, 1) == 4 && y < 18) {
            const Rgb left = test_card_pixel(x & ~1, y, width, height),
                      right = test_card_pixel(std::min(x | 1, width - 1), y, width, height);
            if (std::memcmp(&left, &right, 3) != 0) continue;  // a pair with two colours shares its chroma
          }
          const Rgb wanted = test_card_pixel(x, y, width, height);
          const std::uint8_t* got = &out[static_cast<std::size_t>((y * width + x) * channels)];
          const std::string where = "format " + std::to_string(f) + " at " + std::to_string(x) + "," + std::to_string(y);
          if (channels == 1) {
            ASSERT_EQ(got[0], gray_from_rgb(wanted.r, wanted.g, wanted.b)) << where;
          } else {
            ASSERT_NEAR(got[0], wanted.r, 7) << where;
            ASSERT_NEAR(got[1], wanted.g, 7) << where;
            ASSERT_NEAR(got[2], wanted.b, 7) << where;
          }
        }
      }
    }
  }
}

TEST(FrameToPixels, IsExactForRgbInAnyStrideAndOrder) {
  pinhole::Random random(4);
  Bytes rgb(13 * 7 * 3), padded(13 * 7 * 3 + 7 * 9, 1), bgr(rgb.size());
  for (auto& b : rgb) b = static_cast<std::uint8_t>(random.below(256));
  for (std::size_t y = 0; y < 7; ++y) std::memcpy(&padded[y * 48], &rgb[y * 39], 39);
  for (std::size_t i = 0; i < rgb.size(); i += 3) bgr[i] = rgb[i + 2], bgr[i + 1] = rgb[i + 1], bgr[i + 2] = rgb[i];
  Preprocess p = square(5, 3);
  const auto run = [&](Frame frame) {
    Bytes out(75);
    Scratch scratch(p, frame);
    EXPECT_EQ(frame_to_pixels(frame, p, out.data(), scratch.words.data(), scratch.bytes), FrameStatus::kOk);
    EXPECT_TRUE(scratch.guard_intact());
    return out;
  };
  const Bytes wanted = run({rgb.data(), 13, 7, 39, PixelFormat::kRgb888});
  EXPECT_EQ(run({padded.data(), 13, 7, 48, PixelFormat::kRgb888}), wanted);
  EXPECT_EQ(run({bgr.data(), 13, 7, 39, PixelFormat::kBgr888}), wanted);
}

TEST(FrameToPixels, ReadsNothingBeyondTheLastPixel) {
  // Exact allocations: AddressSanitizer builds would report a read too far.
  for (int f = 0; f < kPixelFormats; ++f) {
    const auto format = static_cast<PixelFormat>(f);
    for (const int side : {1, 2, 3, 7}) {
      const int stride = row_bytes(format, side) + 3;
      Bytes data(static_cast<std::size_t>(stride * (side - 1) + row_bytes(format, side)), 200);
      const Frame frame = {data.data(), side, side, stride, format};
      for (const int out_side : {1, 2, 5, 9}) {
        for (const int channels : {1, 3}) {
          const Preprocess p = square(out_side, channels);
          Bytes out(static_cast<std::size_t>(out_side * out_side * channels));
          Scratch scratch(p, frame);
          ASSERT_EQ(frame_to_pixels(frame, p, out.data(), scratch.words.data(), scratch.bytes), FrameStatus::kOk);
          ASSERT_TRUE(scratch.guard_intact());
        }
      }
    }
  }
}

TEST(FrameToPixels, RefusesWhatItCannotDoAndLeavesTheOutput) {
  Bytes data(4 * 4 * 3), out(27, 9);
  Preprocess p = square(3, 3);
  const Frame frame = {data.data(), 4, 4, 12, PixelFormat::kRgb888};
  alignas(4) std::uint8_t scratch[256];
  const auto run = [&](const Frame& f, const Preprocess& q, std::size_t bytes) {
    return frame_to_pixels(f, q, out.data(), scratch, bytes);
  };
  EXPECT_EQ(run(frame, p, row_resizer_scratch_bytes(p, 4, 4, frame.format) - 1), FrameStatus::kScratchTooSmall);
  EXPECT_EQ(frame_to_pixels(frame, p, out.data(), scratch + 1, 200), FrameStatus::kScratchTooSmall);
  Frame bad = frame;
  bad.stride_bytes = 11;
  EXPECT_EQ(run(bad, p, 256), FrameStatus::kBadFrame);
  bad = frame;
  bad.data = nullptr;
  EXPECT_EQ(run(bad, p, 256), FrameStatus::kBadFrame);
  Preprocess q = p;
  q.channels = 2;
  EXPECT_EQ(run(frame, q, 256), FrameStatus::kBadPreprocess);
  q = p;
  q.crop = Crop::kRectangle;
  for (const Rectangle r : {Rectangle{2, 0, 3, 1}, Rectangle{0, 0, 0, 1}, Rectangle{-1, 0, 2, 2}, Rectangle{0, 2147483647, 1, 2}}) {
    q.rectangle = r;
    EXPECT_EQ(run(frame, q, 256), FrameStatus::kCropOutsideFrame);
  }
  EXPECT_EQ(out, Bytes(27, 9));
}

TEST(FrameToTensor, EqualsItsTwoHalvesForEveryType) {
  Preprocess p = square(6, 3);
  p.mean[1] = 0.25f;
  p.deviation[2] = 0.5f;
  p.zero_point = -20;
  Bytes data(160 * 120 * 2);
  fill_test_card(data.data(), 160, 120, 320, PixelFormat::kUyvy);
  const Frame frame = {data.data(), 160, 120, 320, PixelFormat::kUyvy};
  Scratch scratch(p, frame);
  Bytes pixels(108);
  ASSERT_EQ(frame_to_pixels(frame, p, pixels.data(), scratch.words.data(), scratch.bytes), FrameStatus::kOk);
  const auto s8 = table_s8<3>(p);
  const auto u8 = table_u8<3>(p);
  const auto f32 = table_f32<3>(p);
  std::vector<std::int8_t> got_s8(108), rows(108);
  Bytes got_u8(108);
  std::vector<float> got_f32(108);
  ASSERT_EQ(frame_to_s8(frame, p, s8.view(), got_s8.data(), scratch.words.data(), scratch.bytes), FrameStatus::kOk);
  ASSERT_EQ(frame_to_u8(frame, p, u8.view(), got_u8.data(), scratch.words.data(), scratch.bytes), FrameStatus::kOk);
  ASSERT_EQ(frame_to_f32(frame, p, f32.view(), got_f32.data(), scratch.words.data(), scratch.bytes), FrameStatus::kOk);
  RowResizer resizer;
  ASSERT_EQ(resizer.begin(p, 160, 120, frame.format, scratch.words.data(), scratch.bytes), FrameStatus::kOk);
  std::int8_t* row = rows.data();
  for (int y = 0; y < 120; ++y) {
    resizer.push(frame.data + 320 * y);
    while (pull_s8(resizer, p, s8.view(), row)) row += 18;
  }
  for (std::size_t i = 0; i < 108; ++i) {
    EXPECT_EQ(got_s8[i], s8.values[i % 3][pixels[i]]);
    EXPECT_EQ(got_u8[i], u8.values[i % 3][pixels[i]]);
    EXPECT_EQ(got_f32[i], f32.values[i % 3][pixels[i]]);
  }
  EXPECT_EQ(rows, got_s8);
}

}  // namespace
}  // namespace pin
