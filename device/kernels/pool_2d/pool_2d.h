// AVERAGE_POOL_2D and MAX_POOL_2D. Input [N,H,W,C], output [N,OH,OW,C]; taps outside the picture do not count.
// Averages are of the raw integers, rounded half away from zero; no rescaling (conformance README).
#pragma once

#include "device/kernels/fields.h"
#include "device/kernels/op.h"
#include "device/kernels/window.h"

namespace pin {

struct Pool2dAttributes {
  Padding padding = Padding::kSame;
  std::int32_t stride_h = 1, stride_w = 1;
  std::int32_t filter_h = 1, filter_w = 1;
  Activation activation = Activation::kNone;
};

struct Pool2dInt {
  Window window;
  std::int32_t output_min, output_max;
};
struct Pool2dFloat {
  Window window;
  float output_min, output_max;
};

Status prepare_pool_2d(const Pool2dAttributes&, const Tensor& input, const Tensor& output, Pool2dInt* params);
Status prepare_pool_2d(const Pool2dAttributes&, const Tensor& input, const Tensor& output, Pool2dFloat* params);

void average_pool_2d_s8(const Pool2dInt&, const std::int8_t* input, std::int8_t* output);
void average_pool_2d_s16(const Pool2dInt&, const std::int16_t* input, std::int16_t* output);
void average_pool_2d_f32(const Pool2dFloat&, const float* input, float* output);
void max_pool_2d_s8(const Pool2dInt&, const std::int8_t* input, std::int8_t* output);
void max_pool_2d_s16(const Pool2dInt&, const std::int16_t* input, std::int16_t* output);
void max_pool_2d_f32(const Pool2dFloat&, const float* input, float* output);

struct AveragePool2dOp {
  using Attributes = Pool2dAttributes;
  static Status prepare(const Attributes&, const NodeView&, Memory&, Prepared*);
  static void run(const Prepared&, const NodeView&);
};
struct MaxPool2dOp {
  using Attributes = Pool2dAttributes;
  static Status prepare(const Attributes&, const NodeView&, Memory&, Prepared*);
  static void run(const Prepared&, const NodeView&);
};

}  // namespace pin

PIN_FIELDS(pin::Pool2dAttributes, padding, stride_h, stride_w, filter_h, filter_w, activation)
PIN_FIELDS(pin::Pool2dInt, window, output_min, output_max)
PIN_FIELDS(pin::Pool2dFloat, window, output_min, output_max)
