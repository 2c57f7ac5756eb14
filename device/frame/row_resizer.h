// Crops, converts and resizes a frame row by row, as the sensor delivers it: the frame need never be whole in memory.
// The one code path for pictures on the host and frames on the chip; frame_to_pixels() is a loop around it.
//
//   RowResizer resizer;
//   FrameStatus status = resizer.begin(preprocess, width, height, format, scratch, scratch_bytes);
//   for each sensor row, top to bottom:
//     resizer.push(row);
//     while (resizer.pull(out_row)) use(out_row);   // until false: before the next push every finished row must be taken
//
// Accuracy: weights are exact (axis.h), a pixel is sum / (dx * dy), rounded half up. It is exactly that while
// 255.5 * dx * dy < 2^32, dx and dy being the axes' denominators: for every shrinking of crops up to 4100 x 4100 pixels
// and every bilinear output up to 2048 x 2048. Beyond, column sums lose up to 9 low bits, and the result lies within 0.51 of
// the exact quotient.
#pragma once

#include <cstddef>
#include <cstdint>

#include "device/frame/axis.h"
#include "device/frame/convert_row.h"
#include "device/frame/frame.h"
#include "device/frame/preprocess.h"

namespace pin {

// Bytes of scratch for frames of this size; 0 when the description or the crop is not valid. Usable as an array bound.
//   4 * w * c for an area axis of rows, 8 * w * c for a bilinear one, plus a finished row for area (w * c), plus one
//   converted row of the crop (crop width * c) unless the format is already [width, c].
constexpr std::size_t row_resizer_scratch_bytes(const Preprocess& p, std::int32_t frame_width, std::int32_t frame_height,
                                                PixelFormat format) {
  if (!has_valid_size(p) || frame_width < 1 || frame_width > kMaxFrameSide || frame_height < 1 || frame_height > kMaxFrameSide) {
    return 0;
  }
  const Rectangle crop = crop_rectangle(p, frame_width, frame_height);
  if (crop.width == 0) return 0;
  const std::size_t row = static_cast<std::size_t>(p.width) * static_cast<std::size_t>(p.channels);
  const std::size_t source =
      row_is_ready(format, p.channels) ? 0 : static_cast<std::size_t>(crop.width) * static_cast<std::size_t>(p.channels);
  const bool area = make_axis(p.resize, crop.height, p.height).area;
  const std::size_t bytes = (area ? 5 * row : 8 * row) + source;
  return (bytes + 3) / 4 * 4;
}

class RowResizer {
 public:
  // scratch: aligned to 4 bytes, kept until the last pull; its contents do not matter.
  FrameStatus begin(const Preprocess& preprocess, std::int32_t frame_width, std::int32_t frame_height, PixelFormat format, void* scratch,
                    std::size_t scratch_bytes);

  // The frame's next row, from its first pixel. Rows outside the crop cost nothing. Rows beyond the frame are ignored.
  void push(const std::uint8_t* row);

  // Writes the next finished row, [w, c] bytes, and says true; false when more rows must be pushed first, or all are out.
  bool pull(std::uint8_t* out_row);

  // True when the rows pushed so far are all that the output needs: the sensor may be stopped.
  bool complete() const { return next_out_ == rows_.out; }

 private:
  void add_row(const std::uint8_t* source, std::int32_t inside);

  Axis columns_, rows_;
  Rectangle crop_;
  PixelFormat format_;
  std::int32_t channels_;
  std::int32_t next_in_;     // frame row that push() takes next
  std::int32_t next_out_;    // output row that pull() gives next
  std::uint32_t need_;       // area: units still missing in the row under way
  bool finished_ready_;      // area: finished_ holds a row
  std::uint32_t shift_;      // low bits dropped from column sums; 0 unless the crop is huge
  std::uint32_t divisor_;    // dx * dy, less the dropped bits
  std::uint32_t* sums_[2];   // [w * c]: area uses the first; bilinear keeps row r in r & 1
  std::uint8_t* finished_;   // [w * c], area only
  std::uint8_t* converted_;  // [crop width, c], or null
};

}  // namespace pin
