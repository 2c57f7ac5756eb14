// DEPTHWISE_CONV_2D. Input [N,H,W,C], weights [1, kh, kw, C * m], bias [C * m] or none, output [N,OH,OW,C * m]: output channel
// c * m + j reads input channel c. Weights are quantised per output channel (axis 3) or per tensor.
// No operand may alias another. Kernels cannot fail: prepare has checked.
#pragma once

#include "device/kernels/fields.h"
#include "device/kernels/op.h"
#include "device/kernels/window.h"

namespace pin {

struct DepthwiseConv2dAttributes {
  Padding padding = Padding::kSame;
  std::int32_t stride_h = 1, stride_w = 1;
  std::int32_t depth_multiplier = 1;  // informative in the file (0 in some): the true one is output channels / input channels
  std::int32_t dilation_h = 1, dilation_w = 1;
  Activation activation = Activation::kNone;
};

struct DepthwiseInt {
  Window window;
  std::int32_t depth_multiplier;
  std::int32_t input_zero_point, output_zero_point;
  std::int32_t output_min, output_max;
};
struct DepthwiseFloat {
  Window window;
  std::int32_t depth_multiplier;
  float output_min, output_max;
};

Status prepare_depthwise_conv_2d(const DepthwiseConv2dAttributes&, const Tensor& input, const Tensor& weights, const Tensor* bias,
                                 const Tensor& output, DepthwiseInt* params, Multiplier* rescale /*[out_c]*/);
Status prepare_depthwise_conv_2d(const DepthwiseConv2dAttributes&, const Tensor& input, const Tensor& weights, const Tensor* bias,
                                 const Tensor& output, DepthwiseFloat* params);

void depthwise_conv_2d_s8(const DepthwiseInt&, const std::int8_t* input, const std::int8_t* weights, const std::int32_t* bias,
                          const Multiplier* rescale, std::int8_t* output);
void depthwise_conv_2d_s8_w4(const DepthwiseInt&, const std::int8_t* input, const std::uint8_t* weights, const std::int32_t* bias,
                             const Multiplier* rescale, std::int8_t* output);
void depthwise_conv_2d_s16(const DepthwiseInt&, const std::int16_t* input, const std::int8_t* weights, const std::int64_t* bias,
                           const Multiplier* rescale, std::int16_t* output);
void depthwise_conv_2d_f32(const DepthwiseFloat&, const float* input, const float* weights, const float* bias, float* output);

struct DepthwiseConv2dOp {
  using Attributes = DepthwiseConv2dAttributes;
  static Status prepare(const Attributes&, const NodeView&, Memory&, Prepared*);
  static void run(const Prepared&, const NodeView&);
};

}  // namespace pin

PIN_FIELDS(pin::DepthwiseConv2dAttributes, padding, stride_h, stride_w, depth_multiplier, dilation_h, dilation_w, activation)
PIN_FIELDS(pin::DepthwiseInt, window, depth_multiplier, input_zero_point, output_zero_point, output_min, output_max)
PIN_FIELDS(pin::DepthwiseFloat, window, depth_multiplier, output_min, output_max)
