#include "device/kernels/packed_channels.h"

#include "device/numerics/fixed_point.h"

namespace pin {
namespace {

constexpr std::int32_t kMaxFastShift = 20;                     // zero_point * 2^right then fits 28 bits (N17)
constexpr std::int64_t kFastSumLimit = std::int64_t{1} << 30;  // doubling the sum must not wrap (N17)

std::int8_t weight_at(const ChannelSource& s, std::int32_t channel, std::int32_t k) {
  if (channel >= s.channels || k >= s.depth) return 0;
  return s.weights[channel * s.channel_stride + k * s.depth_stride];
}

Multiplier multiplier_of(const ChannelSource& s, std::int32_t channel) { return s.rescale[channel * s.rescale_stride]; }

// N17: whether the largest sum that any input can give stays below 2^30, and the shift is one to the right.
bool allows_fast(const ChannelSource& s, std::int32_t channel) {
  const Multiplier m = multiplier_of(s, channel);
  if (m.shift > -1 || m.shift < -kMaxFastShift) return false;
  const std::int64_t below = std::int64_t{s.input_zero_point} + 128, above = std::int64_t{127} - s.input_zero_point;
  const std::int64_t reach = below > above ? below : above;
  std::int64_t largest = s.bias == nullptr ? 0 : s.bias[channel] < 0 ? -std::int64_t{s.bias[channel]} : s.bias[channel];
  for (std::int32_t k = 0; k < s.depth; ++k) {
    const std::int32_t w = weight_at(s, channel, k);
    largest += reach * (w < 0 ? -w : w);
  }
  return largest < kFastSumLimit;
}

}  // namespace

std::int32_t fold_bias(std::int32_t bias, std::int32_t zero_point, std::int32_t weights_sum) {
  return wrapping_add(bias, wrapping_mul(-zero_point, weights_sum));
}

Requantization pack_channel_scales(const ChannelSource& s, ChannelScale* scales) {
  bool fast = true;
  for (std::int32_t c = 0; c < s.channels; ++c) fast = fast && allows_fast(s, c);
  for (std::int32_t c = 0; c < padded_channels(s.channels); ++c) scales[c] = {0, 0, 0, 0};
  for (std::int32_t c = 0; c < s.channels; ++c) {
    std::int32_t weights_sum = 0;
    for (std::int32_t k = 0; k < s.depth; ++k) weights_sum += weight_at(s, c, k);
    const Multiplier m = multiplier_of(s, c);
    scales[c].bias = fold_bias(s.bias == nullptr ? 0 : s.bias[c], s.input_zero_point, weights_sum);
    scales[c].multiplier = m.value;
    scales[c].shift = fast ? -m.shift : m.shift;
    scales[c].addend = fast ? (1 << (-m.shift - 1)) + s.output_zero_point * (1 << -m.shift) : 0;
  }
  return {fast ? 1 : 0, s.output_zero_point, s.output_min, s.output_max};
}

void pack_channel_weights(const ChannelSource& s, std::int8_t* packed) {
  constexpr std::int32_t kOrder[] = {0, 2, 1, 3};  // as SXTB16 and SXTB16 ROR #8 leave four bytes
  for (std::int32_t channel = 0; channel < s.channels; channel += 2) {
    for (std::int32_t k = 0; k < padded_depth(s.depth); k += 4) {
      for (const std::int32_t i : kOrder) {
        *packed++ = weight_at(s, channel, k + i);
        *packed++ = weight_at(s, channel + 1, k + i);
      }
    }
  }
}

}  // namespace pin
