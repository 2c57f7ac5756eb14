// The DSP instructions of Armv7E-M (Cortex-M4, M7) and Armv8-M with DSP (M33) that kernels use, as inline functions. Where the
// instructions are absent (host, M0+), a portable twin of the same name gives the same bits, so that a kernel written for them runs
// anywhere, under sanitizers too. A 32-bit word holds two signed 16-bit halves: bottom (bits 0-15) and top (bits 16-31), or four
// bytes, byte 0 lowest. Sums wrap at 32 bits; the Q flag is not looked at.
// Source: ARM DDI 0403E.e, Armv7-M Architecture Reference Manual, A7.7. Little-endian only.
#pragma once

#include <cstdint>
#include <cstring>

#include "device/isa/unroll.h"

#if defined(__ARM_FEATURE_DSP) && __ARM_FEATURE_DSP == 1 && !defined(PINHOLE_PORTABLE_TWINS)
#define PIN_HAS_DSP 1
#else
#define PIN_HAS_DSP 0
#endif

namespace pin {

// Four bytes at any address: one LDR or STR where the core allows unaligned access.
inline std::uint32_t load_32(const void* from) {
  std::uint32_t word;
  std::memcpy(&word, from, sizeof word);
  return word;
}
inline void store_32(void* to, std::uint32_t word) { std::memcpy(to, &word, sizeof word); }

#if PIN_HAS_DSP

#define PIN_DSP_1_(name, text)                 \
  inline std::uint32_t name(std::uint32_t a) { \
    std::uint32_t result;                      \
    __asm__(text : "=r"(result) : "r"(a));     \
    return result;                             \
  }
#define PIN_DSP_2_(name, text)                                  \
  inline std::uint32_t name(std::uint32_t a, std::uint32_t b) { \
    std::uint32_t result;                                       \
    __asm__(text : "=r"(result) : "r"(a), "r"(b));              \
    return result;                                              \
  }
#define PIN_DSP_SUM_(name, text)                                                 \
  inline std::int32_t name(std::uint32_t a, std::uint32_t b, std::int32_t sum) { \
    __asm__(text : "+r"(sum) : "r"(a), "r"(b));                                  \
    return sum;                                                                  \
  }
PIN_DSP_1_(sxtb16, "sxtb16 %0, %1")
PIN_DSP_1_(sxtb16_ror8, "sxtb16 %0, %1, ror #8")
PIN_DSP_2_(sxtab16, "sxtab16 %0, %1, %2")
PIN_DSP_2_(sxtab16_ror8, "sxtab16 %0, %1, %2, ror #8")
PIN_DSP_2_(pkhbt, "pkhbt %0, %1, %2, lsl #16")
PIN_DSP_2_(pkhtb, "pkhtb %0, %1, %2, asr #16")
PIN_DSP_SUM_(smlad, "smlad %0, %1, %2, %0")
PIN_DSP_SUM_(smlabb, "smlabb %0, %1, %2, %0")
PIN_DSP_SUM_(smlatt, "smlatt %0, %1, %2, %0")
#undef PIN_DSP_1_
#undef PIN_DSP_2_
#undef PIN_DSP_SUM_

inline std::int64_t smlald(std::uint32_t a, std::uint32_t b, std::int64_t sum) {
  __asm__("smlald %Q0, %R0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
}
inline std::int32_t smmulr(std::int32_t a, std::int32_t b) {
  std::int32_t result;
  __asm__("smmulr %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
inline std::int32_t ssat_8(std::int32_t x) {
  std::int32_t result;
  __asm__("ssat %0, #8, %1" : "=r"(result) : "r"(x));
  return result;
}
inline std::uint32_t larger_bytes(std::uint32_t a, std::uint32_t b) {
  std::uint32_t result;
  __asm__("ssub8 %0, %1, %2\n\tsel %0, %1, %2" : "=&r"(result) : "r"(a), "r"(b) : "cc");
  return result;
}
inline std::uint32_t smaller_bytes(std::uint32_t a, std::uint32_t b) {
  std::uint32_t result;
  __asm__("ssub8 %0, %1, %2\n\tsel %0, %2, %1" : "=&r"(result) : "r"(a), "r"(b) : "cc");
  return result;
}

#else

namespace twin {
inline std::int32_t bottom(std::uint32_t a) { return static_cast<std::int16_t>(a & 0xffff); }
inline std::int32_t top(std::uint32_t a) { return static_cast<std::int16_t>(a >> 16); }
inline std::uint32_t pair(std::int32_t bottom, std::int32_t top) {
  return (static_cast<std::uint32_t>(bottom) & 0xffff) | static_cast<std::uint32_t>(top) << 16;
}
inline std::int32_t add(std::int32_t a, std::int32_t b) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(a) + static_cast<std::uint32_t>(b));
}
}  // namespace twin

// Bytes 0 and 2, sign extended, as bottom and top.
inline std::uint32_t sxtb16(std::uint32_t a) {
  return twin::pair(static_cast<std::int8_t>(a & 0xff), static_cast<std::int8_t>(a >> 16 & 0xff));
}
// Bytes 1 and 3.
inline std::uint32_t sxtb16_ror8(std::uint32_t a) { return sxtb16(a >> 8 | a << 24); }
// a's halves plus bytes 0 and 2 of b, each modulo 2^16.
inline std::uint32_t sxtab16(std::uint32_t a, std::uint32_t b) {
  const std::uint32_t wide = sxtb16(b);
  return twin::pair(twin::bottom(a) + twin::bottom(wide), twin::top(a) + twin::top(wide));
}
// The same with bytes 1 and 3 of b.
inline std::uint32_t sxtab16_ror8(std::uint32_t a, std::uint32_t b) { return sxtab16(a, b >> 8 | b << 24); }
// Bottom of a as bottom, bottom of b as top.
inline std::uint32_t pkhbt(std::uint32_t a, std::uint32_t b) { return (a & 0xffff) | b << 16; }
// Top of b as bottom, top of a as top.
inline std::uint32_t pkhtb(std::uint32_t a, std::uint32_t b) { return b >> 16 | (a & 0xffff0000u); }
// sum + bottom * bottom + top * top.
inline std::int32_t smlad(std::uint32_t a, std::uint32_t b, std::int32_t sum) {
  return twin::add(twin::add(sum, twin::bottom(a) * twin::bottom(b)), twin::top(a) * twin::top(b));
}
// sum + bottom * bottom; sum + top * top.
inline std::int32_t smlabb(std::uint32_t a, std::uint32_t b, std::int32_t sum) { return twin::add(sum, twin::bottom(a) * twin::bottom(b)); }
inline std::int32_t smlatt(std::uint32_t a, std::uint32_t b, std::int32_t sum) { return twin::add(sum, twin::top(a) * twin::top(b)); }
// The same two products into a 64-bit sum.
inline std::int64_t smlald(std::uint32_t a, std::uint32_t b, std::int64_t sum) {
  const std::int64_t products = std::int64_t{twin::bottom(a) * twin::bottom(b)} + twin::top(a) * twin::top(b);
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(sum) + static_cast<std::uint64_t>(products));
}
// Upper 32 bits of a * b, rounded half up.
inline std::int32_t smmulr(std::int32_t a, std::int32_t b) {
  return static_cast<std::int32_t>((std::int64_t{a} * b + (std::int64_t{1} << 31)) >> 32);
}
// x limited to [-128, 127].
inline std::int32_t ssat_8(std::int32_t x) { return x < -128 ? -128 : x > 127 ? 127 : x; }
// Byte by byte the larger, the smaller of two signed values (SSUB8 and SEL).
inline std::uint32_t larger_bytes(std::uint32_t a, std::uint32_t b) {
  std::uint32_t result = 0;
  for (int shift = 0; shift < 32; shift += 8) {
    const bool first = static_cast<std::int8_t>(a >> shift & 0xff) >= static_cast<std::int8_t>(b >> shift & 0xff);
    result |= (first ? a : b) & (0xffu << shift);
  }
  return result;
}
inline std::uint32_t smaller_bytes(std::uint32_t a, std::uint32_t b) { return a ^ b ^ larger_bytes(a, b); }

#endif

}  // namespace pin
