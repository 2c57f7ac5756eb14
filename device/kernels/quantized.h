// What the prepare functions of elementwise operators ask of quantised operands. Called by them only; kernels trust the result.
#pragma once

#include "device/kernels/types.h"
#include "device/numerics/fixed_point.h"

namespace pin {

// kBadQuantization unless an integer tensor has exactly one positive finite scale and a zero point that its type holds.
inline Status check_quantized(const Tensor& tensor) {
  if (tensor.scale_count != 1 || tensor.scales == nullptr || !valid_scale(tensor.scale())) return Status::kBadQuantization;
  const IntegerRange range = range_of(tensor.dtype);
  return tensor.zero_point >= range.low && tensor.zero_point <= range.high ? Status::kOk : Status::kBadQuantization;
}

// The same, and for int16 the zero point is 0: what the arithmetic operators ask for.
inline Status check_arithmetic_operand(const Tensor& tensor) {
  if (tensor.dtype == DType::kInt16 && tensor.zero_point != 0) return Status::kBadQuantization;
  return check_quantized(tensor);
}

// Both have the same scale and zero point, or neither has a scale.
inline bool same_quantization(const Tensor& a, const Tensor& b) {
  if (a.scale_count == 0 && b.scale_count == 0) return true;
  return a.scale_count == 1 && b.scale_count == 1 && a.scale() == b.scale() && a.zero_point == b.zero_point;
}

// Whether two float scales differ by at most a thousandth of `wanted`, the reference's tolerance where it fixes an output scale.
inline bool near_scale(float scale, float wanted) {
  const float difference = scale > wanted ? scale - wanted : wanted - scale;
  return difference <= 0.001f * wanted;
}

}  // namespace pin
