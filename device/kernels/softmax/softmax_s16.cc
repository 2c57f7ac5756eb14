#include "device/kernels/softmax/interpolation_tables.h"
#include "device/kernels/softmax/softmax.h"
#include "device/numerics/fixed_point.h"
#include "device/numerics/gemmlowp_functions.h"

namespace pin {
namespace {

// N42. Linear interpolation between 513 points over the int16 range; the 7 low bits are the position in between.
std::int32_t interpolate(std::int32_t x, const std::int16_t* table) {
  const std::int32_t index = 256 + (x >> 7);
  const std::int32_t slope = table[index + 1] - table[index];
  return table[index] + ((slope * (x & 0x7f) + 64) >> 7);
}

std::int32_t to_int16_range(std::int32_t x) { return clamp<std::int32_t>(x, -32768, 32767); }

}  // namespace

// N41
void softmax_s16(const SoftmaxInt& p, const std::int16_t* input, std::int16_t* scratch, std::int16_t* output) {
  for (std::int32_t row = 0; row < p.rows; ++row, input += p.depth, output += p.depth) {
    std::int32_t max = input[0];
    for (std::int32_t i = 1; i < p.depth; ++i) max = input[i] > max ? input[i] : max;
    std::int32_t sum = 0;  // Q16.15
    for (std::int32_t i = 0; i < p.depth; ++i) {
      const std::int32_t difference = rescale(input[i] - max, p.input_beta);  // [-65535, 0] stands for [-10, 0]
      scratch[i] = static_cast<std::int16_t>(interpolate(to_int16_range(wrapping_add(difference, 32767)), kExpTable));
      sum += scratch[i];
    }
    const int headroom = count_leading_zeros(static_cast<std::uint32_t>(sum));  // at least 1
    const auto shifted = static_cast<std::int32_t>(((std::int64_t{sum} << (headroom - 1)) + (1 << 13)) >> 14);
    const std::int32_t reciprocal = interpolate(to_int16_range(shifted - (1 << 15) - (1 << 16)), kReciprocalTable);
    const int shift = 31 - headroom;
    const std::int64_t half = shift > 0 ? std::int64_t{1} << (shift - 1) : 0;
    for (std::int32_t i = 0; i < p.depth; ++i) {
      const std::int64_t quotient = (std::int64_t{scratch[i]} * reciprocal + half) >> shift;
      output[i] = static_cast<std::int16_t>(clamp<std::int64_t>(quotient, 0, 32767));
    }
  }
}

}  // namespace pin
