#include "device/kernels/mul/dsp.h"

#include "device/kernels/pair_rows_dsp.h"

namespace pin {

// N18. The product is made twice its size.
void mul_s8_dsp(const MulDsp& p, const std::int8_t* a, const std::int8_t* b, std::int8_t* output) {
  const FastScale scale = p.output;
  const std::int32_t a_offset = p.a_offset, b_offset = p.b_offset;
  compute_pairs(
      p.broadcast, a, b, p.output_min, p.output_max,
      [=](std::int32_t x, std::int32_t y) { return fast_scale((2 * x + a_offset) * (y + b_offset), scale); }, output);
}

}  // namespace pin
