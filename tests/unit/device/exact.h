// The third witness of the integer arithmetic: the same rules in exact 128-bit integers and libm's frexp, written from the
// conformance README and sharing no code with device/numerics. Used by the tests of numerics and kernels.
#pragma once

#include <cmath>
#include <cstdint>

#include "device/kernels/types.h"

namespace pinhole::test {

using Wide = __int128;

inline Wide pow2(int exponent) { return Wide{1} << exponent; }

// a / b towards minus infinity, b > 0.
inline Wide floor_div(Wide a, Wide b) { return a >= 0 ? a / b : -((-a + b - 1) / b); }

// a / 2^n, rounded half away from zero.
inline Wide round_away(Wide a, int n) {
  const Wide magnitude = ((a < 0 ? -a : a) * 2 + pow2(n)) / (pow2(n) * 2);
  return a < 0 ? -magnitude : magnitude;
}

inline Wide limit(Wide x, Wide low, Wide high) { return x < low ? low : x > high ? high : x; }

inline std::int32_t low_32_bits(Wide x) { return static_cast<std::int32_t>(static_cast<std::uint32_t>(x)); }

// "split with frexp in double precision into a significand q in [2^30, 2^31), rounded, and a power of two".
inline pin::Multiplier exact_multiplier(double factor) {
  int shift = 0;
  const double q = std::round(std::frexp(factor, &shift) * 2147483648.0);
  if (factor == 0.0) return {0, 0};
  if (q == 2147483648.0) return shift + 1 < -31 ? pin::Multiplier{0, 0} : pin::Multiplier{1 << 30, shift + 1};
  return shift < -31 ? pin::Multiplier{0, 0} : pin::Multiplier{static_cast<std::int32_t>(q), shift};
}

// "x first shifted left by max(shift, 0), wrapping at 32 bits, times q, plus 2^30 for a product >= 0 or 1 - 2^30 for a negative one,
// divided by 2^31 towards zero; then a division by 2^max(-shift, 0), half away from zero".
inline std::int32_t exact_rescale(std::int32_t x, pin::Multiplier m) {
  const std::int32_t shifted = low_32_bits(Wide{x} * pow2(m.shift > 0 ? m.shift : 0));
  const Wide product = Wide{shifted} * m.value;
  Wide high = (product + (product >= 0 ? pow2(30) : 1 - pow2(30))) / pow2(31);
  high = limit(high, -pow2(31), pow2(31) - 1);
  return static_cast<std::int32_t>(round_away(high, m.shift < 0 ? -m.shift : 0));
}

// "q is first cut to 16 bits, (q + 2^15) >> 16, or 0x7FFF from 0x7FFF0000 on; the result is (x * q16 + 2^(14 - shift)) >> (15 - shift)".
inline std::int32_t exact_rescale_64(std::int64_t x, pin::Multiplier m) {
  const Wide q16 = m.value >= 0x7FFF0000 ? Wide{0x7FFF} : floor_div(Wide{m.value} + pow2(15), pow2(16));
  return low_32_bits(floor_div(Wide{x} * q16 + pow2(14 - m.shift), pow2(15 - m.shift)));
}

}  // namespace pinhole::test
