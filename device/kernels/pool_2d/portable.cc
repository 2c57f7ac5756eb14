// The definition of AVERAGE_POOL_2D and MAX_POOL_2D. Four channels at a time: their taps lie beside each other.
#include <limits>

#include "device/isa/unroll.h"
#include "device/kernels/pool_2d/pool_2d.h"
#include "device/kernels/pool_2d/taps.h"
#include "device/numerics/fixed_point.h"

namespace pin {
namespace {

// N14. The sum fits 32 bits: prepare allows at most 65535 taps.
struct IntegerAverage {
  using Sum = std::int32_t;
  const Pool2dInt& p;
  Sum start() const { return 0; }
  Sum join(Sum sum, std::int32_t value) const { return sum + value; }
  std::int32_t finish(Sum sum, std::int32_t count) const {
    return clamp((sum > 0 ? sum + count / 2 : sum - count / 2) / count, p.output_min, p.output_max);
  }
};

struct FloatAverage {
  using Sum = float;
  const Pool2dFloat& p;
  Sum start() const { return 0.0f; }
  Sum join(Sum sum, float value) const { return sum + value; }
  float finish(Sum sum, std::int32_t count) const { return clamp(sum / static_cast<float>(count), p.output_min, p.output_max); }
};

// N15.
template <class Params, class Limit>
struct Maximum {
  using Sum = Limit;
  const Params& p;
  Sum start() const { return std::numeric_limits<Limit>::lowest(); }
  Sum join(Sum most, Limit value) const { return value > most ? value : most; }
  Limit finish(Sum most, std::int32_t) const { return clamp(most, p.output_min, p.output_max); }
};

template <int N, class Value, class Op>
inline void pool_channels(const Window& w, const Taps& taps, const Value* from, const Op& op, Value* output) {
  typename Op::Sum sum[N];
  PIN_UNROLL for (int j = 0; j < N; ++j) sum[j] = op.start();
  for (std::int32_t row = taps.rows; row > 0; --row) {
    const Value* at = from;
    for (std::int32_t column = taps.columns; column > 0; --column) {
      PIN_UNROLL for (int j = 0; j < N; ++j) sum[j] = op.join(sum[j], at[j]);
      at += w.in_c;
    }
    from += w.in_w * w.in_c;
  }
  PIN_UNROLL for (int j = 0; j < N; ++j) output[j] = static_cast<Value>(op.finish(sum[j], taps.rows * taps.columns));
}

template <class Value, class Op>
void pool(const Window& w, const Value* input, const Op& op, Value* output) {
  for_each_pixel(w, [&](const Taps& taps, std::int32_t index) {
    const Value* from = input + taps.first;
    Value* to = output + index;
    std::int32_t left = w.in_c;
    for (; left >= 4; left -= 4, from += 4, to += 4) pool_channels<4>(w, taps, from, op, to);
    for (; left > 0; --left, ++from, ++to) pool_channels<1>(w, taps, from, op, to);
  });
}

using IntegerMaximum = Maximum<Pool2dInt, std::int32_t>;
using FloatMaximum = Maximum<Pool2dFloat, float>;

}  // namespace

void average_pool_2d_s8(const Pool2dInt& p, const std::int8_t* input, std::int8_t* output) {
  pool(p.window, input, IntegerAverage{p}, output);
}
void average_pool_2d_s16(const Pool2dInt& p, const std::int16_t* input, std::int16_t* output) {
  pool(p.window, input, IntegerAverage{p}, output);
}
void average_pool_2d_f32(const Pool2dFloat& p, const float* input, float* output) { pool(p.window, input, FloatAverage{p}, output); }

void max_pool_2d_s8(const Pool2dInt& p, const std::int8_t* input, std::int8_t* output) { pool(p.window, input, IntegerMaximum{p}, output); }
void max_pool_2d_s16(const Pool2dInt& p, const std::int16_t* input, std::int16_t* output) {
  pool(p.window, input, IntegerMaximum{p}, output);
}
void max_pool_2d_f32(const Pool2dFloat& p, const float* input, float* output) { pool(p.window, input, FloatMaximum{p}, output); }

}  // namespace pin
