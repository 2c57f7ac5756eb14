// The loop of elementwise DSP kernels with two int8 operands: as for_each_pair (broadcast_loop.h), four outputs at a time where the
// operands lie one after another. Included by add/ and mul/ only.
#pragma once

#include "device/isa/armv7em.h"
#include "device/kernels/broadcast.h"
#include "device/kernels/broadcast_loop.h"

namespace pin {

// output[i] = the byte that compute(a, b) gives when cut to [low, high]. Not inlined: its loops need all registers.
template <class Compute>
__attribute__((noinline)) void compute_row(std::int32_t count, const std::int8_t* a, std::int32_t step_a, const std::int8_t* b, std::int32_t step_b,
                                           std::int32_t low, std::int32_t high, const Compute compute, std::int8_t* output) {
  const bool limited = low > -128 || high < 127;
  if (step_a == 1 && step_b == 1 && !limited) {
    for (; count >= 4; count -= 4, a += 4, b += 4, output += 4) {
      std::int32_t result[4];  // all read before the first store, which the compiler must take to alias the operands
      PIN_UNROLL for (int j = 0; j < 4; ++j) result[j] = compute(a[j], b[j]);
      PIN_UNROLL for (int j = 0; j < 4; ++j) output[j] = static_cast<std::int8_t>(ssat_8(result[j]));
    }
  }
  for (; count > 0; --count, a += step_a, b += step_b) {
    const std::int32_t x = compute(*a, *b);
    *output++ = static_cast<std::int8_t>(x < low ? low : x > high ? high : x);
  }
}

template <class Compute>
inline void compute_pairs(const Broadcast& broadcast, const std::int8_t* a, const std::int8_t* b, std::int32_t low, std::int32_t high,
                          const Compute& compute, std::int8_t* output) {
  for_each_row(broadcast, a, b, output,
               [&](std::int32_t count, const std::int8_t* x, std::int32_t step_x, const std::int8_t* y, std::int32_t step_y, std::int8_t* to) {
                 compute_row(count, x, step_x, y, step_y, low, high, compute, to);
               });
}

}  // namespace pin
