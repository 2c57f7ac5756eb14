// The definition of MUL.
#include "device/kernels/mul/mul.h"

#include "device/kernels/broadcast_loop.h"
#include "device/numerics/fixed_point.h"

namespace pin {
namespace {

// N21
template <class T>
void mul_integers(const MulInt& p, const T* a, const T* b, T* output) {
  for_each_pair(p.broadcast, a, b, output, [&p](T x, T y) {
    const std::int32_t product = rescale((x - p.a_zero_point) * (y - p.b_zero_point), p.rescale);
    return static_cast<T>(clamp(wrapping_add(product, p.output_zero_point), p.output_min, p.output_max));
  });
}

}  // namespace

void mul_s8(const MulInt& params, const std::int8_t* a, const std::int8_t* b, std::int8_t* output) { mul_integers(params, a, b, output); }

void mul_s16(const MulInt& params, const std::int16_t* a, const std::int16_t* b, std::int16_t* output) {
  mul_integers(params, a, b, output);
}

void mul_s32(const MulInt32& params, const std::int32_t* a, const std::int32_t* b, std::int32_t* output) {
  for_each_pair(params.broadcast, a, b, output,
                [&params](std::int32_t x, std::int32_t y) { return clamp(wrapping_mul(x, y), params.output_min, params.output_max); });
}

void mul_f32(const MulFloat& params, const float* a, const float* b, float* output) {
  for_each_pair(params.broadcast, a, b, output, [&params](float x, float y) { return clamp(x * y, params.output_min, params.output_max); });
}

}  // namespace pin
