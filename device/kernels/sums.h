// How the portable integer kernels add up and scale down: 32-bit sums that wrap (N2), or 64-bit sums (N3).
#pragma once

#include "device/numerics/fixed_point.h"

namespace pin {

struct Sum32 {
  using Type = std::int32_t;
  static Type add(Type a, Type b) { return wrapping_add(a, b); }
  static std::int32_t scale_down(Type sum, Multiplier m) { return rescale(sum, m); }
};

struct Sum64 {
  using Type = std::int64_t;
  static Type add(Type a, Type b) { return wrapping_add_64(a, b); }
  static std::int32_t scale_down(Type sum, Multiplier m) { return rescale_64(sum, m); }
};

// N9. sum -> output element: multiplier, zero point, limits.
template <class Sum>
std::int32_t requantize(typename Sum::Type sum, Multiplier m, std::int32_t zero_point, std::int32_t low, std::int32_t high) {
  return clamp(wrapping_add(Sum::scale_down(sum, m), zero_point), low, high);
}

}  // namespace pin
