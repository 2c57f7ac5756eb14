// The definition of FULLY_CONNECTED.
#include "device/kernels/fully_connected/fully_connected.h"
#include "device/kernels/sums.h"
#include "device/kernels/weights.h"

namespace pin {
namespace {

// N12.
template <class Sum, class Value, class Weights, class Bias>
void multiply(const FullyConnectedInt& p, const Value* input, Weights weights, const Bias* bias, const Multiplier* rescale, Value* output) {
  for (std::int32_t row = 0; row < p.rows; ++row) {
    for (std::int32_t channel = 0; channel < p.out_c; ++channel) {
      typename Sum::Type sum = 0;
      for (std::int32_t i = 0; i < p.depth; ++i) {
        sum = Sum::add(sum, (input[row * p.depth + i] - p.input_zero_point) * (weights[channel * p.depth + i] - p.weights_zero_point));
      }
      if (bias != nullptr) sum = Sum::add(sum, bias[channel]);
      output[row * p.out_c + channel] = static_cast<Value>(
          requantize<Sum>(sum, rescale[p.per_channel != 0 ? channel : 0], p.output_zero_point, p.output_min, p.output_max));
    }
  }
}

}  // namespace

void fully_connected_s8(const FullyConnectedInt& p, const std::int8_t* input, const std::int8_t* weights, const std::int32_t* bias,
                        const Multiplier* rescale, std::int8_t* output) {
  multiply<Sum32>(p, input, Int8Weights{weights}, bias, rescale, output);
}

void fully_connected_s8_w4(const FullyConnectedInt& p, const std::int8_t* input, const std::uint8_t* weights, const std::int32_t* bias,
                           const Multiplier* rescale, std::int8_t* output) {
  multiply<Sum32>(p, input, Int4Weights{weights}, bias, rescale, output);
}

void fully_connected_s16(const FullyConnectedInt& p, const std::int16_t* input, const std::int8_t* weights, const std::int64_t* bias,
                         const Multiplier* rescale, std::int16_t* output) {
  multiply<Sum64>(p, input, Int8Weights{weights}, bias, rescale, output);
}

void fully_connected_f32(const FullyConnectedFloat& p, const float* input, const float* weights, const float* bias, float* output) {
  for (std::int32_t row = 0; row < p.rows; ++row) {
    for (std::int32_t channel = 0; channel < p.out_c; ++channel) {
      float sum = 0.0f;
      for (std::int32_t i = 0; i < p.depth; ++i) sum += input[row * p.depth + i] * weights[channel * p.depth + i];
      if (bias != nullptr) sum += bias[channel];
      output[row * p.out_c + channel] = clamp(sum, p.output_min, p.output_max);
    }
  }
}

}  // namespace pin
