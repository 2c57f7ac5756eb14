// The weights of a resize along one axis, as whole numbers: an output sample is a weighted sum of inputs divided by
// `denominator`, exactly. Used by RowResizer, once for columns and once for rows.
//
// A1 area (axis shrinks or stays). With g = gcd(in, out), an input is `cell` = out / g units wide and an output
//    `denominator` = in / g units: output o covers units [o * denominator, (o + 1) * denominator). An input's weight is the
//    number of its units that are covered.
// A2 bilinear, half-pixel centres (TensorFlow's half_pixel_centers, OpenCV's INTER_LINEAR): output o lies at
//    source = ((2 o + 1) * in - out) / (2 * out). With in and out divided by g: numerator n = (2 o + 1) * in - out over
//    `denominator` = 2 * out; inputs floor(n / d) and the next one, weights d - (n mod d) and n mod d. Indices outside are
//    clamped to the edge.
#pragma once

#include <cstdint>

#include "device/frame/preprocess.h"

namespace pin {

struct Axis {
  bool area;
  std::int32_t in, out;       // samples
  std::uint32_t cell;         // A1 only
  std::uint32_t denominator;  // at most 65535 (A1), 2 * kMaxOutputSide (A2)
  std::int32_t start;         // A2: numerator of output 0, may be negative, above -denominator
  std::int32_t step;          // A2: numerator from one output to the next
};

constexpr Axis make_axis(Resize method, std::int32_t in, std::int32_t out) {
  std::int32_t a = in, b = out;
  while (b != 0) {
    const std::int32_t rest = a % b;
    a = b;
    b = rest;
  }
  const std::int32_t small_in = in / a, small_out = out / a;
  if (method == Resize::kArea && out <= in) {
    return {true, in, out, static_cast<std::uint32_t>(small_out), static_cast<std::uint32_t>(small_in), 0, 0};
  }
  return {false, in, out, 0, static_cast<std::uint32_t>(2 * small_out), small_in - small_out, 2 * small_in};
}

// Position of a bilinear output: the left input (-1 before the first one) and the weight of the right one.
struct Tap {
  std::int32_t left;
  std::uint32_t right_weight;  // of denominator
};

constexpr Tap bilinear_tap(const Axis& axis, std::int32_t output) {
  const std::int32_t d = static_cast<std::int32_t>(axis.denominator);
  const std::int32_t n = axis.start + output * axis.step;  // at most 2 * 2048 * 65535, fits
  if (n < 0) return {-1, static_cast<std::uint32_t>(n + d)};
  return {n / d, static_cast<std::uint32_t>(n % d)};
}

constexpr std::int32_t clamp_index(std::int32_t index, std::int32_t count) { return index < 0 ? 0 : index >= count ? count - 1 : index; }

}  // namespace pin
