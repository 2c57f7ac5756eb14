// A camera frame as the sensor or its driver delivers it. Used by the trainer (pictures are frames too) and on the chip.
// Never owns or changes the bytes it points at.
#pragma once

#include <cstdint>

namespace pin {

// Byte order within a row. One byte of each name is eight bits; 565 has five bits red (highest), six green, five blue.
enum class PixelFormat : std::uint8_t {
  kGray8,               // one byte a pixel
  kRgb565LittleEndian,  // two bytes a pixel, low byte first
  kRgb565BigEndian,     // two bytes a pixel, high byte first (what most sensors send over 8-bit buses)
  kRgb888,              // R, G, B
  kYuyv,                // Y0 U Y1 V: two pixels in four bytes, chroma shared by the pair
  kUyvy,                // U Y0 V Y1
  kBgr888,              // B, G, R (ESP32 camera drivers call this RGB888)
};
inline constexpr int kPixelFormats = 7;

inline constexpr std::int32_t kMaxFrameSide = 65535;

struct Frame {
  const std::uint8_t* data;   // first byte of the top row
  std::int32_t width;         // pixels, 1..kMaxFrameSide
  std::int32_t height;        // rows, 1..kMaxFrameSide
  std::int32_t stride_bytes;  // from one row to the next; at least row_bytes(format, width)
  PixelFormat format;
};

// Bytes that one row of pixels occupies. An odd width in a YUV format still needs its last pair whole.
constexpr std::int32_t row_bytes(PixelFormat format, std::int32_t width) {
  switch (format) {
    case PixelFormat::kGray8: return width;
    case PixelFormat::kRgb565LittleEndian:
    case PixelFormat::kRgb565BigEndian: return 2 * width;
    case PixelFormat::kRgb888:
    case PixelFormat::kBgr888: return 3 * width;
    case PixelFormat::kYuyv:
    case PixelFormat::kUyvy: return 4 * ((width + 1) / 2);
  }
  return 0;
}

}  // namespace pin
