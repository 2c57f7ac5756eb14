// Elementary functions in float32 without a mathematics library: SOFTMAX and LOGISTIC on floats use them. Accurate to a few units in
// the last place (the tests state the bounds), not correctly rounded: results may differ between compilers that contract to fused
// multiply-add, so nothing that has to be equal to the bit uses them.
#pragma once

#include <cstdint>
#include <cstring>
#include <limits>

namespace pin {

// 2^exponent for exponent -126 .. 127.
inline float power_of_two(std::int32_t exponent) {
  const std::uint32_t bits = static_cast<std::uint32_t>(exponent + 127) << 23;
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

// e^x. +infinity from 88.73 on, subnormal and then 0 below -87.34; NaN gives NaN. (N34)
// x = n ln 2 + r with |r| <= ln 2 / 2 + a rounding; ln 2 is taken off in two parts, the first with 9 significant bits so that n times it
// is exact (W. J. Cody and W. Waite, Software Manual for the Elementary Functions, 1980, chapter 6). e^r is its Taylor polynomial of
// degree 7: the remainder is below 0.35^8 / 8! = 5.6e-9, a tenth of half a unit in the last place.
inline float exp_f32(float x) {
  if (!(x < 88.7229f)) return x != x ? x : std::numeric_limits<float>::infinity();
  if (x < -103.98f) return 0.0f;
  constexpr float kLog2OfE = 1.44269504f;
  constexpr float kLn2High = 0.693359375f;    // 355 / 512
  constexpr float kLn2Low = -2.12194440e-4f;  // ln 2 - 355 / 512
  const float quotient = x * kLog2OfE;
  const std::int32_t n = static_cast<std::int32_t>(quotient + (quotient < 0.0f ? -0.5f : 0.5f));
  const float whole = static_cast<float>(n);
  const float r = (x - whole * kLn2High) - whole * kLn2Low;
  float tail = 1.0f / 5040;
  tail = tail * r + 1.0f / 720;
  tail = tail * r + 1.0f / 120;
  tail = tail * r + 1.0f / 24;
  tail = tail * r + 1.0f / 6;
  tail = tail * r + 0.5f;
  const float result = (tail * r * r + r) + 1.0f;
  // In two factors, because 2^n itself may be outside the normal range.
  const std::int32_t half = n / 2;
  return result * power_of_two(half) * power_of_two(n - half);
}

// 1 / (1 + e^-x), without overflow at either end. NaN gives NaN.
inline float logistic_of(float x) {
  if (x >= 0.0f) return 1.0f / (1.0f + exp_f32(-x));
  const float e = exp_f32(x);
  return e / (1.0f + e);
}

}  // namespace pin
