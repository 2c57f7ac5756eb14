// DEQUANTIZE: int8, int16, uint8 -> float32, real = scale * (q - zero_point) in float32.
#pragma once

#include "device/kernels/fields.h"
#include "device/kernels/op.h"

namespace pin {

struct DequantizeParams {
  std::int32_t count;
  float scale;
  std::int32_t zero_point;
};

Status prepare_dequantize(const Tensor& input, const Tensor& output, DequantizeParams* params);

void dequantize_s8(const DequantizeParams&, const std::int8_t* input, float* output);
void dequantize_s16(const DequantizeParams&, const std::int16_t* input, float* output);
void dequantize_u8(const DequantizeParams&, const std::uint8_t* input, float* output);

struct DequantizeOp {
  using Attributes = NoAttributes;
  static Status prepare(const Attributes&, const NodeView&, Memory&, Prepared*);
  static void run(const Prepared&, const NodeView&);
};

}  // namespace pin

PIN_FIELDS(pin::DequantizeParams, count, scale, zero_point)
