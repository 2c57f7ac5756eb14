// LOGISTIC (sigmoid). int8 in gemmlowp fixed point on Q4.27; int16 by a fixed table of 256 entries with interpolation; float32.
// Elementwise: output may be the same memory as input.
#pragma once

#include "device/kernels/fields.h"
#include "device/kernels/op.h"

namespace pin {

struct LogisticInt8 {
  std::int32_t count;
  std::int32_t input_zero_point;
  std::int32_t input_radius;
  Multiplier input;
};
struct LogisticInt16 {
  std::int32_t count;
  Multiplier input;  // value 0: a power-of-two scale, shift only
};

Status prepare_logistic(const Tensor& input, const Tensor& output, LogisticInt8* params);
Status prepare_logistic(const Tensor& input, const Tensor& output, LogisticInt16* params);

void logistic_s8(const LogisticInt8&, const std::int8_t* input, std::int8_t* output);
void logistic_s16(const LogisticInt16&, const std::int16_t* input, std::int16_t* output);
void logistic_f32(std::int32_t count, const float* input, float* output);

struct LogisticOp {
  using Attributes = NoAttributes;
  static Status prepare(const Attributes&, const NodeView&, Memory&, Prepared*);
  static void run(const Prepared&, const NodeView&);
};

}  // namespace pin

PIN_FIELDS(pin::LogisticInt8, count, input_zero_point, input_radius, input)
PIN_FIELDS(pin::LogisticInt16, count, input)
