// Which inputs an output pixel of a pool is made of. Included by the sources of pool_2d/ only.
#pragma once

#include "device/kernels/window.h"

namespace pin {

// The part of the window that lies inside the picture; pools have no dilation. Rows as wide as the picture are joined to one.
struct Taps {
  std::int32_t first;          // input index of its first pixel, channel 0
  std::int32_t rows, columns;  // at least 1
};

// Calls pixel(taps, output index of channel 0) for every output pixel in memory order.
template <class Pixel>
inline void for_each_pixel(const Window& w, const Pixel& pixel) {
  std::int32_t index = 0;
  for (std::int32_t batch = 0; batch < w.batches; ++batch) {
    for (std::int32_t y = 0; y < w.out_h; ++y) {
      const std::int32_t top = y * w.stride_h - w.pad_top, bottom = top + w.kernel_h;
      const std::int32_t first_row = top < 0 ? 0 : top, end_row = bottom > w.in_h ? w.in_h : bottom;
      for (std::int32_t x = 0; x < w.out_w; ++x) {
        const std::int32_t left = x * w.stride_w - w.pad_left, right = left + w.kernel_w;
        const std::int32_t first_column = left < 0 ? 0 : left, end_column = right > w.in_w ? w.in_w : right;
        Taps taps{((batch * w.in_h + first_row) * w.in_w + first_column) * w.in_c, end_row - first_row, end_column - first_column};
        if (taps.columns == w.in_w) {
          taps.columns *= taps.rows;
          taps.rows = 1;
        }
        pixel(taps, index);
        index += w.out_c;
      }
    }
  }
}

}  // namespace pin
