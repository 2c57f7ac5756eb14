// The single decoders behind decode_picture, and what they share. Included only by picture.cc and the codecs.
#pragma once

#include <span>
#include <string>

#include "training/data/picture.h"

namespace pinhole {

Picture decode_jpeg(std::span<const std::byte> bytes, const std::string& name);
Picture decode_png(std::span<const std::byte> bytes, const std::string& name);
Picture decode_netpbm(std::span<const std::byte> bytes, const std::string& name);  // P2, P3, P5, P6

// The EXIF orientation (1..8) of a JPEG's APP1 payload, from its "Exif\0\0" on; 1 when there is none or it is damaged.
int exif_orientation(std::span<const std::byte> app1);

// Turns and mirrors a picture so that `orientation` becomes 1 (Exif 2.32, tag 0x0112). Values outside 2..8 change nothing.
Picture upright(Picture picture, int orientation);

// Throws Error{name} unless both sides are 1..kMaxPictureSide and the pixels at most kMaxPicturePixels.
void check_picture_size(std::uint64_t width, std::uint64_t height, const std::string& name);

[[noreturn]] void damaged_picture(const std::string& name, const std::string& kind, const std::string& got);

}  // namespace pinhole
