#include "device/kernels/add/dsp.h"

#include "device/kernels/pair_rows_dsp.h"

namespace pin {

// N18, N19. Everything in front of the last scale is doubled, as fast_scale wants it; sums stay below 2^30.
void add_s8_dsp(const AddDsp& p, const std::int8_t* a, const std::int8_t* b, std::int8_t* output) {
  const FastScale scale_b = p.b, scale = p.output;
  const std::int32_t a_offset = p.a_offset, b_offset = p.b_offset;
  if (scale_b.shift == 0) {
    const std::int32_t offset = a_offset + b_offset;
    compute_pairs(
        p.broadcast, a, b, p.output_min, p.output_max,
        [=](std::int32_t x, std::int32_t y) { return fast_scale((x + y) * (1 << 20) + offset, scale); }, output);
  } else {
    compute_pairs(
        p.broadcast, a, b, p.output_min, p.output_max,
        [=](std::int32_t x, std::int32_t y) {
          const std::int32_t scaled = fast_scale(y * (1 << 21) + b_offset, scale_b);
          return fast_scale(x * (1 << 20) + a_offset + scaled * 2, scale);
        },
        output);
  }
}

}  // namespace pin
