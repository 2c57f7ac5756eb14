// RELU rescales from input to output scale; RELU6 only clamps between zero point and zero_point + round(6 / scale) of the input
// (conformance README). int8, int16, float32. Elementwise: output may be the same memory as input.
#pragma once

#include "device/kernels/fields.h"
#include "device/kernels/op.h"

namespace pin {

struct ReluInt {
  std::int32_t count;
  std::int32_t input_zero_point, output_zero_point;
  Multiplier rescale;
  std::int32_t output_min, output_max;
};
struct ClampInt {
  std::int32_t count;
  std::int32_t output_min, output_max;
};

Status prepare_relu(const Tensor& input, const Tensor& output, ReluInt* params);
Status prepare_relu6(const Tensor& input, const Tensor& output, ClampInt* params);

void relu_s8(const ReluInt&, const std::int8_t* input, std::int8_t* output);
void relu_s16(const ReluInt&, const std::int16_t* input, std::int16_t* output);
void clamp_s8(const ClampInt&, const std::int8_t* input, std::int8_t* output);
void clamp_s16(const ClampInt&, const std::int16_t* input, std::int16_t* output);
void clamp_f32(std::int32_t count, float output_min, float output_max, const float* input, float* output);  // RELU: 0, +inf

struct ReluOp {
  using Attributes = NoAttributes;
  static Status prepare(const Attributes&, const NodeView&, Memory&, Prepared*);
  static void run(const Prepared&, const NodeView&);
};
struct Relu6Op {
  using Attributes = NoAttributes;
  static Status prepare(const Attributes&, const NodeView&, Memory&, Prepared*);
  static void run(const Prepared&, const NodeView&);
};

}  // namespace pin

PIN_FIELDS(pin::ReluInt, count, input_zero_point, output_zero_point, rescale, output_min, output_max)
PIN_FIELDS(pin::ClampInt, count, output_min, output_max)
