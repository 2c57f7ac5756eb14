#include "device/frame/frame_to_tensor.h"

namespace pin {
namespace {

// A pixel is read before its values are written, and the writes never pass the reads (see the header on overlap).
template <typename T>
void apply(const std::uint8_t* pixels, std::size_t count, std::int32_t channels, TableView<T> table, T* out) {
  const std::size_t values = count * static_cast<std::size_t>(channels);
  if (table.tables == 1 || channels == 1) {
    for (std::size_t i = 0; i < values; ++i) out[i] = table.values[pixels[i]];
    return;
  }
  for (std::size_t i = 0; i < values; i += 3) {
    const std::uint8_t r = pixels[i], g = pixels[i + 1], b = pixels[i + 2];
    out[i] = table.values[r];
    out[i + 1] = table.values[256 + g];
    out[i + 2] = table.values[512 + b];
  }
}

std::size_t pixel_count(const Preprocess& p) { return static_cast<std::size_t>(p.width) * static_cast<std::size_t>(p.height); }

}  // namespace

FrameStatus frame_to_pixels(const Frame& frame, const Preprocess& preprocess, std::uint8_t* out, void* scratch, std::size_t scratch_bytes) {
  if (!has_valid_size(preprocess)) return FrameStatus::kBadPreprocess;
  if (!is_valid(frame)) return FrameStatus::kBadFrame;
  RowResizer resizer;
  const FrameStatus status = resizer.begin(preprocess, frame.width, frame.height, frame.format, scratch, scratch_bytes);
  if (status != FrameStatus::kOk) return status;
  const std::size_t out_row = static_cast<std::size_t>(preprocess.width) * static_cast<std::size_t>(preprocess.channels);
  const std::uint8_t* row = frame.data;
  for (std::int32_t y = 0; y < frame.height && !resizer.complete(); ++y) {
    resizer.push(row);
    while (resizer.pull(out)) out += out_row;
    if (y + 1 < frame.height) row += frame.stride_bytes;
  }
  return FrameStatus::kOk;
}

void pixels_to_s8(const std::uint8_t* pixels, std::size_t count, std::int32_t channels, TableView<std::int8_t> table, std::int8_t* out) {
  apply(pixels, count, channels, table, out);
}

void pixels_to_u8(const std::uint8_t* pixels, std::size_t count, std::int32_t channels, TableView<std::uint8_t> table, std::uint8_t* out) {
  apply(pixels, count, channels, table, out);
}

void pixels_to_f32(const std::uint8_t* pixels, std::size_t count, std::int32_t channels, TableView<float> table, float* out) {
  apply(pixels, count, channels, table, out);
}

FrameStatus frame_to_s8(const Frame& frame, const Preprocess& preprocess, TableView<std::int8_t> table, std::int8_t* out, void* scratch,
                        std::size_t scratch_bytes) {
  std::uint8_t* pixels = reinterpret_cast<std::uint8_t*>(out);
  const FrameStatus status = frame_to_pixels(frame, preprocess, pixels, scratch, scratch_bytes);
  if (status != FrameStatus::kOk) return status;
  pixels_to_s8(pixels, pixel_count(preprocess), preprocess.channels, table, out);
  return FrameStatus::kOk;
}

FrameStatus frame_to_u8(const Frame& frame, const Preprocess& preprocess, TableView<std::uint8_t> table, std::uint8_t* out, void* scratch,
                        std::size_t scratch_bytes) {
  const FrameStatus status = frame_to_pixels(frame, preprocess, out, scratch, scratch_bytes);
  if (status != FrameStatus::kOk) return status;
  pixels_to_u8(out, pixel_count(preprocess), preprocess.channels, table, out);
  return FrameStatus::kOk;
}

FrameStatus frame_to_f32(const Frame& frame, const Preprocess& preprocess, TableView<float> table, float* out, void* scratch,
                         std::size_t scratch_bytes) {
  if (!has_valid_size(preprocess)) return FrameStatus::kBadPreprocess;
  const std::size_t values = pixel_count(preprocess) * static_cast<std::size_t>(preprocess.channels);
  std::uint8_t* pixels = reinterpret_cast<std::uint8_t*>(out) + 3 * values;
  const FrameStatus status = frame_to_pixels(frame, preprocess, pixels, scratch, scratch_bytes);
  if (status != FrameStatus::kOk) return status;
  pixels_to_f32(pixels, pixel_count(preprocess), preprocess.channels, table, out);
  return FrameStatus::kOk;
}

}  // namespace pin
