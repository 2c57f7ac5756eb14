// The inner block of the DSP kernels of CONV_2D and FULLY_CONNECTED: packed channels (packed_channels.h) times columns of widened
// input. Included by their dsp.cc only.
//
// A column holds the K inputs of one output pixel as 16-bit halves, (k0, k2) (k1, k3) (k4, k6) ...; the columns of N pixels lie
// word by word beside each other: word i of pixel j at [i * N + j].
#pragma once

#include "device/isa/armv7em.h"
#include "device/kernels/packed_channels.h"
#include "device/numerics/fixed_point.h"

namespace pin {

// Widens `quads` times four bytes from any address into column j of N (columns points at its first word). 5 instructions for four bytes.
template <int N>
inline void widen_column(const std::int8_t* from, std::int32_t quads, std::uint32_t* column) {
  for (; quads > 0; --quads) {
    const std::uint32_t bytes = load_32(from);
    from += 4;
    column[0] = sxtb16(bytes);
    column[N] = sxtb16_ror8(bytes);
    column += 2 * N;
  }
}

// N17 for one sum, before the limits.
inline std::int32_t scale_fast(std::int32_t sum, std::int32_t multiplier, std::int32_t addend, std::int32_t shift) {
  const std::int32_t v = smmulr(static_cast<std::int32_t>(static_cast<std::uint32_t>(sum) << 1), multiplier);
  return (v + (v >> 31) + addend) >> shift;
}

// N2 and N9, where N17 does not hold.
std::int8_t requantize_any(std::int32_t sum, const ChannelScale& s, const Requantization& r);

// N sums of one channel -> output[j * stride]. Everything is read before the first store, which the compiler must take to alias it.
template <int N>
inline void store_channel(const std::int32_t (&sum)[N], const ChannelScale& scale, const Requantization& r, std::int8_t* output,
                          std::int32_t stride) {
  if (r.fast == 0) {
    PIN_UNROLL for (int j = 0; j < N; ++j) output[j * stride] = requantize_any(sum[j], scale, r);
    return;
  }
  const std::int32_t multiplier = scale.multiplier, addend = scale.addend, shift = scale.shift & 31;
  const std::int32_t low = r.output_min, high = r.output_max;
  if (low > -128 || high < 127) {
    PIN_UNROLL for (int j = 0; j < N; ++j) {
      *output = static_cast<std::int8_t>(clamp(scale_fast(sum[j], multiplier, addend, shift), low, high));
      output += stride;
    }
  } else {
    PIN_UNROLL for (int j = 0; j < N; ++j) {
      *output = static_cast<std::int8_t>(ssat_8(scale_fast(sum[j], multiplier, addend, shift)));
      output += stride;
    }
  }
}

// All channels of four pixels: output[j * channels + c]. Weights and scales are those of packed_channels.h, depth a multiple of four.
void multiply_4_columns(const std::int8_t* weights, const ChannelScale* scales, const Requantization& r, std::int32_t channels,
                        std::int32_t depth, const std::uint32_t* columns, std::int8_t* output);

// All channels of one pixel: output[c].
void multiply_1_column(const std::int8_t* weights, const ChannelScale* scales, const Requantization& r, std::int32_t channels,
                       std::int32_t depth, const std::uint32_t* column, std::int8_t* output);

}  // namespace pin
