// The definition of MEAN.
#include "device/kernels/mean/mean.h"

#include <limits>

#include "device/numerics/fixed_point.h"

namespace pin {
namespace {

// Steps through a loop nest of kMaxRank extents; `offset` is the place in the input.
class Odometer {
 public:
  Odometer(const std::int32_t* dim, const std::int32_t* stride) : dim_(dim), stride_(stride) {}
  std::int32_t offset() const { return offset_; }
  bool advance() {  // false after the last place, and then at the first one again
    for (int axis = kMaxRank - 1; axis >= 0; --axis) {
      offset_ += stride_[axis];
      if (++index_[axis] < dim_[axis]) return true;
      offset_ -= stride_[axis] * dim_[axis];
      index_[axis] = 0;
    }
    return false;
  }

 private:
  const std::int32_t *dim_, *stride_;
  std::int32_t index_[kMaxRank] = {};
  std::int32_t offset_ = 0;
};

// N25
template <class T>
void mean(const MeanInt& p, const T* input, T* output) {
  constexpr std::int32_t kLow = std::numeric_limits<T>::min(), kHigh = std::numeric_limits<T>::max();
  const Reduction& r = p.reduction;
  const std::int32_t bias = wrapping_mul(-p.input_zero_point, extents_product(r.reduced_dim));
  Odometer kept(r.kept_dim, r.kept_stride);
  do {
    std::int32_t sum = bias;
    Odometer reduced(r.reduced_dim, r.reduced_stride);
    const T* from = input + kept.offset();
    do {
      sum = wrapping_add(sum, from[reduced.offset()]);
    } while (reduced.advance());
    *output++ = static_cast<T>(clamp(wrapping_add(rescale(sum, p.rescale), p.output_zero_point), kLow, kHigh));
  } while (kept.advance());
}

}  // namespace

void mean_s8(const MeanInt& params, const std::int8_t* input, std::int8_t* output) { mean(params, input, output); }
void mean_s16(const MeanInt& params, const std::int16_t* input, std::int16_t* output) { mean(params, input, output); }

void mean_f32(const Reduction& r, const float* input, float* output) {
  const auto count = static_cast<float>(extents_product(r.reduced_dim));
  Odometer kept(r.kept_dim, r.kept_stride);
  do {
    float sum = 0.0f;
    Odometer reduced(r.reduced_dim, r.reduced_stride);
    do {
      sum += input[kept.offset() + reduced.offset()];
    } while (reduced.advance());
    *output++ = sum / count;
  } while (kept.advance());
}

}  // namespace pin
