#include "device/frame/test_card.h"

#include "device/frame/convert_row.h"

namespace pin {
namespace {

void encode_565(Rgb pixel, int high, std::uint8_t* out) {
  const std::uint32_t value = (static_cast<std::uint32_t>(pixel.r) >> 3) << 11 | (static_cast<std::uint32_t>(pixel.g) >> 2) << 5 |
                              static_cast<std::uint32_t>(pixel.b) >> 3;
  out[high] = static_cast<std::uint8_t>(value >> 8);
  out[1 - high] = static_cast<std::uint8_t>(value & 255u);
}

// One pixel or pair; `second` is the first pixel again where a row ends with an odd one.
void encode_422(Rgb first, Rgb second, int luma, std::uint8_t* out) {
  const Yuv a = yuv_from_rgb(first), b = yuv_from_rgb(second);
  out[luma] = a.y;
  out[luma + 2] = b.y;
  out[1 - luma] = static_cast<std::uint8_t>((a.u + b.u + 1) / 2);
  out[3 - luma] = static_cast<std::uint8_t>((a.v + b.v + 1) / 2);
}

}  // namespace

Rgb test_card_pixel(std::int32_t x, std::int32_t y, std::int32_t width, std::int32_t height) {
  if (y < height - height / 4) return kBars[8 * x / width];
  const std::uint8_t level = static_cast<std::uint8_t>(width > 1 ? 255 * x / (width - 1) : 0);
  return {level, level, level};
}

void encode_row(const std::uint8_t* rgb, std::int32_t width, PixelFormat format, std::uint8_t* row) {
  for (std::int32_t x = 0; x < width; ++x) {
    const Rgb pixel = {rgb[3 * x], rgb[3 * x + 1], rgb[3 * x + 2]};
    switch (format) {
      case PixelFormat::kGray8: row[x] = gray_from_rgb(pixel.r, pixel.g, pixel.b); break;
      case PixelFormat::kRgb565LittleEndian: encode_565(pixel, 1, row + 2 * x); break;
      case PixelFormat::kRgb565BigEndian: encode_565(pixel, 0, row + 2 * x); break;
      case PixelFormat::kRgb888:
      case PixelFormat::kBgr888: {
        const bool bgr = format == PixelFormat::kBgr888;
        row[3 * x] = bgr ? pixel.b : pixel.r;
        row[3 * x + 1] = pixel.g;
        row[3 * x + 2] = bgr ? pixel.r : pixel.b;
        break;
      }
      case PixelFormat::kYuyv:
      case PixelFormat::kUyvy: {
        if (x % 2 != 0) break;
        const std::uint8_t* next = rgb + 3 * (x + 1 < width ? x + 1 : x);
        encode_422(pixel, {next[0], next[1], next[2]}, format == PixelFormat::kUyvy ? 1 : 0, row + 2 * x);
        break;
      }
    }
  }
}

void fill_test_card(std::uint8_t* data, std::int32_t width, std::int32_t height, std::int32_t stride_bytes, PixelFormat format) {
  const std::int32_t group = row_bytes(format, 2);
  for (std::int32_t y = 0; y < height; ++y) {
    std::uint8_t* row = data + static_cast<std::ptrdiff_t>(y) * stride_bytes;
    for (std::int32_t x = 0; x < width; x += 2, row += group) {
      const Rgb a = test_card_pixel(x, y, width, height);
      const Rgb b = test_card_pixel(x + 1 < width ? x + 1 : x, y, width, height);
      const std::uint8_t pair[6] = {a.r, a.g, a.b, b.r, b.g, b.b};
      encode_row(pair, width - x < 2 ? 1 : 2, format, row);
    }
  }
}

FormatGuess guess_format(const std::uint8_t* data, std::int32_t width, std::int32_t height, std::int32_t stride_bytes) {
  constexpr PixelFormat kCandidates[] = {PixelFormat::kRgb565BigEndian, PixelFormat::kRgb565LittleEndian, PixelFormat::kYuyv,
                                         PixelFormat::kUyvy};
  const std::uint8_t* row = data + static_cast<std::ptrdiff_t>(height / 4) * stride_bytes;
  FormatGuess best = {kCandidates[0], 256};
  for (const PixelFormat format : kCandidates) {
    std::int32_t difference = 0;
    for (std::int32_t bar = 0; bar < 8; ++bar) {
      std::uint8_t rgb[3];
      convert_row(row, format, (2 * bar + 1) * width / 16, 1, 3, rgb);
      const std::uint8_t wanted[3] = {kBars[bar].r, kBars[bar].g, kBars[bar].b};
      for (int c = 0; c < 3; ++c) difference += rgb[c] > wanted[c] ? rgb[c] - wanted[c] : wanted[c] - rgb[c];
    }
    if (difference / 24 < best.distance) best = {format, difference / 24};
  }
  return best;
}

}  // namespace pin
