// The loops that the portable convolutions and pools share: output elements in memory order, and the taps of one of them.
#pragma once

#include "device/kernels/window.h"

namespace pin {

// Calls element(batch, y, x, channel, index) for every output element, index running from 0.
template <class Element>
void for_each_output(const Window& w, const Element& element) {
  std::int32_t index = 0;
  for (std::int32_t batch = 0; batch < w.batches; ++batch) {
    for (std::int32_t y = 0; y < w.out_h; ++y) {
      for (std::int32_t x = 0; x < w.out_w; ++x) {
        for (std::int32_t channel = 0; channel < w.out_c; ++channel) element(batch, y, x, channel, index++);
      }
    }
  }
}

// Calls tap(index of the input pixel, index of the kernel's cell) for every tap of output pixel (y, x) that lies inside the picture.
template <class Tap>
void for_each_tap(const Window& w, std::int32_t batch, std::int32_t y, std::int32_t x, const Tap& tap) {
  for (std::int32_t ky = 0; ky < w.kernel_h; ++ky) {
    const std::int32_t in_y = y * w.stride_h - w.pad_top + ky * w.dilation_h;
    if (in_y < 0 || in_y >= w.in_h) continue;
    for (std::int32_t kx = 0; kx < w.kernel_w; ++kx) {
      const std::int32_t in_x = x * w.stride_w - w.pad_left + kx * w.dilation_w;
      if (in_x < 0 || in_x >= w.in_w) continue;
      tap((batch * w.in_h + in_y) * w.in_w + in_x, ky * w.kernel_w + kx);
    }
  }
}

}  // namespace pin
