#include "training/data/picture.h"

#include <fmt/format.h>

#include <cstring>

#include "base/error.h"
#include "training/data/codecs.h"

namespace pinhole {
namespace {

bool starts_with(std::span<const std::byte> bytes, std::string_view magic, std::size_t at = 0) {
  return bytes.size() >= at + magic.size() && std::memcmp(bytes.data() + at, magic.data(), magic.size()) == 0;
}

}  // namespace

PictureFormat picture_format(std::span<const std::byte> bytes) {
  if (starts_with(bytes, "\xff\xd8\xff")) return PictureFormat::kJpeg;
  if (starts_with(bytes, "\x89PNG\r\n\x1a\n")) return PictureFormat::kPng;
  for (const char* magic : {"P2", "P3", "P5", "P6"}) {
    if (!starts_with(bytes, magic) || bytes.size() < 3) continue;
    const char next = static_cast<char>(bytes[2]);
    if (next == ' ' || next == '\t' || next == '\n' || next == '\r' || next == '#') return PictureFormat::kNetpbm;
  }
  return PictureFormat::kUnknown;
}

std::string describe_content(std::span<const std::byte> bytes) {
  if (bytes.empty()) return "an empty file";
  if (starts_with(bytes, "RIFF") && starts_with(bytes, "WEBP", 8)) return "a WebP picture";
  if (starts_with(bytes, "GIF8")) return "a GIF picture";
  if (starts_with(bytes, "BM")) return "a BMP picture";
  if (starts_with(bytes, "II*") || starts_with(bytes, std::string_view("MM\0*", 4))) return "a TIFF picture";
  if (starts_with(bytes, "ftypavif", 4)) return "an AVIF picture";
  if (starts_with(bytes, "ftyphei", 4)) return "a HEIC picture";
  if (starts_with(bytes, "P1") || starts_with(bytes, "P4") || starts_with(bytes, "P7")) return "a PBM or PAM picture";
  return "not a picture";
}

void check_picture_size(std::uint64_t width, std::uint64_t height, const std::string& name) {
  const std::uint64_t side = kMaxPictureSide;
  if (width >= 1 && height >= 1 && width <= side && height <= side && width * height <= kMaxPicturePixels) return;
  throw Error({.file = name,
               .place = {},
               .problem = "the picture's size cannot be used",
               .expected = fmt::format("sides of 1 to {}, at most {} pixels", side, kMaxPicturePixels),
               .got = fmt::format("{} x {}", width, height),
               .help = {}});
}

void damaged_picture(const std::string& name, const std::string& kind, const std::string& got) {
  throw Error({.file = name,
               .place = {},
               .problem = fmt::format("the {} picture is damaged", kind),
               .expected = {},
               .got = got,
               .help = "replace or remove the file"});
}

Picture decode_picture(std::span<const std::byte> bytes, const std::string& name) {
  switch (picture_format(bytes)) {
    case PictureFormat::kJpeg: return decode_jpeg(bytes, name);
    case PictureFormat::kPng: return decode_png(bytes, name);
    case PictureFormat::kNetpbm: return decode_netpbm(bytes, name);
    case PictureFormat::kUnknown: break;
  }
  throw Error({.file = name,
               .place = {},
               .problem = "the file cannot be read as a picture",
               .expected = "JPEG, PNG, PGM or PPM (judged by its content, not its name)",
               .got = describe_content(bytes),
               .help = "convert it to PNG or JPEG"});
}

}  // namespace pinhole
