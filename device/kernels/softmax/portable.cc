// The definition of SOFTMAX from int8 and of float32; int16 is in softmax_s16.cc, which brings its tables.
#include "device/kernels/softmax/softmax.h"

#include "device/numerics/elementary.h"
#include "device/numerics/fixed_point.h"
#include "device/numerics/gemmlowp_functions.h"

namespace pin {
namespace {

template <class T>
std::int32_t max_of(const T* row, std::int32_t depth) {
  T max = row[0];
  for (std::int32_t i = 1; i < depth; ++i) max = row[i] > max ? row[i] : max;
  return max;
}

// N40. `Out` decides the resolution: 2^-8 or 2^-16.
template <class Out>
void softmax_from_s8(const SoftmaxInt& p, const std::int8_t* input, Out* output) {
  constexpr std::int32_t kLow = std::numeric_limits<Out>::min(), kHigh = std::numeric_limits<Out>::max();
  for (std::int32_t row = 0; row < p.rows; ++row, input += p.depth, output += p.depth) {
    const std::int32_t max = max_of(input, p.depth);
    std::uint32_t sum = 0;  // Q12.19 with one more bit
    for (std::int32_t i = 0; i < p.depth; ++i) {
      if (input[i] - max < p.diff_min) continue;
      const std::int32_t e = exp_on_negative<5>(rescale(input[i] - max, p.input_beta));
      const std::uint32_t more = sum + static_cast<std::uint32_t>(rounding_divide_by_pot(e, 12));
      sum = more < sum ? std::numeric_limits<std::uint32_t>::max() : more;
    }
    const int headroom = count_leading_zeros(sum);  // the largest element adds 2^19, so at most 12
    const std::int32_t reciprocal = reciprocal_of_one_plus(static_cast<std::int32_t>((sum << headroom) - 0x80000000u));
    const int exponent = 12 - headroom + 31 - 8 * static_cast<int>(sizeof(Out));
    for (std::int32_t i = 0; i < p.depth; ++i) {
      std::int32_t quotient = 0;
      if (input[i] - max >= p.diff_min && exponent <= 31) {
        const std::int32_t e = exp_on_negative<5>(rescale(input[i] - max, p.input_beta));
        quotient = rounding_divide_by_pot(saturating_rounding_doubling_high_mul(reciprocal, e), exponent);
      }
      output[i] = static_cast<Out>(clamp(quotient + kLow, kLow, kHigh));
    }
  }
}

}  // namespace

void softmax_s8(const SoftmaxInt& params, const std::int8_t* input, std::int8_t* output) { softmax_from_s8(params, input, output); }
void softmax_s8_s16(const SoftmaxInt& params, const std::int8_t* input, std::int16_t* output) { softmax_from_s8(params, input, output); }

void softmax_f32(const SoftmaxFloat& p, const float* input, float* output) {
  for (std::int32_t row = 0; row < p.rows; ++row, input += p.depth, output += p.depth) {
    float max = input[0];
    for (std::int32_t i = 1; i < p.depth; ++i) max = input[i] > max ? input[i] : max;
    float sum = 0.0f;
    for (std::int32_t i = 0; i < p.depth; ++i) {
      output[i] = exp_of((input[i] - max) * p.beta);
      sum += output[i];
    }
    for (std::int32_t i = 0; i < p.depth; ++i) output[i] /= sum;
  }
}

}  // namespace pin
