// SOFTMAX over the last axis. int8 -> int8, int8 -> int16 (gemmlowp fixed point), int16 -> int16 (two 513-entry tables), float32.
#pragma once

#include "device/kernels/fields.h"
#include "device/kernels/op.h"

namespace pin {

struct SoftmaxAttributes {
  float beta = 1.0f;
};

struct SoftmaxInt {
  std::int32_t rows, depth;
  Multiplier input_beta;  // beta * input scale as Q5.26 (int8); for int16 the factor to the table's 10/65535 step
  std::int32_t diff_min;  // int8: differences below count as 0
};
struct SoftmaxFloat {
  std::int32_t rows, depth;
  float beta;
};

Status prepare_softmax(const SoftmaxAttributes&, const Tensor& input, const Tensor& output, SoftmaxInt* params);
Status prepare_softmax(const SoftmaxAttributes&, const Tensor& input, const Tensor& output, SoftmaxFloat* params);

void softmax_s8(const SoftmaxInt&, const std::int8_t* input, std::int8_t* output);
void softmax_s8_s16(const SoftmaxInt&, const std::int8_t* input, std::int16_t* output);
// scratch: depth int16 values.
void softmax_s16(const SoftmaxInt&, const std::int16_t* input, std::int16_t* scratch, std::int16_t* output);
void softmax_f32(const SoftmaxFloat&, const float* input, float* output);

struct SoftmaxOp {
  using Attributes = SoftmaxAttributes;
  static Status prepare(const Attributes&, const NodeView&, Memory&, Prepared*);
  static void run(const Prepared&, const NodeView&);
};

}  // namespace pin

PIN_FIELDS(pin::SoftmaxAttributes, beta)
PIN_FIELDS(pin::SoftmaxInt, rows, depth, input_beta, diff_min)
PIN_FIELDS(pin::SoftmaxFloat, rows, depth, beta)
