// How a frame becomes a network's input: crop, resize, colour, normalisation, quantisation. One description, used by the
// trainer and written into the firmware as a constant, so that both compute the same bytes. A plain struct: every member
// may stand in a constant expression.
//
// In order: crop -> colour (gray or RGB, colour.h) -> resize (row_resizer.h) -> [h,w,c] pixels, 0..255
//           -> real = (pixel / 255 - mean) / deviation -> tensor = round(real / scale) + zero_point (pixel_table.h)
#pragma once

#include <cstdint>

#include "device/frame/frame.h"

namespace pin {

enum class Crop : std::uint8_t {
  kCentre,     // the largest centred rectangle with the output's width : height
  kStretch,    // the whole frame, whatever its shape
  kRectangle,  // rectangle, in the frame's own pixels
};

enum class Resize : std::uint8_t {
  kArea,      // average of the covered input, for an axis that shrinks or stays; bilinear for one that grows
  kBilinear,  // two nearest inputs a axis, half-pixel centres; skips inputs when shrinking by more than two
};

struct Rectangle {
  std::int32_t x, y, width, height;
};

inline constexpr std::int32_t kMaxOutputSide = 2048;

struct Preprocess {
  Crop crop = Crop::kCentre;
  Rectangle rectangle = {0, 0, 0, 0};  // read only for Crop::kRectangle
  Resize resize = Resize::kArea;
  std::int32_t width = 0;                   // output pixels, 1..kMaxOutputSide
  std::int32_t height = 0;                  // output rows, 1..kMaxOutputSide
  std::int32_t channels = 3;                // 1 gray, 3 R, G, B
  float mean[3] = {0.0f, 0.0f, 0.0f};       // of pixel / 255, a channel
  float deviation[3] = {1.0f, 1.0f, 1.0f};  // standard deviation, above 0
  float scale = 1.0f / 255.0f;              // of the quantised tensor, above 0
  std::int32_t zero_point = -128;           // of the quantised tensor
};

// Why a frame cannot be used. Every value but kOk leaves the output untouched.
enum class FrameStatus : std::uint8_t {
  kOk,
  kBadPreprocess,     // an output size or channel count out of range
  kBadFrame,          // no data, a size out of range, or a stride shorter than a row
  kCropOutsideFrame,  // the fixed rectangle is empty or leaves the frame
  kScratchTooSmall,   // less than row_resizer_scratch_bytes(), or not aligned to 4 bytes
};

// The sizes alone: what the pixel path checks at run time, without floating-point arithmetic.
constexpr bool has_valid_size(const Preprocess& p) {
  return p.width >= 1 && p.width <= kMaxOutputSide && p.height >= 1 && p.height <= kMaxOutputSide && (p.channels == 1 || p.channels == 3);
}

// The whole description; checked when it is made (host) or by static_assert (emitted code).
constexpr bool is_valid(const Preprocess& p) {
  if (!has_valid_size(p)) return false;
  for (int c = 0; c < p.channels; ++c) {
    if (!(p.deviation[c] > 0.0f) || p.mean[c] != p.mean[c]) return false;  // nor NaN
  }
  return p.scale > 0.0f;
}

constexpr bool is_valid(const Frame& f) {
  return f.data != nullptr && f.width >= 1 && f.width <= kMaxFrameSide && f.height >= 1 && f.height <= kMaxFrameSide &&
         f.stride_bytes >= row_bytes(f.format, f.width);
}

// The part of a frame that is used. kCentre rounds the shortened side to the nearest pixel, at least 1, and leaves the
// odd pixel on the right or below. An empty rectangle (width 0) when Crop::kRectangle does not fit the frame.
constexpr Rectangle crop_rectangle(const Preprocess& p, std::int32_t frame_width, std::int32_t frame_height) {
  if (p.crop == Crop::kStretch) return {0, 0, frame_width, frame_height};
  if (p.crop == Crop::kRectangle) {
    const Rectangle r = p.rectangle;
    const bool fits = r.width >= 1 && r.height >= 1 && r.x >= 0 && r.y >= 0 && r.width <= frame_width && r.height <= frame_height &&
                      r.x <= frame_width - r.width && r.y <= frame_height - r.height;
    return fits ? r : Rectangle{0, 0, 0, 0};
  }
  std::int32_t width = frame_width, height = frame_height;
  if (frame_width * p.height >= frame_height * p.width) {
    width = (frame_height * p.width + p.height / 2) / p.height;
    width = width < 1 ? 1 : width;
  } else {
    height = (frame_width * p.height + p.width / 2) / p.width;
    height = height < 1 ? 1 : height;
  }
  return {(frame_width - width) / 2, (frame_height - height) / 2, width, height};
}

}  // namespace pin
