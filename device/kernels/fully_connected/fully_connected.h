// FULLY_CONNECTED. Input of any rank, read as [rows, depth] where depth is the weights' second extent; weights [out, depth]; bias
// [out] or none; output [rows, out], or the input's shape with the last extent replaced when keep_num_dims is set.
// Weights may be a non-constant int8 operand. Per-tensor weights scale in float32, per-channel in double (conformance README).
#pragma once

#include "device/kernels/fields.h"
#include "device/kernels/op.h"

namespace pin {

struct FullyConnectedAttributes {
  Activation activation = Activation::kNone;
  bool keep_num_dims = false;
};

struct FullyConnectedInt {
  std::int32_t rows, depth, out_c;
  std::int32_t input_zero_point;
  std::int32_t weights_zero_point;  // used by FULLY_CONNECTED per tensor (0 in every well-made file)
  std::int32_t output_zero_point;
  std::int32_t output_min, output_max;
  std::int32_t per_channel;  // 1: rescale has out_c entries, 0: one
};
struct FullyConnectedFloat {
  std::int32_t rows, depth, out_c;
  float output_min, output_max;
};

// rescale: room for out_c multipliers (per channel) or one (per tensor).
Status prepare_fully_connected(const FullyConnectedAttributes&, const Tensor& input, const Tensor& weights, const Tensor* bias,
                               const Tensor& output, FullyConnectedInt* params, Multiplier* rescale);
Status prepare_fully_connected(const FullyConnectedAttributes&, const Tensor& input, const Tensor& weights, const Tensor* bias,
                               const Tensor& output, FullyConnectedFloat* params);

void fully_connected_s8(const FullyConnectedInt&, const std::int8_t* input, const std::int8_t* weights, const std::int32_t* bias,
                        const Multiplier* rescale, std::int8_t* output);
void fully_connected_s8_w4(const FullyConnectedInt&, const std::int8_t* input, const std::uint8_t* weights, const std::int32_t* bias,
                           const Multiplier* rescale, std::int8_t* output);
void fully_connected_s16(const FullyConnectedInt&, const std::int16_t* input, const std::int8_t* weights, const std::int64_t* bias,
                         const Multiplier* rescale, std::int16_t* output);
void fully_connected_f32(const FullyConnectedFloat&, const float* input, const float* weights, const float* bias, float* output);

struct FullyConnectedOp {
  using Attributes = FullyConnectedAttributes;
  static Status prepare(const Attributes&, const NodeView&, Memory&, Prepared*);
  static void run(const Prepared&, const NodeView&);
};

}  // namespace pin

PIN_FIELDS(pin::FullyConnectedAttributes, activation, keep_num_dims)
PIN_FIELDS(pin::FullyConnectedInt, rows, depth, out_c, input_zero_point, weights_zero_point, output_zero_point, output_min, output_max,
           per_channel)
PIN_FIELDS(pin::FullyConnectedFloat, rows, depth, out_c, output_min, output_max)
