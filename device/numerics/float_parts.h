// Whole parts and remainders of floats, exact for every argument, without a mathematics library: FLOOR, CEIL, ROUND, FLOOR_DIV and
// FLOOR_MOD use them. NaN gives NaN; a result of 0 has the argument's sign. (N37)
#pragma once

#include <cstdint>
#include <limits>

#include "device/numerics/elementary.h"

namespace pin {

inline float with_sign_of(float magnitude, float sign) {
  return float_of((bits_of(magnitude) & 0x7fffffffu) | (bits_of(sign) & 0x80000000u));
}

// Towards zero. From 2^23 on every float is whole.
inline float truncate_of(float x) {
  if (!(x > -8388608.0f && x < 8388608.0f)) return x;
  return with_sign_of(static_cast<float>(static_cast<std::int32_t>(x)), x);
}
inline float floor_of(float x) {
  const float whole = truncate_of(x);
  return x < whole ? whole - 1.0f : whole;
}
inline float ceil_of(float x) {
  const float whole = truncate_of(x);
  return x > whole ? with_sign_of(whole + 1.0f, x) : whole;
}

// To nearest, half to even: what ROUND does (not N6).
inline float round_even_of(float x) {
  const float below = floor_of(x), part = x - below;
  const bool odd = part == 0.5f && (static_cast<std::int32_t>(below) & 1) != 0;  // a half: |x| < 2^23
  return with_sign_of(part > 0.5f || odd ? below + 1.0f : below, x);
}

// a - n b with n towards zero, exactly; the sign is a's. NaN for b = 0 and for an infinite a.
inline float remainder_of(float a, float b) {
  std::uint32_t x = bits_of(a) & 0x7fffffffu;
  const std::uint32_t y = bits_of(b) & 0x7fffffffu;
  if (x >= 0x7f800000u || y > 0x7f800000u || y == 0) return std::numeric_limits<float>::quiet_NaN();
  if (x < y) return a;
  const auto exponent = [](std::uint32_t bits) { return bits < 0x800000u ? 1 : static_cast<std::int32_t>(bits >> 23); };
  const auto significand = [](std::uint32_t bits) { return bits < 0x800000u ? bits : (bits & 0x7fffffu) | 0x800000u; };
  const std::uint32_t divisor = significand(y);
  std::uint32_t rest = significand(x) % divisor;
  std::int32_t steps = exponent(x) - exponent(y);
  for (; steps >= 8; steps -= 8) rest = (rest << 8) % divisor;  // rest < 2^24
  rest = (rest << steps) % divisor;
  if (rest == 0) return with_sign_of(0.0f, a);
  std::int32_t power = exponent(y);
  for (; rest < 0x800000u && power > 1; --power) rest <<= 1;
  x = rest < 0x800000u ? rest : (rest & 0x7fffffu) | static_cast<std::uint32_t>(power) << 23;
  return with_sign_of(float_of(x), a);
}

// floor(a / b); the quotient in double, as the reference has it.
inline float floor_quotient_of(float a, float b) {
  const double quotient = static_cast<double>(a) / static_cast<double>(b);
  if (!(quotient > -4503599627370496.0 && quotient < 4503599627370496.0)) return static_cast<float>(quotient);
  const auto whole = static_cast<double>(static_cast<std::int64_t>(quotient));
  return static_cast<float>(quotient < whole ? whole - 1.0 : whole);
}

// a - floor(a / b) b: remainder_of moved to b's sign.
inline float floor_remainder_of(float a, float b) {
  const float rest = remainder_of(a, b);
  return rest != 0.0f && (b < 0.0f) != (rest < 0.0f) ? rest + b : rest;
}

}  // namespace pin
