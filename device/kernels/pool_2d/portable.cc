// The definition of AVERAGE_POOL_2D and MAX_POOL_2D.
#include <limits>

#include "device/kernels/pool_2d/pool_2d.h"
#include "device/kernels/window_walk.h"
#include "device/numerics/fixed_point.h"

namespace pin {
namespace {

// N14. The sum fits 32 bits: prepare allows at most 65535 taps.
template <class Value>
void average(const Pool2dInt& p, const Value* input, Value* output) {
  const Window& w = p.window;
  for_each_output(w, [&](std::int32_t batch, std::int32_t y, std::int32_t x, std::int32_t channel, std::int32_t index) {
    std::int32_t sum = 0, count = 0;
    for_each_tap(w, batch, y, x, [&](std::int32_t pixel, std::int32_t) {
      sum += input[pixel * w.in_c + channel];
      ++count;
    });
    const std::int32_t mean = (sum > 0 ? sum + count / 2 : sum - count / 2) / count;
    output[index] = static_cast<Value>(clamp(mean, p.output_min, p.output_max));
  });
}

// N15.
template <class Value, class Params>
void maximum(const Params& p, const Value* input, Value* output) {
  const Window& w = p.window;
  for_each_output(w, [&](std::int32_t batch, std::int32_t y, std::int32_t x, std::int32_t channel, std::int32_t index) {
    Value most = std::numeric_limits<Value>::lowest();
    for_each_tap(w, batch, y, x, [&](std::int32_t pixel, std::int32_t) {
      const Value value = input[pixel * w.in_c + channel];
      if (value > most) most = value;
    });
    using Limit = decltype(p.output_min);
    output[index] = static_cast<Value>(clamp(static_cast<Limit>(most), p.output_min, p.output_max));
  });
}

}  // namespace

void average_pool_2d_s8(const Pool2dInt& p, const std::int8_t* input, std::int8_t* output) { average(p, input, output); }
void average_pool_2d_s16(const Pool2dInt& p, const std::int16_t* input, std::int16_t* output) { average(p, input, output); }

void average_pool_2d_f32(const Pool2dFloat& p, const float* input, float* output) {
  const Window& w = p.window;
  for_each_output(w, [&](std::int32_t batch, std::int32_t y, std::int32_t x, std::int32_t channel, std::int32_t index) {
    float sum = 0.0f, count = 0.0f;
    for_each_tap(w, batch, y, x, [&](std::int32_t pixel, std::int32_t) {
      sum += input[pixel * w.in_c + channel];
      count += 1.0f;
    });
    output[index] = clamp(sum / count, p.output_min, p.output_max);
  });
}

void max_pool_2d_s8(const Pool2dInt& p, const std::int8_t* input, std::int8_t* output) { maximum(p, input, output); }
void max_pool_2d_s16(const Pool2dInt& p, const std::int16_t* input, std::int16_t* output) { maximum(p, input, output); }
void max_pool_2d_f32(const Pool2dFloat& p, const float* input, float* output) { maximum(p, input, output); }

}  // namespace pin
