#include "device/kernels/depthwise_conv_2d/depthwise_conv_2d.h"

#include "device/kernels/channel_scales.h"
#include "device/numerics/fixed_point.h"

namespace pin {
namespace {

Status check_shapes(const DepthwiseConv2dAttributes& a, const Tensor& input, const Tensor& weights, const Tensor& output, Window* window) {
  const Shape& w = weights.shape;
  if (w.rank != 4 || w.dim[0] != 1) return Status::kBadShape;
  const Status status =
      make_window(a.padding, input.shape, output.shape, w.dim[1], w.dim[2], a.stride_h, a.stride_w, a.dilation_h, a.dilation_w, window);
  if (status != Status::kOk) return status;
  if (w.dim[3] != window->out_c || window->out_c % window->in_c != 0) return Status::kBadShape;
  return weights.is_constant ? Status::kOk : Status::kNotConstant;
}

struct State {
  union {  // by the input's type
    DepthwiseInt integer;
    DepthwiseFloat real;
  };
  const Multiplier* rescale;
};

}  // namespace

Status prepare_depthwise_conv_2d(const DepthwiseConv2dAttributes& a, const Tensor& input, const Tensor& weights, const Tensor* bias,
                                 const Tensor& output, DepthwiseInt* params, Multiplier* rescale) {
  const bool int8 = input.dtype == DType::kInt8 && (weights.dtype == DType::kInt8 || weights.dtype == DType::kInt4);
  const bool int16 = input.dtype == DType::kInt16 && weights.dtype == DType::kInt8;
  if ((!int8 && !int16) || output.dtype != input.dtype) return Status::kUnsupportedType;
  DepthwiseInt p = {};
  Status status = check_shapes(a, input, weights, output, &p.window);
  if (status != Status::kOk) return status;
  status = check_bias(bias, int16 ? DType::kInt64 : DType::kInt32, p.window.out_c);
  if (status != Status::kOk) return status;
  status = make_channel_multipliers(input, weights, output, p.window.out_c, 3, int16 ? SumWidth::k64 : SumWidth::k32, rescale);
  if (status != Status::kOk) return status;
  p.depth_multiplier = p.window.out_c / p.window.in_c;
  p.input_zero_point = input.zero_point;
  p.output_zero_point = output.zero_point;
  status = activation_range(a.activation, output.dtype, output.scale(), output.zero_point, &p.output_min, &p.output_max);
  if (status != Status::kOk) return status;
  *params = p;
  return Status::kOk;
}

Status prepare_depthwise_conv_2d(const DepthwiseConv2dAttributes& a, const Tensor& input, const Tensor& weights, const Tensor* bias,
                                 const Tensor& output, DepthwiseFloat* params) {
  if (input.dtype != DType::kFloat32 || weights.dtype != DType::kFloat32 || output.dtype != DType::kFloat32) {
    return Status::kUnsupportedType;
  }
  DepthwiseFloat p = {};
  Status status = check_shapes(a, input, weights, output, &p.window);
  if (status != Status::kOk) return status;
  status = check_bias(bias, DType::kFloat32, p.window.out_c);
  if (status != Status::kOk) return status;
  p.depth_multiplier = p.window.out_c / p.window.in_c;
  activation_range(a.activation, &p.output_min, &p.output_max);
  *params = p;
  return Status::kOk;
}

Status DepthwiseConv2dOp::prepare(const Attributes& a, const NodeView& node, Memory& memory, Prepared* prepared) {
  if (!node.has(2, 3, 1)) return Status::kBadShape;
  const Tensor &input = *node.input(0), &weights = *node.input(1), &output = *node.output(0);
  State* state = memory.take_array<State>(1);
  if (state == nullptr) return Status::kOutOfMemory;
  *state = {};
  prepared->state = state;
  if (input.dtype == DType::kFloat32) return prepare_depthwise_conv_2d(a, input, weights, node.input(2), output, &state->real);
  if (output.shape.rank != 4) return Status::kBadShape;
  Multiplier* rescale = memory.take_array<Multiplier>(static_cast<std::size_t>(output.shape.dim[3]));
  if (rescale == nullptr) return Status::kOutOfMemory;
  state->rescale = rescale;
  return prepare_depthwise_conv_2d(a, input, weights, node.input(2), output, &state->integer, rescale);
}

void DepthwiseConv2dOp::run(const Prepared& prepared, const NodeView& node) {
  const State& s = *static_cast<const State*>(prepared.state);
  const Tensor &input = *node.input(0), &weights = *node.input(1), &output = *node.output(0);
  const void* bias = node.input(2) != nullptr ? node.input(2)->data : nullptr;
  if (input.dtype == DType::kFloat32) {
    depthwise_conv_2d_f32(s.real, input.as<float>(), weights.as<float>(), static_cast<const float*>(bias), output.mutable_as<float>());
  } else if (weights.dtype == DType::kInt4) {
    depthwise_conv_2d_s8_w4(s.integer, input.as<std::int8_t>(), weights.as<std::uint8_t>(), static_cast<const std::int32_t*>(bias),
                            s.rescale, output.mutable_as<std::int8_t>());
  } else if (input.dtype == DType::kInt8) {
    depthwise_conv_2d_s8(s.integer, input.as<std::int8_t>(), weights.as<std::int8_t>(), static_cast<const std::int32_t*>(bias), s.rescale,
                         output.mutable_as<std::int8_t>());
  } else {
    depthwise_conv_2d_s16(s.integer, input.as<std::int16_t>(), weights.as<std::int8_t>(), static_cast<const std::int64_t*>(bias), s.rescale,
                          output.mutable_as<std::int16_t>());
  }
}

}  // namespace pin
