// EXIF orientation: which way up a camera held the picture.
#include <cstring>
#include <optional>

#include "training/data/codecs.h"

namespace pinhole {
namespace {

// Big- or little-endian numbers of a TIFF structure, with bounds.
struct Tiff {
  std::span<const std::byte> bytes;
  bool big;

  std::optional<std::uint32_t> number(std::size_t at, std::size_t size) const {
    if (at > bytes.size() || bytes.size() - at < size) return std::nullopt;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t place = big ? i : size - 1 - i;
      value = value << 8 | std::to_integer<std::uint32_t>(bytes[at + place]);
    }
    return value;
  }
};

}  // namespace

// TIFF 6.0: byte order, 42, offset of the first directory; a directory is a count and entries of 12 bytes: tag, type, count,
// value. Orientation is tag 0x0112, type 3 (16 bits), its value in the first two bytes of the field.
int exif_orientation(std::span<const std::byte> app1) {
  if (app1.size() < 14) return 1;
  Tiff tiff{app1.subspan(6), false};
  if (std::memcmp(tiff.bytes.data(), "MM", 2) == 0) tiff.big = true;
  else if (std::memcmp(tiff.bytes.data(), "II", 2) != 0) return 1;
  const auto directory = tiff.number(4, 4);
  if (!directory) return 1;
  const auto count = tiff.number(*directory, 2);
  if (!count) return 1;
  for (std::size_t i = 0; i < *count; ++i) {
    const std::size_t entry = std::size_t{*directory} + 2 + 12 * i;
    const auto tag = tiff.number(entry, 2);
    if (!tag) return 1;
    if (*tag != 0x0112) continue;
    const auto value = tiff.number(entry + 8, 2);
    return value && *value >= 1 && *value <= 8 ? static_cast<int>(*value) : 1;
  }
  return 1;
}

Picture upright(Picture picture, int orientation) {
  if (orientation < 2 || orientation > 8) return picture;
  const int w = picture.width, h = picture.height, c = picture.channels;
  const bool turned = orientation >= 5;
  Picture out{turned ? h : w, turned ? w : h, c, std::vector<std::uint8_t>(picture.pixels.size())};
  for (int y = 0; y < out.height; ++y) {
    for (int x = 0; x < out.width; ++x) {
      int sx = turned ? y : x, sy = turned ? x : y;
      if (orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8) sx = w - 1 - sx;
      if (orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7) sy = h - 1 - sy;
      const std::size_t from = static_cast<std::size_t>(sy) * static_cast<std::size_t>(w) + static_cast<std::size_t>(sx);
      const std::size_t to = static_cast<std::size_t>(y) * static_cast<std::size_t>(out.width) + static_cast<std::size_t>(x);
      const std::size_t channels = static_cast<std::size_t>(c);
      std::memcpy(&out.pixels[to * channels], &picture.pixels[from * channels], channels);
    }
  }
  return out;
}

}  // namespace pinhole
