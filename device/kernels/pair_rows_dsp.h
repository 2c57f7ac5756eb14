// The loop of elementwise DSP kernels with two int8 operands: as for_each_pair (broadcast_loop.h), four outputs at a time where the
// operands lie one after another. Included by add/ and mul/ only.
#pragma once

#include "device/isa/armv7em.h"
#include "device/kernels/broadcast.h"
#include "device/kernels/broadcast_loop.h"

namespace pin {

// output[i] = compute(a, b) cut to int8. Not inlined: its loops need all registers.
template <class Compute>
__attribute__((noinline)) void compute_row(std::int32_t count, const std::int8_t* a, std::int32_t step_a, const std::int8_t* b,
                                           std::int32_t step_b, const Compute compute, std::int8_t* output) {
  if (step_a == 1 && step_b == 1) {
    for (; count >= 4; count -= 4, a += 4, b += 4, output += 4) {
      PIN_UNROLL for (int j = 0; j < 4; ++j) output[j] = static_cast<std::int8_t>(ssat_8(compute(a[j], b[j])));
    }
  }
  for (; count > 0; --count, a += step_a, b += step_b) *output++ = static_cast<std::int8_t>(ssat_8(compute(*a, *b)));
}

// Limits of a fused activation, four values at a time.
inline void limit_all(std::int32_t count, std::int32_t low, std::int32_t high, std::int8_t* output) {
  const std::uint32_t lows = (static_cast<std::uint32_t>(low) & 0xff) * 0x01010101u;
  const std::uint32_t highs = (static_cast<std::uint32_t>(high) & 0xff) * 0x01010101u;
  for (; count >= 4; count -= 4, output += 4) store_32(output, smaller_bytes(larger_bytes(load_32(output), lows), highs));
  for (; count > 0; --count, ++output) *output = static_cast<std::int8_t>(*output < low ? low : *output > high ? high : *output);
}

// Every output of the loop nest is compute(a, b) cut to [low, high].
template <class Compute>
inline void compute_pairs(const Broadcast& broadcast, const std::int8_t* a, const std::int8_t* b, std::int32_t low, std::int32_t high,
                          const Compute& compute, std::int8_t* output) {
  for_each_row(broadcast, a, b, output,
               [&](std::int32_t count, const std::int8_t* x, std::int32_t step_x, const std::int8_t* y, std::int32_t step_y,
                   std::int8_t* to) { compute_row(count, x, step_x, y, step_y, compute, to); });
  if (low == -128 && high == 127) return;
  std::int32_t count = 1;
  for (std::int32_t axis = 0; axis < broadcast.rank; ++axis) count *= broadcast.dim[axis];
  limit_all(count, low, high, output);
}

}  // namespace pin
