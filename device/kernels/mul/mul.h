// MUL of two operands that broadcast. int8, int16: product of the operands without zero points, one multiplier; int32: wrapping
// product, clamped; float32. `output` may be the same memory as an operand that is not repeated.
#pragma once

#include "device/kernels/broadcast.h"
#include "device/kernels/fields.h"
#include "device/kernels/op.h"

namespace pin {

struct MulAttributes {
  Activation activation = Activation::kNone;
};

struct MulInt {
  Broadcast broadcast;
  std::int32_t a_zero_point, b_zero_point, output_zero_point;
  Multiplier rescale;
  std::int32_t output_min, output_max;
};
struct MulInt32 {
  Broadcast broadcast;
  std::int32_t output_min, output_max;
};
struct MulFloat {
  Broadcast broadcast;
  float output_min, output_max;
};

Status prepare_mul(const MulAttributes&, const Tensor& a, const Tensor& b, const Tensor& output, MulInt* params);
Status prepare_mul(const MulAttributes&, const Tensor& a, const Tensor& b, const Tensor& output, MulInt32* params);
Status prepare_mul(const MulAttributes&, const Tensor& a, const Tensor& b, const Tensor& output, MulFloat* params);

void mul_s8(const MulInt&, const std::int8_t* a, const std::int8_t* b, std::int8_t* output);
void mul_s16(const MulInt&, const std::int16_t* a, const std::int16_t* b, std::int16_t* output);
void mul_s32(const MulInt32&, const std::int32_t* a, const std::int32_t* b, std::int32_t* output);
void mul_f32(const MulFloat&, const float* a, const float* b, float* output);

struct MulOp {
  using Attributes = MulAttributes;
  static Status prepare(const Attributes&, const NodeView&, Memory&, Prepared*);
  static void run(const Prepared&, const NodeView&);
};

}  // namespace pin

PIN_FIELDS(pin::MulAttributes, activation)
PIN_FIELDS(pin::MulInt, broadcast, a_zero_point, b_zero_point, output_zero_point, rescale, output_min, output_max)
PIN_FIELDS(pin::MulInt32, broadcast, output_min, output_max)
PIN_FIELDS(pin::MulFloat, broadcast, output_min, output_max)
