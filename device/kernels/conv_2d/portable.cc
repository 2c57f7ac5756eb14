// The definition of CONV_2D. One output element at a time, taps outside the picture left out.
#include "device/kernels/conv_2d/conv_2d.h"
#include "device/kernels/sums.h"
#include "device/kernels/weights.h"
#include "device/kernels/window_walk.h"

namespace pin {
namespace {

// The first input channel that output channel `channel` reads.
std::int32_t first_channel(const Window& w, std::int32_t filter_c, std::int32_t channel) {
  const std::int32_t groups = w.in_c / filter_c;
  return channel / (w.out_c / groups) * filter_c;
}

// N10.
template <class Sum, class Value, class Weights, class Bias>
void convolve(const Conv2dInt& p, const Value* input, Weights weights, const Bias* bias, const Multiplier* rescale, Value* output) {
  const std::int32_t cells = p.window.kernel_h * p.window.kernel_w;
  for_each_output(p.window, [&](std::int32_t batch, std::int32_t y, std::int32_t x, std::int32_t channel, std::int32_t index) {
    typename Sum::Type sum = 0;
    const std::int32_t first = first_channel(p.window, p.filter_c, channel);
    for_each_tap(p.window, batch, y, x, [&](std::int32_t pixel, std::int32_t cell) {
      const std::int32_t in = pixel * p.window.in_c + first;
      const std::int32_t filter = (channel * cells + cell) * p.filter_c;
      for (std::int32_t c = 0; c < p.filter_c; ++c) {
        sum = Sum::add(sum, (input[in + c] - p.input_zero_point) * weights[filter + c]);
      }
    });
    if (bias != nullptr) sum = Sum::add(sum, bias[channel]);
    output[index] = static_cast<Value>(requantize<Sum>(sum, rescale[channel], p.output_zero_point, p.output_min, p.output_max));
  });
}

}  // namespace

void conv_2d_s8(const Conv2dInt& p, const std::int8_t* input, const std::int8_t* weights, const std::int32_t* bias,
                const Multiplier* rescale, std::int8_t* output) {
  convolve<Sum32>(p, input, Int8Weights{weights}, bias, rescale, output);
}

void conv_2d_s8_w4(const Conv2dInt& p, const std::int8_t* input, const std::uint8_t* weights, const std::int32_t* bias,
                   const Multiplier* rescale, std::int8_t* output) {
  convolve<Sum32>(p, input, Int4Weights{weights}, bias, rescale, output);
}

void conv_2d_s16(const Conv2dInt& p, const std::int16_t* input, const std::int8_t* weights, const std::int64_t* bias,
                 const Multiplier* rescale, std::int16_t* output) {
  convolve<Sum64>(p, input, Int8Weights{weights}, bias, rescale, output);
}

void conv_2d_s16_b32(const Conv2dInt& p, const std::int16_t* input, const std::int8_t* weights, const std::int32_t* bias,
                     const Multiplier* rescale, std::int16_t* output) {
  convolve<Sum32>(p, input, Int8Weights{weights}, bias, rescale, output);
}

void conv_2d_f32(const Conv2dFloat& p, const float* input, const float* weights, const float* bias, float* output) {
  const std::int32_t cells = p.window.kernel_h * p.window.kernel_w;
  for_each_output(p.window, [&](std::int32_t batch, std::int32_t y, std::int32_t x, std::int32_t channel, std::int32_t index) {
    float sum = 0.0f;
    const std::int32_t first = first_channel(p.window, p.filter_c, channel);
    for_each_tap(p.window, batch, y, x, [&](std::int32_t pixel, std::int32_t cell) {
      const std::int32_t in = pixel * p.window.in_c + first;
      const std::int32_t filter = (channel * cells + cell) * p.filter_c;
      for (std::int32_t c = 0; c < p.filter_c; ++c) sum += input[in + c] * weights[filter + c];
    });
    if (bias != nullptr) sum += bias[channel];
    output[index] = clamp(sum, p.output_min, p.output_max);
  });
}

}  // namespace pin
