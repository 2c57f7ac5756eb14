#include "device/kernels/add/dsp.h"

namespace pin {

bool pack_add_s8_dsp(const AddInt& p, AddDsp* packed) {
  const bool swap = add_s8_dsp_swaps(p);
  const Multiplier larger = swap ? p.b : p.a, smaller = swap ? p.a : p.b;
  const std::int32_t zero_a = swap ? p.b_zero_point : p.a_zero_point, zero_b = swap ? p.a_zero_point : p.b_zero_point;
  if (p.left_shift != 20 || larger.shift != 0 || larger.value != 1 << 30) return false;  // N19
  *packed = {};
  packed->broadcast = p.broadcast;
  if (swap) {
    for (int i = 0; i < kMaxRank; ++i) {
      packed->broadcast.stride_a[i] = p.broadcast.stride_b[i];
      packed->broadcast.stride_b[i] = p.broadcast.stride_a[i];
    }
  }
  const bool equal = smaller.shift == 0 && smaller.value == 1 << 30;
  constexpr std::int32_t kMostOperand = 255 << 20, kMostSum = 255 << 20;
  if (!equal && !make_fast_scale(smaller, 0, kMostOperand, &packed->b)) return false;
  if (!make_fast_scale(p.output, p.output_zero_point, kMostSum, &packed->output)) return false;
  packed->a_offset = -zero_a * (1 << 20);
  packed->b_offset = -zero_b * (1 << (equal ? 20 : 21));
  packed->output_min = p.output_min;
  packed->output_max = p.output_max;
  return true;
}

}  // namespace pin
