// MEAN over constant axes. The division by the count is part of the multiplier (conformance README). int8, int16, float32.
#pragma once

#include "device/kernels/fields.h"
#include "device/kernels/op.h"

namespace pin {

struct MeanAttributes {
  bool keep_dims = false;
};

// Loop nests over kept and over reduced axes, neighbours of a kind merged. Unused extents are 1.
struct Reduction {
  std::int32_t kept_dim[kMaxRank], kept_stride[kMaxRank];  // elements of the input; outermost first
  std::int32_t reduced_dim[kMaxRank], reduced_stride[kMaxRank];
};
inline std::int32_t extents_product(const std::int32_t (&dim)[kMaxRank]) {
  std::int32_t n = 1;
  for (const std::int32_t extent : dim) n *= extent;
  return n;
}
struct MeanInt {
  Reduction reduction;
  std::int32_t input_zero_point, output_zero_point;
  Multiplier rescale;
};

// axes: constant int32, scalar or rank 1, negative from the end, repetition allowed.
Status prepare_mean(const MeanAttributes&, const Tensor& input, const Tensor& axes, const Tensor& output, MeanInt* params);
Status prepare_mean(const MeanAttributes&, const Tensor& input, const Tensor& axes, const Tensor& output, Reduction* params);

void mean_s8(const MeanInt&, const std::int8_t* input, std::int8_t* output);
void mean_s16(const MeanInt&, const std::int16_t* input, std::int16_t* output);
void mean_f32(const Reduction&, const float* input, float* output);

struct MeanOp {
  using Attributes = MeanAttributes;
  static Status prepare(const Attributes&, const NodeView&, Memory&, Prepared*);
  static void run(const Prepared&, const NodeView&);
};

}  // namespace pin

PIN_FIELDS(pin::MeanAttributes, keep_dims)
PIN_FIELDS(pin::Reduction, kept_dim, kept_stride, reduced_dim, reduced_stride)
PIN_FIELDS(pin::MeanInt, reduction, input_zero_point, output_zero_point, rescale)
