#include "device/frame/convert_row.h"

#include "device/frame/colour.h"

namespace pin {
namespace {

inline std::uint8_t* put(Rgb pixel, std::int32_t channels, std::uint8_t* out) {
  if (channels == 1) {
    *out = gray_from_rgb(pixel.r, pixel.g, pixel.b);
    return out + 1;
  }
  out[0] = pixel.r;
  out[1] = pixel.g;
  out[2] = pixel.b;
  return out + 3;
}

void convert_565(const std::uint8_t* in, std::int32_t count, int high, std::int32_t channels, std::uint8_t* out) {
  for (std::int32_t i = 0; i < count; ++i, in += 2) {
    const std::uint32_t value = static_cast<std::uint32_t>(in[high]) << 8 | static_cast<std::uint32_t>(in[1 - high]);
    out = put(rgb_from_565(value), channels, out);
  }
}

// red: the byte of the pixel that holds red, 0 or 2.
void convert_888(const std::uint8_t* in, std::int32_t count, int red, std::int32_t channels, std::uint8_t* out) {
  for (std::int32_t i = 0; i < count; ++i, in += 3) out = put({in[red], in[1], in[2 - red]}, channels, out);
}

// luma: the byte of the pair that holds the first pixel's Y, 0 (YUYV) or 1 (UYVY).
void convert_422(const std::uint8_t* row, std::int32_t x, std::int32_t count, int luma, std::int32_t channels, std::uint8_t* out) {
  for (std::int32_t i = x; i < x + count; ++i) {
    const std::uint8_t* pair = row + 4 * (i / 2);
    const std::uint8_t y = pair[luma + 2 * (i & 1)];
    if (channels == 1) {
      *out++ = y;  // C3
    } else {
      out = put(rgb_from_yuv(y, pair[1 - luma], pair[3 - luma]), 3, out);
    }
  }
}

void convert_gray(const std::uint8_t* in, std::int32_t count, std::int32_t channels, std::uint8_t* out) {
  for (std::int32_t i = 0; i < count; ++i) {
    for (std::int32_t c = 0; c < channels; ++c) *out++ = in[i];
  }
}

}  // namespace

void convert_row(const std::uint8_t* row, PixelFormat format, std::int32_t x, std::int32_t count, std::int32_t channels,
                 std::uint8_t* out) {
  switch (format) {
    case PixelFormat::kGray8: return convert_gray(row + x, count, channels, out);
    case PixelFormat::kRgb565LittleEndian: return convert_565(row + 2 * x, count, 1, channels, out);
    case PixelFormat::kRgb565BigEndian: return convert_565(row + 2 * x, count, 0, channels, out);
    case PixelFormat::kRgb888: return convert_888(row + 3 * x, count, 0, channels, out);
    case PixelFormat::kBgr888: return convert_888(row + 3 * x, count, 2, channels, out);
    case PixelFormat::kYuyv: return convert_422(row, x, count, 0, channels, out);
    case PixelFormat::kUyvy: return convert_422(row, x, count, 1, channels, out);
  }
}

}  // namespace pin
