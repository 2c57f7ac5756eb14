// Small pictures and files for the tests of training/data.
#pragma once

#include <jpeglib.h>

#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/random.h"
#include "training/data/picture.h"

namespace pinhole {

inline Bytes bytes_of(std::string_view text) {
  const std::byte* data = reinterpret_cast<const std::byte*>(text.data());
  return Bytes(data, data + text.size());
}

// Smooth enough for JPEG, different for every seed.
inline Picture make_picture(int width, int height, int channels, std::uint64_t seed) {
  Random random(seed);
  Picture picture{width, height, channels, {}};
  const int a = static_cast<int>(random.below(200)), b = static_cast<int>(random.below(50)), c = static_cast<int>(random.below(60));
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (int k = 0; k < channels; ++k) {
        picture.pixels.push_back(static_cast<std::uint8_t>((a + b * x / width + (k + 1) * c * y / (3 * height)) & 255));
      }
    }
  }
  return picture;
}

struct JpegOptions {
  int quality = 95;
  bool progressive = false;
  std::string app1 = {};  // EXIF payload
};

inline Bytes encode_jpeg(const Picture& picture, const JpegOptions& options = {}) {
  jpeg_compress_struct info;
  jpeg_error_mgr errors;
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* buffer = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &buffer, &size);
  info.image_width = static_cast<JDIMENSION>(picture.width);
  info.image_height = static_cast<JDIMENSION>(picture.height);
  info.input_components = picture.channels;
  info.in_color_space = picture.channels == 1 ? JCS_GRAYSCALE : picture.channels == 4 ? JCS_CMYK : JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, options.quality, TRUE);
  if (options.progressive) jpeg_simple_progression(&info);
  jpeg_start_compress(&info, TRUE);
  if (!options.app1.empty()) {
    jpeg_write_marker(&info, JPEG_APP0 + 1, reinterpret_cast<const JOCTET*>(options.app1.data()),
                      static_cast<unsigned>(options.app1.size()));
  }
  const std::size_t row_bytes = static_cast<std::size_t>(picture.width * picture.channels);
  while (info.next_scanline < info.image_height) {
    JSAMPROW row = const_cast<JSAMPROW>(picture.pixels.data() + row_bytes * info.next_scanline);
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  Bytes bytes(reinterpret_cast<std::byte*>(buffer), reinterpret_cast<std::byte*>(buffer) + size);
  std::free(buffer);
  return bytes;
}

// root/CLASS/pNN.png for each class, `count` pictures of the given size; seeds differ everywhere.
inline void make_class_folders(const std::filesystem::path& root, const std::vector<std::string>& classes, int count, int side = 12) {
  std::uint64_t seed = 1;
  for (const std::string& name : classes) {
    for (int i = 0; i < count; ++i) {
      Picture picture = make_picture(side, side, 3, ++seed);
      picture.pixels[0] = static_cast<std::uint8_t>(seed);
      picture.pixels[1] = static_cast<std::uint8_t>(seed >> 8);
      char file[16];
      std::snprintf(file, sizeof file, "p%03d.png", i);
      write_file(root / name / file, encode_png(picture));
    }
  }
}

}  // namespace pinhole
