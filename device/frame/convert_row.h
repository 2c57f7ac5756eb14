// Part of one row of a frame to gray or RGB bytes (rules C1 to C4 of colour.h). Called by RowResizer for each row.
#pragma once

#include <cstdint>

#include "device/frame/frame.h"

namespace pin {

// row: the frame's row from its first pixel. Pixels x .. x + count - 1 go to out[count, channels]; channels is 1 or 3.
// Requires 0 <= x, 1 <= count, and a row of at least row_bytes(format, x + count). out must not overlap row.
void convert_row(const std::uint8_t* row, PixelFormat format, std::int32_t x, std::int32_t count, std::int32_t channels, std::uint8_t* out);

// True when the row's own bytes are already [width, channels], so that nothing needs converting.
constexpr bool row_is_ready(PixelFormat format, std::int32_t channels) {
  return (format == PixelFormat::kGray8 && channels == 1) || (format == PixelFormat::kRgb888 && channels == 3);
}

}  // namespace pin
