// The definition of RELU and RELU6.
#include "device/kernels/relu/relu.h"

#include "device/numerics/fixed_point.h"

namespace pin {
namespace {

// N23
template <class T>
void relu(const ReluInt& p, const T* input, T* output) {
  for (std::int32_t i = 0; i < p.count; ++i) {
    const std::int32_t x = wrapping_add(rescale(input[i] - p.input_zero_point, p.rescale), p.output_zero_point);
    output[i] = static_cast<T>(clamp(x, p.output_min, p.output_max));
  }
}

// N24
template <class T>
void clamp_all(const ClampInt& p, const T* input, T* output) {
  for (std::int32_t i = 0; i < p.count; ++i) {
    output[i] = static_cast<T>(clamp<std::int32_t>(input[i], p.output_min, p.output_max));
  }
}

}  // namespace

void relu_s8(const ReluInt& params, const std::int8_t* input, std::int8_t* output) { relu(params, input, output); }
void relu_s16(const ReluInt& params, const std::int16_t* input, std::int16_t* output) { relu(params, input, output); }
void clamp_s8(const ClampInt& params, const std::int8_t* input, std::int8_t* output) { clamp_all(params, input, output); }
void clamp_s16(const ClampInt& params, const std::int16_t* input, std::int16_t* output) { clamp_all(params, input, output); }

void clamp_f32(std::int32_t count, float output_min, float output_max, const float* input, float* output) {
  for (std::int32_t i = 0; i < count; ++i) output[i] = clamp(input[i], output_min, output_max);
}

}  // namespace pin
