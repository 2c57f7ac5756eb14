// The definition of MEAN.
#include "device/kernels/mean/mean.h"

#include <limits>

#include "device/isa/unroll.h"
#include "device/numerics/fixed_point.h"

namespace pin {
namespace {

constexpr int kInner = kMaxRank - 1;  // the innermost axis of a nest

// Steps through the axes outside of the innermost one; `offset` is the place in the input.
class Odometer {
 public:
  Odometer(const std::int32_t* dim, const std::int32_t* stride) : dim_(dim), stride_(stride) {}
  std::int32_t offset() const { return offset_; }
  bool advance() {  // false after the last place, and then at the first one again
    for (int axis = kInner - 1; axis >= 0; --axis) {
      offset_ += stride_[axis];
      if (++index_[axis] < dim_[axis]) return true;
      offset_ -= stride_[axis] * dim_[axis];
      index_[axis] = 0;
    }
    return false;
  }

 private:
  const std::int32_t *dim_, *stride_;
  std::int32_t index_[kInner] = {};
  std::int32_t offset_ = 0;
};

// sum[j] += every element of the reduced nest that begins at from[j].
template <int N, class T, class Sum>
inline void add_nest(const Reduction& r, const T* from, Sum (&sum)[N]) {
  Odometer reduced(r.reduced_dim, r.reduced_stride);
  do {
    const T* at = from + reduced.offset();
    for (std::int32_t i = r.reduced_dim[kInner]; i > 0; --i) {
      PIN_UNROLL for (int j = 0; j < N; ++j) sum[j] = sum[j] + static_cast<Sum>(at[j]);
      at += r.reduced_stride[kInner];
    }
  } while (reduced.advance());
}

template <int N, class T, class Sum, class Finish>
inline void mean_of(const Reduction& r, const T* from, Sum start, const Finish& finish, T* output) {
  Sum sum[N];
  PIN_UNROLL for (int j = 0; j < N; ++j) sum[j] = start;
  add_nest(r, from, sum);
  PIN_UNROLL for (int j = 0; j < N; ++j) output[j] = finish(sum[j]);
}

// Outputs in order; four at a time where their inputs lie beside each other, as the channels of a picture do.
template <class T, class Sum, class Finish>
void reduce(const Reduction& r, const T* input, Sum start, const Finish& finish, T* output) {
  const std::int32_t step = r.kept_stride[kInner];
  Odometer kept(r.kept_dim, r.kept_stride);
  do {
    const T* from = input + kept.offset();
    std::int32_t left = r.kept_dim[kInner];
    if (step == 1) {
      for (; left >= 4; left -= 4, from += 4, output += 4) mean_of<4>(r, from, start, finish, output);
    }
    for (; left > 0; --left, from += step, ++output) mean_of<1>(r, from, start, finish, output);
  } while (kept.advance());
}

// N25. Unsigned, because the sum wraps.
template <class T>
void mean(const MeanInt& p, const T* input, T* output) {
  const std::uint32_t bias = static_cast<std::uint32_t>(wrapping_mul(-p.input_zero_point, extents_product(p.reduction.reduced_dim)));
  reduce(
      p.reduction, input, bias,
      [&p](std::uint32_t sum) {
        constexpr std::int32_t kLow = std::numeric_limits<T>::min(), kHigh = std::numeric_limits<T>::max();
        return static_cast<T>(clamp(wrapping_add(rescale(static_cast<std::int32_t>(sum), p.rescale), p.output_zero_point), kLow, kHigh));
      },
      output);
}

}  // namespace

void mean_s8(const MeanInt& params, const std::int8_t* input, std::int8_t* output) { mean(params, input, output); }
void mean_s16(const MeanInt& params, const std::int16_t* input, std::int16_t* output) { mean(params, input, output); }

void mean_f32(const Reduction& r, const float* input, float* output) {
  const auto count = static_cast<float>(extents_product(r.reduced_dim));
  reduce(
      r, input, 0.0f, [count](float sum) { return sum / count; }, output);
}

}  // namespace pin
