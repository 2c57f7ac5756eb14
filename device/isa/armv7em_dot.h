// The inner loop of the DSP matrix kernels: two channels times four columns, written as one assembly function because it needs all
// fourteen registers, which compilers spill. Called by device/kernels/columns_dsp.h only. Its portable twin gives the same bits.
//
// Armv7E-M: 55 instructions for 64 multiply-accumulates (8 k; 0.86 each), of which 32 SMLAD, 8 SXTB16, 4 LDR, 8 LDRD, 3 loop.
#pragma once

#include <cstdint>

#include "device/isa/armv7em.h"

namespace pin {

// sums[4 * c + j] += the dot product of channel c (0, 1) at `weights` (packed_channels.h) and column j (0 .. 3) at `columns`
// (columns_dsp.h), over `depth` values, a positive multiple of four. weights and columns are aligned to 4.
#if PIN_HAS_DSP
extern "C" void pin_dot_2x4(const std::int8_t* weights, const std::uint32_t* columns, std::int32_t depth, std::int32_t* sums);
inline void dot_2x4(const std::int8_t* weights, const std::uint32_t* columns, std::int32_t depth, std::int32_t* sums) {
  pin_dot_2x4(weights, columns, depth, sums);
}
#else
inline void dot_2x4(const std::int8_t* weights, const std::uint32_t* columns, std::int32_t depth, std::int32_t* sums) {
  for (std::int32_t pair = 0; pair < depth / 2; ++pair) {
    const std::uint32_t both = load_32(weights + 4 * pair);
    for (int j = 0; j < 4; ++j) {
      sums[j] = smlad(sxtb16(both), columns[4 * pair + j], sums[j]);
      sums[4 + j] = smlad(sxtb16_ror8(both), columns[4 * pair + j], sums[4 + j]);
    }
  }
}
#endif

}  // namespace pin
