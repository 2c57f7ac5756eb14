// Exponential, reciprocal and sigmoid in 32-bit fixed point, bit for bit as gemmlowp's fixedpoint.h computes them. SOFTMAX and
// LOGISTIC on integers use them. No floating point, no tables.
//
// Notation: Qm.n is an int32 whose real value is raw / 2^n, m + n = 31. The product of Qa and Qb numbers is
// saturating_rounding_doubling_high_mul(x, y), a Q(a + b) number. Rules N30 to N33 in docs/numerics.md.
#pragma once

#include <cstdint>
#include <limits>

#include "device/numerics/fixed_point.h"

namespace pin {

// x * 2^exponent, cut to 32 bits. exponent 0 .. 30.
inline std::int32_t saturating_shift_left(std::int32_t x, int exponent) {
  constexpr std::int32_t kMin = std::numeric_limits<std::int32_t>::min();
  constexpr std::int32_t kMax = std::numeric_limits<std::int32_t>::max();
  const std::int32_t limit = static_cast<std::int32_t>((std::int64_t{1} << (31 - exponent)) - 1);
  if (x > limit) return kMax;
  if (x < -limit - 1) return kMin;
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(x) << exponent);
}

// Zero bits in front of the first one; 32 for 0.
inline int count_leading_zeros(std::uint32_t x) {
  if (x == 0) return 32;
#if defined(__GNUC__)
  return __builtin_clz(x);
#else
  int zeros = 0;
  for (; (x & 0x80000000u) == 0; x <<= 1) ++zeros;
  return zeros;
#endif
}

// exp(a) for a in [-1/4, 0), Q0.31 to Q0.31: four terms of the Taylor series around -1/8. (N30)
inline std::int32_t exp_on_quarter(std::int32_t a) {
  constexpr std::int32_t kExpOfMinusEighth = 1895147668;  // round(exp(-1/8) * 2^31)
  constexpr std::int32_t kOneThird = 715827883;           // round(2^31 / 3)
  const std::int32_t x = a + (1 << 28);                   // around -1/8: |x| <= 1/8
  const std::int32_t x2 = saturating_rounding_doubling_high_mul(x, x);
  const std::int32_t x3 = saturating_rounding_doubling_high_mul(x2, x);
  const std::int32_t x4 = saturating_rounding_doubling_high_mul(x2, x2);
  const std::int32_t x4_over_4 = rounding_divide_by_pot(x4, 2);
  const std::int32_t tail =  // x^2 / 2 + x^3 / 6 + x^4 / 24
      rounding_divide_by_pot(saturating_rounding_doubling_high_mul(x4_over_4 + x3, kOneThird) + x2, 1);
  return kExpOfMinusEighth + saturating_rounding_doubling_high_mul(kExpOfMinusEighth, x + tail);
}

// exp(a) for a <= 0 in Q(IntegerBits), as Q0.31; 2^31 - 1 stands for 1. IntegerBits 0 .. 5. (N31)
// a is split into a multiple of 1/4 and a rest in [-1/4, 0); each bit of the multiple brings a factor exp(-2^k).
template <int IntegerBits>
inline std::int32_t exp_on_negative(std::int32_t a) {
  static_assert(IntegerBits >= 0 && IntegerBits <= 5, "exp(-2^5) is below the resolution of Q0.31");
  constexpr int kFractionalBits = 31 - IntegerBits;
  constexpr std::int32_t kFactors[7] = {1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242};  // exp(-2^k), k = -2 .. 4
  if (a == 0) return std::numeric_limits<std::int32_t>::max();
  constexpr std::int32_t kQuarter = std::int32_t{1} << (kFractionalBits - 2);
  const std::int32_t rest = (a & (kQuarter - 1)) - kQuarter;
  std::int32_t result = exp_on_quarter(static_cast<std::int32_t>(static_cast<std::uint32_t>(rest) << IntegerBits));
  const std::int32_t multiple = rest - a;
  for (int k = -2; k < IntegerBits; ++k) {
    if ((multiple >> (kFractionalBits + k)) & 1) result = saturating_rounding_doubling_high_mul(result, kFactors[k + 2]);
  }
  return result;
}

// 1 / (1 + a) for a in [0, 1], Q0.31 to Q0.31: Newton-Raphson division of 1 by (1 + a) / 2, three steps in Q2.29. (N32)
inline std::int32_t reciprocal_of_one_plus(std::int32_t a) {
  constexpr std::int32_t k48Over17 = 1515870810;        // Q2.29
  constexpr std::int32_t kMinus32Over17 = -1010580540;  // Q2.29
  // (a + 1) / 2 rounded; 1 is 2^31 - 1 here. The sum is never negative.
  const std::int32_t half = static_cast<std::int32_t>((std::int64_t{a} + std::numeric_limits<std::int32_t>::max() + 1) / 2);
  std::int32_t x = k48Over17 + saturating_rounding_doubling_high_mul(half, kMinus32Over17);
  for (int i = 0; i < 3; ++i) {
    const std::int32_t error = (1 << 29) - saturating_rounding_doubling_high_mul(half, x);
    x += saturating_shift_left(saturating_rounding_doubling_high_mul(x, error), 2);
  }
  return saturating_shift_left(x, 1);
}

// 1 / (1 + exp(-a)) for a in Q(IntegerBits), as Q0.31. (N33)
template <int IntegerBits>
inline std::int32_t logistic_fixed_point(std::int32_t a) {
  constexpr std::int32_t kMax = std::numeric_limits<std::int32_t>::max();
  if (a == 0) return 1 << 30;
  const std::int32_t minus_magnitude = a > 0 ? -a : a;
  const std::int32_t positive = reciprocal_of_one_plus(exp_on_negative<IntegerBits>(minus_magnitude));
  return a > 0 ? positive : kMax - positive;
}

}  // namespace pin
