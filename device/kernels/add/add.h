// ADD of two operands that broadcast. int8 and int16: three double roundings an element (conformance README); int32: wrapping sum,
// whatever the fused activation says (N22); float32. `output` may be the same memory as an operand that is not repeated (equal
// element count and type).
#pragma once

#include "device/kernels/broadcast.h"
#include "device/kernels/fields.h"
#include "device/kernels/op.h"

namespace pin {

struct AddAttributes {
  Activation activation = Activation::kNone;
  bool pot_scale_int16 = true;  // carried through; the arithmetic does not use it
};

struct AddInt {
  Broadcast broadcast;
  std::int32_t a_zero_point, b_zero_point, output_zero_point;
  std::int32_t left_shift;  // 20 for int8, 15 for int16
  Multiplier a, b, output;
  std::int32_t output_min, output_max;
};
struct AddInt32 {
  Broadcast broadcast;
  std::int32_t output_min, output_max;
};
struct AddFloat {
  Broadcast broadcast;
  float output_min, output_max;
};

Status prepare_add(const AddAttributes&, const Tensor& a, const Tensor& b, const Tensor& output, AddInt* params);
Status prepare_add(const AddAttributes&, const Tensor& a, const Tensor& b, const Tensor& output, AddInt32* params);
Status prepare_add(const AddAttributes&, const Tensor& a, const Tensor& b, const Tensor& output, AddFloat* params);

void add_s8(const AddInt&, const std::int8_t* a, const std::int8_t* b, std::int8_t* output);
void add_s16(const AddInt&, const std::int16_t* a, const std::int16_t* b, std::int16_t* output);
void add_s32(const AddInt32&, const std::int32_t* a, const std::int32_t* b, std::int32_t* output);
void add_f32(const AddFloat&, const float* a, const float* b, float* output);

struct AddOp {
  using Attributes = AddAttributes;
  static Status prepare(const Attributes&, const NodeView&, Memory&, Prepared*);
  static void run(const Prepared&, const NodeView&);
};

}  // namespace pin

PIN_FIELDS(pin::AddAttributes, activation, pot_scale_int16)
PIN_FIELDS(pin::AddInt, broadcast, a_zero_point, b_zero_point, output_zero_point, left_shift, a, b, output, output_min, output_max)
PIN_FIELDS(pin::AddInt32, broadcast, output_min, output_max)
PIN_FIELDS(pin::AddFloat, broadcast, output_min, output_max)
