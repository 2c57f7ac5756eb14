// Sine and cosine in float32 without a mathematics library, for every finite argument: SIN and COS use them. Within 2 units in the last
// place (of the larger of result and 2^-24); infinities and NaN give NaN. (N36)
#pragma once

#include <cstdint>
#include <limits>

#include "device/numerics/elementary.h"

namespace pin {

// An angle as `quadrant` quarter turns (0 .. 3) and a rest in [-pi/4, pi/4].
struct QuarterTurns {
  std::uint32_t quadrant;
  float rest;
};

// |x| = m 2^e with a 24-bit integer m. x * 2/pi modulo 4 needs the 96 bits of 2/pi from weight 2^(1 - e) down: what stands before them gives
// multiples of 4, what follows adds less than 2^-68 (M. H. Payne and R. N. Hanek, Radian reduction for trigonometric functions, 1983).
inline QuarterTurns quarter_turns(float x) {
  constexpr std::uint32_t kTwoOverPi[8] = {0,          0xA2F9836E, 0x4E441529, 0xFC2757D1,  // 32 zero bits, then 2/pi
                                           0xF534DDC0, 0xDB629599, 0x3C439041, 0xFE5163AB};
  const std::uint32_t bits = bits_of(x), magnitude = bits & 0x7fffffffu;
  if (magnitude < 0x3f490000u) return {0, x};  // below 0.785
  const std::uint32_t m = (magnitude & 0x7fffffu) | 0x800000u;
  const std::int32_t e = static_cast<std::int32_t>(magnitude >> 23) - 150;  // -24 .. 104
  const auto position = static_cast<std::uint32_t>(32 + e - 2);             // of the window's first bit
  const std::uint32_t word = position >> 5, shift = position & 31;
  const auto window = [&](std::uint32_t i) {
    const std::uint64_t pair = std::uint64_t{kTwoOverPi[word + i]} << 32 | (word + i + 1 < 8 ? kTwoOverPi[word + i + 1] : 0u);
    return static_cast<std::uint32_t>((pair << shift) >> 32);
  };
  // The product's bits 95 .. 32: quarter turns in units of 2^-62, modulo 4.
  const std::uint64_t turns = (static_cast<std::uint64_t>(static_cast<std::uint32_t>(std::uint64_t{m} * window(0))) << 32) +
                              std::uint64_t{m} * window(1) + ((std::uint64_t{m} * window(2)) >> 32);
  const auto quadrant = static_cast<std::uint32_t>((turns + (std::uint64_t{1} << 61)) >> 62) & 3;
  const auto rest = static_cast<std::int64_t>(turns - (std::uint64_t{quadrant} << 62));
  const float angle = static_cast<float>(rest) * 3.40612158e-19f;  // pi / 2^63
  return (bits >> 31) != 0 ? QuarterTurns{(4 - quadrant) & 3, -angle} : QuarterTurns{quadrant, angle};
}

// Taylor polynomials on [-pi/4, pi/4]; the remainders are below 0.786^11 / 11! = 1.8e-9 and 0.786^10 / 10! = 2.5e-8.
inline float sine_near_zero(float r) {
  const float r2 = r * r;
  float tail = r2 * (1.0f / 362880) - 1.0f / 5040;
  tail = tail * r2 + 1.0f / 120;
  tail = tail * r2 - 1.0f / 6;
  return r + r * r2 * tail;
}
inline float cosine_near_zero(float r) {
  const float r2 = r * r;
  float tail = r2 * (1.0f / 40320) - 1.0f / 720;
  tail = tail * r2 + 1.0f / 24;
  tail = tail * r2 - 0.5f;
  return 1.0f + r2 * tail;
}

// sin(x + quarters * pi/2).
inline float sine_of_sum(float x, std::uint32_t quarters) {
  if (!(x <= std::numeric_limits<float>::max() && x >= std::numeric_limits<float>::lowest()))
    return std::numeric_limits<float>::quiet_NaN();
  const QuarterTurns turns = quarter_turns(x);
  const std::uint32_t quadrant = (turns.quadrant + quarters) & 3;
  const float value = (quadrant & 1) != 0 ? cosine_near_zero(turns.rest) : sine_near_zero(turns.rest);
  return (quadrant & 2) != 0 ? -value : value;
}

inline float sin_of(float x) { return sine_of_sum(x, 0); }
inline float cos_of(float x) { return sine_of_sum(x, 1); }

}  // namespace pin
