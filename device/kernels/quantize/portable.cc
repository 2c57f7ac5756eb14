// The definition of QUANTIZE.
#include "device/kernels/quantize/quantize.h"

#include <limits>

#include "device/numerics/fixed_point.h"

namespace pin {
namespace {

// N27
template <class T>
void quantize(const QuantizeFloat& p, const float* input, T* output) {
  constexpr std::int32_t kLow = std::numeric_limits<T>::min(), kHigh = std::numeric_limits<T>::max();
  for (std::int32_t i = 0; i < p.count; ++i) {
    output[i] = static_cast<T>(clamp(saturating_add(round_half_away(input[i] / p.scale), p.zero_point), kLow, kHigh));
  }
}

// N28. Flipping the top bit between int8 and uint8 is this arithmetic with the multiplier 1.
template <class In, class Out>
void requantize_all(const Requantize& p, const In* input, Out* output) {
  constexpr std::int32_t kLow = std::numeric_limits<Out>::min(), kHigh = std::numeric_limits<Out>::max();
  for (std::int32_t i = 0; i < p.count; ++i) {
    const std::int32_t x = rescale(wrapping_add(input[i], -p.input_zero_point), p.rescale);
    output[i] = static_cast<Out>(clamp(wrapping_add(x, p.output_zero_point), kLow, kHigh));
  }
}

// int8 <-> uint8 with equal scales and zero points 128 apart.
bool flips_top_bit(const Requantize& p, std::int32_t zero_point_difference) {
  return p.rescale.value == 1 << 30 && p.rescale.shift == 1 && p.input_zero_point - p.output_zero_point == zero_point_difference;
}

void flip_top_bits(std::int32_t count, const void* input, void* output) {
  const auto* from = static_cast<const std::uint8_t*>(input);
  auto* to = static_cast<std::uint8_t*>(output);
  for (std::int32_t i = 0; i < count; ++i) to[i] = from[i] ^ 0x80;
}

}  // namespace

void quantize_f32_s8(const QuantizeFloat& p, const float* input, std::int8_t* output) { quantize(p, input, output); }
void quantize_f32_s16(const QuantizeFloat& p, const float* input, std::int16_t* output) { quantize(p, input, output); }
void requantize_s8_s8(const Requantize& p, const std::int8_t* input, std::int8_t* output) { requantize_all(p, input, output); }
void requantize_s8_s16(const Requantize& p, const std::int8_t* input, std::int16_t* output) { requantize_all(p, input, output); }
void requantize_s8_s32(const Requantize& p, const std::int8_t* input, std::int32_t* output) { requantize_all(p, input, output); }
void requantize_s8_u8(const Requantize& p, const std::int8_t* input, std::uint8_t* output) {
  if (flips_top_bit(p, -128)) return flip_top_bits(p.count, input, output);
  requantize_all(p, input, output);
}
void requantize_u8_s8(const Requantize& p, const std::uint8_t* input, std::int8_t* output) {
  if (flips_top_bit(p, 128)) return flip_top_bits(p.count, input, output);
  requantize_all(p, input, output);
}
void requantize_s16_s8(const Requantize& p, const std::int16_t* input, std::int8_t* output) { requantize_all(p, input, output); }
void requantize_s16_s16(const Requantize& p, const std::int16_t* input, std::int16_t* output) { requantize_all(p, input, output); }
void requantize_s16_s32(const Requantize& p, const std::int16_t* input, std::int32_t* output) { requantize_all(p, input, output); }
void requantize_s32_s8(const Requantize& p, const std::int32_t* input, std::int8_t* output) { requantize_all(p, input, output); }
void requantize_s32_s16(const Requantize& p, const std::int32_t* input, std::int16_t* output) { requantize_all(p, input, output); }

}  // namespace pin
