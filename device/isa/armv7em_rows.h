// The inner block of 3x3 depthwise convolutions: four neighbouring outputs of one row, in assembly because it needs all fourteen
// registers. Called by device/kernels/depthwise_conv_2d/dsp.cc only. The portable twin gives the same bits.
//
// Armv7E-M, 36 multiply-accumulates: stride 1 37 instructions, stride 2 43, and 5 around them.
#pragma once

#include <cstdint>

#include "device/isa/armv7em.h"

namespace pin {

// sums[j] (0 .. 3) += the 3x3 window whose corner is x[j * kStride], rows `width` values apart. Reads x[0 .. 5] (stride 1) or x[0 .. 9]
// (stride 2) of each row. weights: three words a row, (w0, w1) (w2, w0) (w1, w2). x is aligned to 4, width is even.
#if PIN_HAS_DSP
extern "C" void pin_rows_3x3_s1(const std::int16_t* x, std::int32_t width, const std::uint32_t* weights, std::int32_t* sums);
extern "C" void pin_rows_3x3_s2(const std::int16_t* x, std::int32_t width, const std::uint32_t* weights, std::int32_t* sums);
template <int kStride>
inline void rows_3x3(const std::int16_t* x, std::int32_t width, const std::uint32_t* weights, std::int32_t* sums) {
  static_assert(kStride == 1 || kStride == 2, "strides that have a block");
  kStride == 1 ? pin_rows_3x3_s1(x, width, weights, sums) : pin_rows_3x3_s2(x, width, weights, sums);
}
#else
template <int kStride>
inline void rows_3x3(const std::int16_t* x, std::int32_t width, const std::uint32_t* weights, std::int32_t* sums) {
  static_assert(kStride == 1 || kStride == 2, "strides that have a block");
  for (int row = 0; row < 3; ++row) {
    for (int j = 0; j < 4; ++j) {
      if (kStride == 1 && j % 2 == 1) {
        sums[j] = smlatt(load_32(x + j - 1), weights[1], sums[j]);
        sums[j] = smlad(load_32(x + j + 1), weights[2], sums[j]);
      } else {
        sums[j] = smlad(load_32(x + kStride * j), weights[0], sums[j]);
        sums[j] = smlabb(load_32(x + kStride * j + 2), weights[1], sums[j]);
      }
    }
    x += width;
    weights += 3;
  }
}
#endif

}  // namespace pin
