// The definition of DEPTHWISE_CONV_2D. One output element at a time, taps outside the picture left out.
#include "device/kernels/depthwise_conv_2d/depthwise_conv_2d.h"
#include "device/kernels/sums.h"
#include "device/kernels/weights.h"
#include "device/kernels/window_walk.h"

namespace pin {
namespace {

// N11.
template <class Sum, class Value, class Weights, class Bias>
void convolve(const DepthwiseInt& p, const Value* input, Weights weights, const Bias* bias, const Multiplier* rescale, Value* output) {
  const Window& w = p.window;
  for_each_output(w, [&](std::int32_t batch, std::int32_t y, std::int32_t x, std::int32_t channel, std::int32_t index) {
    typename Sum::Type sum = 0;
    const std::int32_t in_channel = channel / p.depth_multiplier;
    for_each_tap(w, batch, y, x, [&](std::int32_t pixel, std::int32_t cell) {
      sum = Sum::add(sum, (input[pixel * w.in_c + in_channel] - p.input_zero_point) * weights[cell * w.out_c + channel]);
    });
    if (bias != nullptr) sum = Sum::add(sum, bias[channel]);
    output[index] = static_cast<Value>(requantize<Sum>(sum, rescale[channel], p.output_zero_point, p.output_min, p.output_max));
  });
}

}  // namespace

void depthwise_conv_2d_s8(const DepthwiseInt& p, const std::int8_t* input, const std::int8_t* weights, const std::int32_t* bias,
                          const Multiplier* rescale, std::int8_t* output) {
  convolve<Sum32>(p, input, Int8Weights{weights}, bias, rescale, output);
}

void depthwise_conv_2d_s8_w4(const DepthwiseInt& p, const std::int8_t* input, const std::uint8_t* weights, const std::int32_t* bias,
                             const Multiplier* rescale, std::int8_t* output) {
  convolve<Sum32>(p, input, Int4Weights{weights}, bias, rescale, output);
}

void depthwise_conv_2d_s16(const DepthwiseInt& p, const std::int16_t* input, const std::int8_t* weights, const std::int64_t* bias,
                           const Multiplier* rescale, std::int16_t* output) {
  convolve<Sum64>(p, input, Int8Weights{weights}, bias, rescale, output);
}

void depthwise_conv_2d_f32(const DepthwiseFloat& p, const float* input, const float* weights, const float* bias, float* output) {
  const Window& w = p.window;
  for_each_output(w, [&](std::int32_t batch, std::int32_t y, std::int32_t x, std::int32_t channel, std::int32_t index) {
    float sum = 0.0f;
    for_each_tap(w, batch, y, x, [&](std::int32_t pixel, std::int32_t cell) {
      sum += input[pixel * w.in_c + channel / p.depth_multiplier] * weights[cell * w.out_c + channel];
    });
    if (bias != nullptr) sum += bias[channel];
    output[index] = clamp(sum, p.output_min, p.output_max);
  });
}

}  // namespace pin
