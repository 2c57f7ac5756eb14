// The integer arithmetic that every kernel, the compiler and training share: TFLite's fixed-point multiplier and its roundings.
// Normative: docs/numerics.md numbers the rules (N1 ...), and no macro changes a result. Never uses libm, never allocates.
//
// Source of the formulas: conformance README "Where the bits come from"; tensorflow/lite/kernels/internal/quantization_util.cc
// (QuantizeMultiplier) and gemmlowp fixedpoint.h, default double rounding.
#pragma once

#include <cstdint>
#include <cstring>
#include <limits>

#include "device/kernels/types.h"

namespace pin {

// x limited to [low, high]; low <= high.
template <class T>
constexpr T clamp(T x, T low, T high) {
  return x < low ? low : x > high ? high : x;
}

// 32-bit sum and product modulo 2^32: what the reference's sums do where they leave the range.
constexpr std::int32_t wrapping_add(std::int32_t a, std::int32_t b) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(a) + static_cast<std::uint32_t>(b));
}
constexpr std::int32_t wrapping_mul(std::int32_t a, std::int32_t b) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(a) * static_cast<std::uint32_t>(b));
}
constexpr std::int64_t wrapping_add_64(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

// a + b, limited to the range of int32.
constexpr std::int32_t saturating_add(std::int32_t a, std::int32_t b) {
  return static_cast<std::int32_t>(
      clamp<std::int64_t>(std::int64_t{a} + b, std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()));
}

// N4. a * b / 2^31 rounded to nearest, half up; the one product that does not fit, min * min, gives max.
constexpr std::int32_t saturating_rounding_doubling_high_mul(std::int32_t a, std::int32_t b) {
  if (a == b && a == std::numeric_limits<std::int32_t>::min()) return std::numeric_limits<std::int32_t>::max();
  return static_cast<std::int32_t>((std::int64_t{a} * b + (std::int64_t{1} << 30)) >> 31);
}

// N5. x / 2^exponent rounded to nearest, half away from zero. exponent in [0, 31].
constexpr std::int32_t rounding_divide_by_pot(std::int32_t x, std::int32_t exponent) {
  const std::uint32_t mask = (std::uint32_t{1} << exponent) - 1;
  const std::uint32_t rest = static_cast<std::uint32_t>(x) & mask, half = (mask >> 1) + (x < 0 ? 1 : 0);
  return (x >> exponent) + (rest > half ? 1 : 0);
}

// N1. The multiplier nearest to `factor`, 31 significant bits, half away from zero. {0, 0} for 0, for |factor| < 2^-32 and for what
// is not finite. `shift` may be too large for rescale: see usable_32, usable_64.
inline Multiplier quantize_multiplier(double factor) {
  std::uint64_t bits = 0;
  static_assert(sizeof bits == sizeof factor, "IEEE 754 binary64");
  std::memcpy(&bits, &factor, sizeof bits);
  const auto exponent = static_cast<std::int32_t>((bits >> 52) & 0x7ff);
  std::int32_t shift = exponent - 1022;  // frexp: |factor| = significand * 2^shift, significand in [1/2, 1)
  if (exponent == 0x7ff || exponent == 0) return {0, 0};
  const std::uint64_t significand = (bits & ((std::uint64_t{1} << 52) - 1)) | (std::uint64_t{1} << 52);
  std::uint64_t q = (significand + (std::uint64_t{1} << 21)) >> 22;
  if (q == std::uint64_t{1} << 31) {
    q >>= 1;
    ++shift;
  }
  if (shift < -31) return {0, 0};
  const auto value = static_cast<std::int32_t>(q);
  return {(bits >> 63) != 0 ? -value : value, shift};
}

// Whether rescale, rescale_64 accept this multiplier. Prepare functions answer kBadQuantization otherwise.
constexpr bool usable_32(Multiplier m) { return m.shift >= -31 && m.shift <= 30; }
constexpr bool usable_64(Multiplier m) { return m.shift >= -31 && m.shift <= 7; }

// N2. x times the multiplier with two roundings: N4, then N5. The left shift before wraps at 32 bits. m must be usable_32.
constexpr std::int32_t rescale(std::int32_t x, Multiplier m) {
  const std::int32_t left = m.shift > 0 ? m.shift : 0;
  const auto shifted = static_cast<std::int32_t>(static_cast<std::uint32_t>(x) << left);
  return rounding_divide_by_pot(saturating_rounding_doubling_high_mul(shifted, m.value), left - m.shift);
}

// N3. x times the multiplier cut to 16 bits, one rounding, half up. Exact for |x| < 2^47; beyond, the product wraps at 64 bits and
// the result at 32, as the reference's does. m must be usable_64 and not negative.
constexpr std::int32_t rescale_64(std::int64_t x, Multiplier m) {
  const std::int32_t reduced = m.value < 0x7FFF0000 ? (m.value + (1 << 15)) >> 16 : 0x7FFF;
  const std::int32_t shift = 15 - m.shift;
  const std::uint64_t product = static_cast<std::uint64_t>(x) * static_cast<std::uint64_t>(reduced);
  const std::uint64_t rounded = product + (std::uint64_t{1} << (shift - 1));
  return static_cast<std::int32_t>(static_cast<std::int64_t>(rounded) >> shift);
}

// N6. x rounded to an integer, half away from zero; limited to the range of int32, 0 for NaN.
constexpr std::int32_t round_half_away(float x) {
  if (!(x > -2147483648.0f)) return x <= -2147483648.0f ? std::numeric_limits<std::int32_t>::min() : 0;
  if (x >= 2147483648.0f) return std::numeric_limits<std::int32_t>::max();
  const auto whole = static_cast<std::int32_t>(x);
  const float rest = x - static_cast<float>(whole);  // exact
  return rest >= 0.5f ? whole + 1 : rest <= -0.5f ? whole - 1 : whole;
}

// A scale can be used if it is positive and finite.
constexpr bool valid_scale(float scale) { return scale > 0.0f && scale <= std::numeric_limits<float>::max(); }

// Smallest and largest value of an integer type that activations may have; {0, 0} for others.
struct IntegerRange {
  std::int32_t low, high;
};
constexpr IntegerRange range_of(DType type) {
  return type == DType::kInt8    ? IntegerRange{-128, 127}
         : type == DType::kUint8 ? IntegerRange{0, 255}
         : type == DType::kInt16 ? IntegerRange{-32768, 32767}
         : type == DType::kInt32 ? IntegerRange{std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()}
                                 : IntegerRange{0, 0};
}

// N7. Limits of a fused activation for a quantised output (kInt8, kUint8, kInt16). kTanh and kSignBit count as kNone, as in the
// reference. kUnsupportedType for other types; kBadQuantization for a bad scale, a zero point outside the type, or a limit outside int32.
inline Status activation_range(Activation activation, DType type, float scale, std::int32_t zero_point, std::int32_t* min,
                               std::int32_t* max) {
  if (type != DType::kInt8 && type != DType::kUint8 && type != DType::kInt16) return Status::kUnsupportedType;
  const IntegerRange range = range_of(type);
  if (!valid_scale(scale) || zero_point < range.low || zero_point > range.high) return Status::kBadQuantization;
  const bool from_zero = activation == Activation::kRelu || activation == Activation::kRelu6;
  const bool both_sides = activation == Activation::kReluN1To1;
  const float limit = activation == Activation::kRelu6 ? 6.0f / scale : both_sides ? 1.0f / scale : 0.0f;
  if (!(limit < 2147483648.0f)) return Status::kBadQuantization;
  const std::int64_t above = std::int64_t{zero_point} + round_half_away(limit);
  const std::int64_t below = std::int64_t{zero_point} - round_half_away(limit);
  const auto cut = [range](std::int64_t x) { return static_cast<std::int32_t>(clamp<std::int64_t>(x, range.low, range.high)); };
  *min = from_zero ? zero_point : both_sides ? cut(below) : range.low;
  *max = activation == Activation::kRelu6 || both_sides ? cut(above) : range.high;
  return Status::kOk;
}

// The same for float32 outputs.
inline void activation_range(Activation activation, float* min, float* max) {
  *min = activation == Activation::kRelu || activation == Activation::kRelu6 ? 0.0f
         : activation == Activation::kReluN1To1                              ? -1.0f
                                                                             : std::numeric_limits<float>::lowest();
  *max = activation == Activation::kRelu6 ? 6.0f : activation == Activation::kReluN1To1 ? 1.0f : std::numeric_limits<float>::max();
}

// The same for int32 outputs without scale (ADD, MUL).
inline void activation_range(Activation activation, std::int32_t* min, std::int32_t* max) {
  const IntegerRange range = range_of(DType::kInt32);
  *min = activation == Activation::kRelu || activation == Activation::kRelu6 ? 0 : activation == Activation::kReluN1To1 ? -1 : range.low;
  *max = activation == Activation::kRelu6 ? 6 : activation == Activation::kReluN1To1 ? 1 : range.high;
}

}  // namespace pin
