// A whole frame to a network's input. The trainer uses the first half alone (frame_to_pixels), augments, and applies the
// second (pixels_to_*); the chip uses both at once (frame_to_*). No floating-point arithmetic, no heap, nothing kept.
#pragma once

#include <cstddef>
#include <cstdint>

#include "device/frame/frame.h"
#include "device/frame/pixel_table.h"
#include "device/frame/preprocess.h"
#include "device/frame/row_resizer.h"

namespace pin {

// out: [h,w,c] bytes. scratch: row_resizer_scratch_bytes() bytes, aligned to 4. Neither may overlap the frame or the other.
FrameStatus frame_to_pixels(const Frame& frame, const Preprocess& preprocess, std::uint8_t* out, void* scratch, std::size_t scratch_bytes);

// pixels: `count` pixels of `channels` bytes each; out: as many values. out may be pixels itself (in place).
void pixels_to_s8(const std::uint8_t* pixels, std::size_t count, std::int32_t channels, TableView<std::int8_t> table, std::int8_t* out);
void pixels_to_u8(const std::uint8_t* pixels, std::size_t count, std::int32_t channels, TableView<std::uint8_t> table, std::uint8_t* out);
// pixels may be the last quarter of out's own bytes (out + 3 * count * channels bytes on); no other overlap.
void pixels_to_f32(const std::uint8_t* pixels, std::size_t count, std::int32_t channels, TableView<float> table, float* out);

// Both halves. out: the input tensor, [1,h,w,c]; it serves as the buffer between the halves too.
FrameStatus frame_to_s8(const Frame& frame, const Preprocess& preprocess, TableView<std::int8_t> table, std::int8_t* out, void* scratch,
                        std::size_t scratch_bytes);
FrameStatus frame_to_u8(const Frame& frame, const Preprocess& preprocess, TableView<std::uint8_t> table, std::uint8_t* out, void* scratch,
                        std::size_t scratch_bytes);
FrameStatus frame_to_f32(const Frame& frame, const Preprocess& preprocess, TableView<float> table, float* out, void* scratch,
                         std::size_t scratch_bytes);

// One row as RowResizer::pull gives it, for those who feed rows: as pixels_to_s8 on [w, c].
inline bool pull_s8(RowResizer& resizer, const Preprocess& preprocess, TableView<std::int8_t> table, std::int8_t* out_row) {
  std::uint8_t* bytes = reinterpret_cast<std::uint8_t*>(out_row);
  if (!resizer.pull(bytes)) return false;
  pixels_to_s8(bytes, static_cast<std::size_t>(preprocess.width), preprocess.channels, table, out_row);
  return true;
}

}  // namespace pin
