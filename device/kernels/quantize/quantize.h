// QUANTIZE: float32 -> int8, int16; between int8, int16, int32, uint8 by one 32-bit multiplier. int8 <-> uint8 with equal scales and
// zero points 128 apart flips the top bit. Other pairs are refused as the reference does (conformance README).
#pragma once

#include "device/kernels/fields.h"
#include "device/kernels/op.h"

namespace pin {

struct QuantizeFloat {
  std::int32_t count;
  float scale;  // real / scale is computed in float32
  std::int32_t zero_point;
};
struct Requantize {
  std::int32_t count;
  std::int32_t input_zero_point, output_zero_point;
  Multiplier rescale;
};

Status prepare_quantize(const Tensor& input, const Tensor& output, QuantizeFloat* params);
Status prepare_quantize(const Tensor& input, const Tensor& output, Requantize* params);

void quantize_f32_s8(const QuantizeFloat&, const float* input, std::int8_t* output);
void quantize_f32_s16(const QuantizeFloat&, const float* input, std::int16_t* output);
void requantize_s8_s8(const Requantize&, const std::int8_t* input, std::int8_t* output);
void requantize_s8_s16(const Requantize&, const std::int8_t* input, std::int16_t* output);
void requantize_s8_s32(const Requantize&, const std::int8_t* input, std::int32_t* output);
void requantize_s8_u8(const Requantize&, const std::int8_t* input, std::uint8_t* output);
void requantize_u8_s8(const Requantize&, const std::uint8_t* input, std::int8_t* output);
void requantize_s16_s8(const Requantize&, const std::int16_t* input, std::int8_t* output);
void requantize_s16_s16(const Requantize&, const std::int16_t* input, std::int16_t* output);
void requantize_s16_s32(const Requantize&, const std::int16_t* input, std::int32_t* output);
void requantize_s32_s8(const Requantize&, const std::int32_t* input, std::int8_t* output);
void requantize_s32_s16(const Requantize&, const std::int32_t* input, std::int16_t* output);

struct QuantizeOp {
  using Attributes = NoAttributes;
  static Status prepare(const Attributes&, const NodeView&, Memory&, Prepared*);
  static void run(const Prepared&, const NodeView&);
};

}  // namespace pin

PIN_FIELDS(pin::QuantizeFloat, count, scale, zero_point)
PIN_FIELDS(pin::Requantize, count, input_zero_point, output_zero_point, rescale)
