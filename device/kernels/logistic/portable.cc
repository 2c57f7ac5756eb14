// The definition of LOGISTIC for int8 and float32; int16 is in logistic_s16.cc, which brings its table.
#include "device/kernels/logistic/logistic.h"

#include "device/numerics/elementary.h"
#include "device/numerics/fixed_point.h"
#include "device/numerics/gemmlowp_functions.h"

namespace pin {

// N43
void logistic_s8(const LogisticInt8& p, const std::int8_t* input, std::int8_t* output) {
  for (std::int32_t i = 0; i < p.count; ++i) {
    const std::int32_t x = input[i] - p.input_zero_point;
    if (x <= -p.input_radius) {
      output[i] = -128;
    } else if (x >= p.input_radius) {
      output[i] = 127;
    } else {
      const std::int32_t y = rounding_divide_by_pot(logistic_fixed_point<4>(rescale(x, p.input)), 23);
      output[i] = static_cast<std::int8_t>(clamp<std::int32_t>(y - 128, -128, 127));
    }
  }
}

void logistic_f32(std::int32_t count, const float* input, float* output) {
  for (std::int32_t i = 0; i < count; ++i) output[i] = logistic_of(input[i]);
}

}  // namespace pin
