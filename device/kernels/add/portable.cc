// The definition of ADD.
#include "device/kernels/add/add.h"

#include "device/kernels/broadcast_loop.h"
#include "device/numerics/fixed_point.h"

namespace pin {
namespace {

// N20
template <class T>
void add_integers(const AddInt& p, const T* a, const T* b, T* output) {
  const std::int32_t unit = std::int32_t{1} << p.left_shift;
  for_each_pair(p.broadcast, a, b, output, [&p, unit](T x, T y) {
    const std::int32_t scaled_x = rescale((x - p.a_zero_point) * unit, p.a);
    const std::int32_t scaled_y = rescale((y - p.b_zero_point) * unit, p.b);
    const std::int32_t sum = rescale(scaled_x + scaled_y, p.output) + p.output_zero_point;
    return static_cast<T>(clamp(sum, p.output_min, p.output_max));
  });
}

}  // namespace

void add_s8(const AddInt& params, const std::int8_t* a, const std::int8_t* b, std::int8_t* output) { add_integers(params, a, b, output); }

void add_s16(const AddInt& params, const std::int16_t* a, const std::int16_t* b, std::int16_t* output) {
  add_integers(params, a, b, output);
}

void add_s32(const AddInt32& params, const std::int32_t* a, const std::int32_t* b, std::int32_t* output) {
  for_each_pair(params.broadcast, a, b, output,
                [&params](std::int32_t x, std::int32_t y) { return clamp(wrapping_add(x, y), params.output_min, params.output_max); });
}

void add_f32(const AddFloat& params, const float* a, const float* b, float* output) {
  for_each_pair(params.broadcast, a, b, output, [&params](float x, float y) { return clamp(x + y, params.output_min, params.output_max); });
}

}  // namespace pin
