// JPEG by libjpeg-turbo. Errors leave the library by longjmp, so the function that calls setjmp holds no C++ objects.
#include <fmt/format.h>
#include <jpeglib.h>

#include <csetjmp>
#include <cstdio>
#include <cstring>

#include "base/error.h"
#include "training/data/codecs.h"

namespace pinhole {
namespace {

// Progressive files may hold any number of scans, each as costly as a whole picture; real ones have about ten.
constexpr int kMaxScans = 64;

struct Decoder {
  jpeg_decompress_struct info;
  jpeg_error_mgr errors;
  jpeg_progress_mgr progress;
  std::jmp_buf escape;
  char message[JMSG_LENGTH_MAX];
};

[[noreturn]] void on_error(j_common_ptr info) {
  Decoder* decoder = static_cast<Decoder*>(info->client_data);
  decoder->errors.format_message(info, decoder->message);
  std::longjmp(decoder->escape, 1);
}

// Warnings (level -1) mean lost pixels and end the decoding, except bytes between markers, which many cameras leave, and
// unknown JFIF revisions: neither costs anything.
void on_message(j_common_ptr info, int level) {
  if (level >= 0) return;
  Decoder* decoder = static_cast<Decoder*>(info->client_data);
  decoder->errors.format_message(info, decoder->message);
  if (std::strstr(decoder->message, "extraneous bytes") != nullptr || std::strstr(decoder->message, "revision number") != nullptr) {
    return;
  }
  std::longjmp(decoder->escape, 1);
}

void on_progress(j_common_ptr info) {
  Decoder* decoder = static_cast<Decoder*>(info->client_data);
  if (decoder->info.input_scan_number <= kMaxScans) return;
  std::snprintf(decoder->message, sizeof decoder->message, "over %d scans", kMaxScans);
  std::longjmp(decoder->escape, 1);
}

// Reads the header and chooses the output colours: gray stays, CMYK stays for later, all else becomes RGB.
bool read_header(Decoder& d, const unsigned char* bytes, std::size_t size) {
  if (setjmp(d.escape) != 0) return false;
  jpeg_create_decompress(&d.info);
  d.info.progress = &d.progress;
  jpeg_mem_src(&d.info, bytes, size);
  jpeg_save_markers(&d.info, JPEG_APP0 + 1, 65535);
  jpeg_read_header(&d.info, TRUE);
  const bool four = d.info.jpeg_color_space == JCS_CMYK || d.info.jpeg_color_space == JCS_YCCK;
  d.info.out_color_space = d.info.num_components == 1 ? JCS_GRAYSCALE : four ? JCS_CMYK : JCS_RGB;
  d.info.dct_method = JDCT_ISLOW;
  return true;
}

bool read_pixels(Decoder& d, unsigned char* out, std::size_t row_bytes) {
  if (setjmp(d.escape) != 0) return false;
  jpeg_start_decompress(&d.info);
  while (d.info.output_scanline < d.info.output_height) {
    JSAMPROW row = out + row_bytes * d.info.output_scanline;
    jpeg_read_scanlines(&d.info, &row, 1);
  }
  jpeg_finish_decompress(&d.info);
  return true;
}

struct Closer {
  Decoder& decoder;
  ~Closer() { jpeg_destroy_decompress(&decoder.info); }
};

// Adobe's CMYK is stored inverted: 255 is no ink. Without its marker, 0 is no ink.
void cmyk_to_rgb(std::vector<std::uint8_t>& pixels, bool inverted) {
  const std::size_t count = pixels.size() / 4;
  for (std::size_t i = 0; i < count; ++i) {
    std::uint8_t rgb[3];
    const int k = inverted ? pixels[4 * i + 3] : 255 - pixels[4 * i + 3];
    for (std::size_t c = 0; c < 3; ++c) {
      const int ink_free = inverted ? pixels[4 * i + c] : 255 - pixels[4 * i + c];
      rgb[c] = static_cast<std::uint8_t>((ink_free * k + 127) / 255);
    }
    std::memcpy(&pixels[3 * i], rgb, 3);
  }
  pixels.resize(3 * count);
}

int orientation(const Decoder& d) {
  for (const jpeg_marker_struct* m = d.info.marker_list; m != nullptr; m = m->next) {
    const std::span<const std::byte> payload(reinterpret_cast<const std::byte*>(m->data), m->data_length);
    if (m->marker == JPEG_APP0 + 1 && payload.size() >= 6 && std::memcmp(payload.data(), "Exif\0\0", 6) == 0) {
      return exif_orientation(payload);
    }
  }
  return 1;
}

}  // namespace

Picture decode_jpeg(std::span<const std::byte> bytes, const std::string& name) {
  Decoder d = {};
  d.info.err = jpeg_std_error(&d.errors);
  d.info.client_data = &d;
  d.errors.error_exit = on_error;
  d.errors.emit_message = on_message;
  d.progress.progress_monitor = on_progress;
  const Closer closer{d};
  if (!read_header(d, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size())) damaged_picture(name, "JPEG", d.message);
  check_picture_size(d.info.image_width, d.info.image_height, name);
  const int turn = orientation(d);  // finishing frees the markers
  Picture picture;
  picture.width = static_cast<int>(d.info.image_width);
  picture.height = static_cast<int>(d.info.image_height);
  const std::size_t stored = d.info.out_color_space == JCS_GRAYSCALE ? 1 : d.info.out_color_space == JCS_CMYK ? 4 : 3;
  const std::size_t row_bytes = stored * static_cast<std::size_t>(picture.width);
  picture.pixels.resize(row_bytes * static_cast<std::size_t>(picture.height));
  if (!read_pixels(d, picture.pixels.data(), row_bytes)) damaged_picture(name, "JPEG", d.message);
  if (stored == 4) cmyk_to_rgb(picture.pixels, d.info.saw_Adobe_marker != 0);
  picture.channels = stored == 1 ? 1 : 3;
  return upright(std::move(picture), turn);
}

}  // namespace pinhole
