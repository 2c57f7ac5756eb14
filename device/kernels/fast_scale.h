// The short requantisation of elementwise DSP kernels (N18): one SMMULR, three shifts and sums. Included by add/ and mul/ only.
#pragma once

#include "device/isa/armv7em.h"
#include "device/kernels/fields.h"
#include "device/kernels/types.h"

namespace pin {

// A multiplier below 1 and a zero point.
struct FastScale {
  std::int32_t multiplier;  // Multiplier::value
  std::int32_t addend;      // 2^(shift - 1) + zero_point * 2^shift
  std::int32_t shift;       // to the right, 1 .. 30
};

// N18. False unless rescaling any |x| <= bound (at most 2^30 - 1) and adding the zero point stays inside 32 bits.
inline bool make_fast_scale(Multiplier m, std::int32_t zero_point, std::int32_t bound, FastScale* scale) {
  const std::int32_t right = -m.shift;
  if (right < 1 || right > 30 || m.value < 0) return false;
  const std::int64_t zero = std::int64_t{zero_point} * (std::int64_t{1} << right);
  const std::int64_t half = std::int64_t{1} << (right - 1);
  const std::int64_t most = (zero < 0 ? -zero : zero) + half + bound + 1;
  if (most > std::int64_t{0x7fffffff}) return false;
  *scale = {m.value, static_cast<std::int32_t>(half + zero), right};
  return true;
}

// N18. From twice the value: rescale(value) + zero_point.
inline std::int32_t fast_scale(std::int32_t doubled, const FastScale& s) {
  const std::int32_t v = smmulr(doubled, s.multiplier);
  return (v + (v >> 31) + s.addend) >> (s.shift & 31);
}

}  // namespace pin

PIN_FIELDS(pin::FastScale, multiplier, addend, shift)
