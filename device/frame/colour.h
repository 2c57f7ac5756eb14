// Colour arithmetic for one pixel, integers only. The same functions run in the trainer and on the chip.
//
// C1 gray from RGB:  (19595 R + 38470 G + 7471 B + 32768) >> 16
//    0.299, 0.587, 0.114 (ITU-R BT.601-7, section 2.5.1) times 65536, rounded so that they sum to 65536. Within 0.5015 of
//    the real-valued sum. libjpeg's and Pillow's "L" use the same integers.
// C2 RGB from YUV, full range (JFIF 1.02, "Conversion to and from RGB"; U is Cb, V is Cr, 128 is none):
//    R = Y + 1.402 V', G = Y - 0.344136 U' - 0.714136 V', B = Y + 1.772 U', U' = U - 128, V' = V - 128
//    in 16.16 fixed point, one rounding, clamped to 0..255. Within 0.502 of the real-valued result.
// C3 gray from YUV is Y itself.
// C4 RGB565 expands by bit replication: r8 = r5 << 3 | r5 >> 2, g8 = g6 << 2 | g6 >> 4. 0 gives 0 and all ones give 255.
// C5 YUV from RGB (test cards only): JFIF 1.02, same fixed point, rounded, clamped.
#pragma once

#include <cstdint>

namespace pin {

struct Rgb {
  std::uint8_t r, g, b;
};

// C1
constexpr std::uint8_t gray_from_rgb(std::uint32_t r, std::uint32_t g, std::uint32_t b) {
  return static_cast<std::uint8_t>((19595u * r + 38470u * g + 7471u * b + 32768u) >> 16);
}

// A 16.16 number to 0..255; the caller has added the half for rounding.
constexpr std::uint8_t clamp_fixed_16(std::int32_t value) {
  if (value < 0) return 0;
  if (value > (255 << 16)) return 255;
  return static_cast<std::uint8_t>(value >> 16);
}

// C2
constexpr Rgb rgb_from_yuv(std::uint8_t y, std::uint8_t u, std::uint8_t v) {
  const std::int32_t base = (static_cast<std::int32_t>(y) << 16) + 32768;
  const std::int32_t cb = static_cast<std::int32_t>(u) - 128;
  const std::int32_t cr = static_cast<std::int32_t>(v) - 128;
  return {clamp_fixed_16(base + 91881 * cr), clamp_fixed_16(base - 22553 * cb - 46802 * cr), clamp_fixed_16(base + 116130 * cb)};
}

// C4; `value` is the 16-bit pixel.
constexpr Rgb rgb_from_565(std::uint32_t value) {
  const std::uint32_t r = (value >> 11) & 31u, g = (value >> 5) & 63u, b = value & 31u;
  return {static_cast<std::uint8_t>(r << 3 | r >> 2), static_cast<std::uint8_t>(g << 2 | g >> 4),
          static_cast<std::uint8_t>(b << 3 | b >> 2)};
}

struct Yuv {
  std::uint8_t y, u, v;
};

// C5
constexpr Yuv yuv_from_rgb(Rgb pixel) {
  const std::int32_t r = pixel.r, g = pixel.g, b = pixel.b;
  return {gray_from_rgb(pixel.r, pixel.g, pixel.b), clamp_fixed_16(-11058 * r - 21710 * g + 32768 * b + (128 << 16) + 32768),
          clamp_fixed_16(32768 * r - 27439 * g - 5329 * b + (128 << 16) + 32768)};
}

}  // namespace pin
