// Elementary functions in float32 without a mathematics library: the float kernels use them. Accurate to a few units in the last place
// (the tests state the bounds), not correctly rounded: results may differ between compilers that contract to fused multiply-add, so
// nothing that has to be equal to the bit uses them, but exp_nearest. Sine and cosine are in trigonometry.h.
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

// Bits of a float and back.
inline std::uint32_t bits_of(float x) {
  std::uint32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}
inline float float_of(std::uint32_t bits) {
  float x;
  std::memcpy(&x, &bits, sizeof x);
  return x;
}

// x = n ln 2 + r with |r| <= ln 2 / 2 + a rounding, and e^r - 1. |x| < 104.
struct ExpParts {
  std::int32_t n;
  float minus_one;
};

// ln 2 is taken off in two parts, the first with 9 significant bits so that n times it is exact (W. J. Cody and W. Waite, Software Manual
// for the Elementary Functions, 1980, chapter 6). e^r is its Taylor polynomial of degree 7: the remainder is below 0.35^8 / 8! = 5.6e-9,
// a tenth of half a unit in the last place.
inline ExpParts exp_parts(float x) {
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
  return {n, tail * r * r + r};
}

// e^x. +infinity from 88.73 on, subnormal and then 0 below -87.34; NaN gives NaN. (N34)
inline float exp_of(float x) {
  if (!(x < 88.7229f)) return x != x ? x : std::numeric_limits<float>::infinity();
  if (x < -103.98f) return 0.0f;
  const ExpParts parts = exp_parts(x);
  // In two factors, because 2^n itself may be outside the normal range.
  const std::int32_t half = parts.n / 2;
  return (parts.minus_one + 1.0f) * power_of_two(half) * power_of_two(parts.n - half);
}

// e^x - 1, without loss near 0. (N35)
inline float expm1_of(float x) {
  if (x > -0.3f && x < 0.3f) return exp_parts(x).minus_one;
  return exp_of(x) - 1.0f;
}

// e^x for x <= 0 rounded to the nearest float, but for cases that are closer than 1e-15 to a tie: tables that must be equal to the bit on
// every machine are made with it. In double: x = n ln 2 + r, Taylor polynomial of degree 13, remainder below 0.35^14 / 14! = 5e-18. (N35)
inline float exp_nearest(float x) {
  if (x < -103.98f) return 0.0f;
  const double wide = static_cast<double>(x);
  const auto n = static_cast<std::int32_t>(wide * 1.4426950408889634 - 0.5);
  const double r = wide - n * 0.693147180369123816490 - n * 1.90821492927058770002e-10;  // ln 2 in two parts, the first of 33 bits
  double sum = 1.0;
  for (int k = 13; k >= 1; --k) sum = 1.0 + sum * r / k;
  std::uint64_t bits;
  std::memcpy(&bits, &sum, sizeof bits);
  bits += static_cast<std::uint64_t>(static_cast<std::int64_t>(n)) << 52;
  std::memcpy(&sum, &bits, sizeof sum);
  return static_cast<float>(sum);
}

// Natural logarithm; -infinity for 0, NaN below. (N35)
// x = 2^n m with m in [1/sqrt 2, sqrt 2); s = (m - 1) / (m + 1), |s| < 0.172; ln m = 2 s (1 + s^2/3 + ... + s^8/9), remainder below 1e-9.
inline float log_of(float x) {
  if (x != x || x < 0.0f) return std::numeric_limits<float>::quiet_NaN();
  if (x == 0.0f) return -std::numeric_limits<float>::infinity();
  if (x > std::numeric_limits<float>::max()) return x;
  std::int32_t n = 0;
  if (x < std::numeric_limits<float>::min()) {  // subnormal
    x *= 16777216.0f;
    n = -24;
  }
  const std::uint32_t bits = bits_of(x);
  n += static_cast<std::int32_t>(bits >> 23) - 127;
  float m = float_of((bits & 0x7fffffu) | 0x3f800000u);
  if (m > 1.41421356f) {
    m *= 0.5f;
    ++n;
  }
  const float s = (m - 1.0f) / (m + 1.0f), s2 = s * s;
  float tail = s2 * (1.0f / 9) + 1.0f / 7;
  tail = tail * s2 + 1.0f / 5;
  tail = tail * s2 + 1.0f / 3;
  const float whole = static_cast<float>(n);
  return whole * 0.693359375f + (whole * -2.12194440e-4f + (2.0f * s + 2.0f * s * s2 * tail));
}

// Square root; NaN below 0, -0 stays. (N35) Half the exponent is the first guess, within 6 % after the linear part; each of Heron's steps
// squares the error: 6e-2, 2e-3, 2e-6, 2e-12.
inline float sqrt_of(float x) {
  if (x != x || x < 0.0f) return std::numeric_limits<float>::quiet_NaN();
  if (x == 0.0f || x > std::numeric_limits<float>::max()) return x;
  float scale = 1.0f;
  if (x < std::numeric_limits<float>::min()) {
    x *= 16777216.0f;
    scale = 1.0f / 4096;
  }
  float root = float_of((bits_of(x) >> 1) + 0x1fc00000u);
  for (int i = 0; i < 3; ++i) root = 0.5f * (root + x / root);
  return root * scale;
}

// 1 / sqrt(x): +infinity for 0, NaN below.
inline float rsqrt_of(float x) { return 1.0f / sqrt_of(x); }

// 1 / (1 + e^-x), without overflow at either end. NaN gives NaN.
inline float logistic_of(float x) {
  if (x >= 0.0f) return 1.0f / (1.0f + exp_of(-x));
  const float e = exp_of(x);
  return e / (1.0f + e);
}

// Hyperbolic tangent. (N35) Taylor polynomial of degree 11 near 0, where the quotient loses digits: the remainder is below 0.25^13 / 280.
inline float tanh_of(float x) {
  const float magnitude = x < 0.0f ? -x : x;
  if (!(magnitude < 9.1f)) return x != x ? x : x < 0.0f ? -1.0f : 1.0f;
  if (magnitude > 0.25f) {
    const float e = exp_of(2.0f * magnitude), result = 1.0f - 2.0f / (e + 1.0f);
    return x < 0.0f ? -result : result;
  }
  const float x2 = x * x;
  float tail = x2 * (-1382.0f / 155925) + 62.0f / 2835;
  tail = tail * x2 - 17.0f / 315;
  tail = tail * x2 + 2.0f / 15;
  tail = tail * x2 - 1.0f / 3;
  return x + x * x2 * tail;
}

}  // namespace pin
