// Pictures in memory, and the codecs: JPEG, PNG, PGM and PPM in; PNG out. Bytes are recognised by what they hold, never by a
// file's name. Called by the data sets and by `run --input`. Bytes may be hostile: decode_picture is a fuzz target.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/file.h"
#include "device/frame/frame.h"

namespace pinhole {

struct Picture {
  int width = 0, height = 0;         // pixels
  int channels = 0;                  // 1 gray, 3 R, G, B
  std::vector<std::uint8_t> pixels;  // [height, width, channels]

  // The picture as a camera frame (RGB888 or gray); valid while the picture lives unchanged.
  pin::Frame frame() const {
    return {pixels.data(), width, height, width * channels, channels == 1 ? pin::PixelFormat::kGray8 : pin::PixelFormat::kRgb888};
  }
};

enum class PictureFormat { kUnknown, kJpeg, kPng, kNetpbm };

// By the first bytes; 16 are enough.
PictureFormat picture_format(std::span<const std::byte> bytes);

// What stands in for "not a picture" in messages: "a WebP picture", "a GIF picture", "empty", "not a picture" ...
std::string describe_content(std::span<const std::byte> bytes);

inline constexpr int kMaxPictureSide = 32768;
inline constexpr std::uint64_t kMaxPicturePixels = std::uint64_t{1} << 26;  // 64 Mi, 192 MiB as RGB

// 8 bits a channel. Palettes and CMYK become RGB, 16 bits keep the high eight, transparency is dropped (the stored colour
// stays, as Pillow's convert("RGB") has it), EXIF orientation is applied (phones store pictures lying on their side).
// `name` is the file's name for messages. Sizes are checked against the limits above before memory is taken.
// Throws Error{name} for another format, damaged or truncated data, or too many pixels.
Picture decode_picture(std::span<const std::byte> bytes, const std::string& name);

// A PNG file's bytes; the same bytes for the same picture and library version.
Bytes encode_png(const Picture& picture);

}  // namespace pinhole
