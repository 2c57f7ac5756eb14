// CONV_2D, with groups. Input [N,H,W,C], weights [out, kh, kw, C / groups], bias [out] or none, output [N,OH,OW,out].
// Bits: conformance README "Convolutions, int8", "int16 activations", "int4 weights"; docs/numerics.md.
// No operand may alias another. Kernels cannot fail: prepare has checked.
#pragma once

#include "device/kernels/fields.h"
#include "device/kernels/op.h"
#include "device/kernels/window.h"

namespace pin {

struct Conv2dAttributes {
  Padding padding = Padding::kSame;
  std::int32_t stride_h = 1, stride_w = 1;
  std::int32_t dilation_h = 1, dilation_w = 1;
  Activation activation = Activation::kNone;
  DType bias_type = DType::kFloat32;  // TFLite's quantized_bias_type; matters only for int16 without bias: kInt32 asks for 32-bit sums
};

// Parameters of every integer variant. int16 has zero points 0.
struct Conv2dInt {
  Window window;
  std::int32_t filter_c;  // input channels of one filter: in_c / groups
  std::int32_t input_zero_point, output_zero_point;
  std::int32_t output_min, output_max;
};
struct Conv2dFloat {
  Window window;
  std::int32_t filter_c;
  float output_min, output_max;
};

// Check operands and fill in the parameters. `bias` may be null. For integers `rescale` [out_c] receives one multiplier a channel.
Status prepare_conv_2d(const Conv2dAttributes&, const Tensor& input, const Tensor& weights, const Tensor* bias, const Tensor& output,
                       Conv2dInt* params, Multiplier* rescale);
Status prepare_conv_2d(const Conv2dAttributes&, const Tensor& input, const Tensor& weights, const Tensor* bias, const Tensor& output,
                       Conv2dFloat* params);

// int8 activations and weights. bias may be null in all portable variants.
void conv_2d_s8(const Conv2dInt&, const std::int8_t* input, const std::int8_t* weights, const std::int32_t* bias, const Multiplier* rescale,
                std::int8_t* output);
// int8 activations, packed int4 weights (low nibble first).
void conv_2d_s8_w4(const Conv2dInt&, const std::int8_t* input, const std::uint8_t* weights, const std::int32_t* bias,
                   const Multiplier* rescale, std::int8_t* output);
// int16 activations, int8 weights: 64-bit sums and multiplier; 32-bit ones where the bias is int32 (or bias_type says so).
void conv_2d_s16(const Conv2dInt&, const std::int16_t* input, const std::int8_t* weights, const std::int64_t* bias,
                 const Multiplier* rescale, std::int16_t* output);
void conv_2d_s16_b32(const Conv2dInt&, const std::int16_t* input, const std::int8_t* weights, const std::int32_t* bias,
                     const Multiplier* rescale, std::int16_t* output);
void conv_2d_f32(const Conv2dFloat&, const float* input, const float* weights, const float* bias, float* output);

struct Conv2dOp {
  using Attributes = Conv2dAttributes;
  static Status prepare(const Attributes&, const NodeView&, Memory&, Prepared*);
  static void run(const Prepared&, const NodeView&);
};

}  // namespace pin

PIN_FIELDS(pin::Conv2dAttributes, padding, stride_h, stride_w, dilation_h, dilation_w, activation, bias_type)
PIN_FIELDS(pin::Conv2dInt, window, filter_c, input_zero_point, output_zero_point, output_min, output_max)
PIN_FIELDS(pin::Conv2dFloat, window, filter_c, output_min, output_max)
