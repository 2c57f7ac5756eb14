#include "device/kernels/mul/dsp.h"

namespace pin {

bool pack_mul_s8_dsp(const MulInt& p, MulDsp* packed) {
  constexpr std::int32_t kMostProduct = 255 * 255;
  *packed = {};
  if (!make_fast_scale(p.rescale, p.output_zero_point, kMostProduct, &packed->output)) return false;
  packed->broadcast = p.broadcast;
  packed->a_offset = -2 * p.a_zero_point;
  packed->b_offset = -p.b_zero_point;
  packed->output_min = p.output_min;
  packed->output_max = p.output_max;
  return true;
}

}  // namespace pin
