#include "device/kernels/conv_2d/conv_2d.h"

#include "device/kernels/channel_scales.h"
#include "device/numerics/fixed_point.h"

namespace pin {
namespace {

// Shapes of everything but the bias, and the window.
Status check_shapes(const Conv2dAttributes& a, const Tensor& input, const Tensor& weights, const Tensor& output, Window* window) {
  const Shape& w = weights.shape;
  if (w.rank != 4 || output.shape.rank != 4 || input.shape.rank != 4) return Status::kBadShape;
  const Status status =
      make_window(a.padding, input.shape, output.shape, w.dim[1], w.dim[2], a.stride_h, a.stride_w, a.dilation_h, a.dilation_w, window);
  if (status != Status::kOk) return status;
  const std::int32_t filter_c = w.dim[3];
  if (w.dim[0] != window->out_c || filter_c < 1 || window->in_c % filter_c != 0) return Status::kBadShape;
  if (window->out_c % (window->in_c / filter_c) != 0) return Status::kBadShape;  // groups must divide the outputs too
  return weights.is_constant ? Status::kOk : Status::kNotConstant;
}

// int16 sums are 64 bits wide unless the bias, or in its absence the attribute, says int32 (conformance README "int16 activations").
bool has_wide_sums(const Conv2dAttributes& a, const Tensor& input, const Tensor* bias) {
  return input.dtype == DType::kInt16 && (bias != nullptr ? bias->dtype : a.bias_type) != DType::kInt32;
}

struct State {
  union {  // by the input's type
    Conv2dInt integer;
    Conv2dFloat real;
  };
  const Multiplier* rescale;
  bool narrow_sums;  // int16 with 32-bit sums
};

}  // namespace

Status prepare_conv_2d(const Conv2dAttributes& a, const Tensor& input, const Tensor& weights, const Tensor* bias, const Tensor& output,
                       Conv2dInt* params, Multiplier* rescale) {
  const bool int8 = input.dtype == DType::kInt8 && (weights.dtype == DType::kInt8 || weights.dtype == DType::kInt4);
  const bool int16 = input.dtype == DType::kInt16 && weights.dtype == DType::kInt8;
  if ((!int8 && !int16) || output.dtype != input.dtype) return Status::kUnsupportedType;
  Conv2dInt p = {};
  Status status = check_shapes(a, input, weights, output, &p.window);
  if (status != Status::kOk) return status;
  const bool wide = has_wide_sums(a, input, bias);
  status = check_bias(bias, wide ? DType::kInt64 : DType::kInt32, p.window.out_c);
  if (status != Status::kOk) return status;
  status = make_channel_multipliers(input, weights, output, p.window.out_c, 0, wide ? SumWidth::k64 : SumWidth::k32, rescale);
  if (status != Status::kOk) return status;
  p.filter_c = weights.shape.dim[3];
  p.input_zero_point = input.zero_point;
  p.output_zero_point = output.zero_point;
  status = activation_range(a.activation, output.dtype, output.scale(), output.zero_point, &p.output_min, &p.output_max);
  if (status != Status::kOk) return status;
  *params = p;
  return Status::kOk;
}

Status prepare_conv_2d(const Conv2dAttributes& a, const Tensor& input, const Tensor& weights, const Tensor* bias, const Tensor& output,
                       Conv2dFloat* params) {
  if (input.dtype != DType::kFloat32 || weights.dtype != DType::kFloat32 || output.dtype != DType::kFloat32) {
    return Status::kUnsupportedType;
  }
  Conv2dFloat p = {};
  Status status = check_shapes(a, input, weights, output, &p.window);
  if (status != Status::kOk) return status;
  status = check_bias(bias, DType::kFloat32, p.window.out_c);
  if (status != Status::kOk) return status;
  p.filter_c = weights.shape.dim[3];
  activation_range(a.activation, &p.output_min, &p.output_max);
  *params = p;
  return Status::kOk;
}

Status Conv2dOp::prepare(const Attributes& a, const NodeView& node, Memory& memory, Prepared* prepared) {
  if (!node.has(2, 3, 1)) return Status::kBadShape;
  const Tensor &input = *node.input(0), &weights = *node.input(1), &output = *node.output(0);
  State* state = memory.take_array<State>(1);
  if (state == nullptr) return Status::kOutOfMemory;
  *state = {};
  state->narrow_sums = !has_wide_sums(a, input, node.input(2));
  prepared->state = state;
  if (input.dtype == DType::kFloat32) return prepare_conv_2d(a, input, weights, node.input(2), output, &state->real);
  if (output.shape.rank != 4) return Status::kBadShape;
  Multiplier* rescale = memory.take_array<Multiplier>(static_cast<std::size_t>(output.shape.dim[3]));
  if (rescale == nullptr) return Status::kOutOfMemory;
  state->rescale = rescale;
  return prepare_conv_2d(a, input, weights, node.input(2), output, &state->integer, rescale);
}

void Conv2dOp::run(const Prepared& prepared, const NodeView& node) {
  const State& s = *static_cast<const State*>(prepared.state);
  const Tensor &input = *node.input(0), &weights = *node.input(1), &output = *node.output(0);
  const void* bias = node.input(2) != nullptr ? node.input(2)->data : nullptr;
  const auto* bias32 = static_cast<const std::int32_t*>(bias);
  if (input.dtype == DType::kFloat32) {
    conv_2d_f32(s.real, input.as<float>(), weights.as<float>(), static_cast<const float*>(bias), output.mutable_as<float>());
  } else if (weights.dtype == DType::kInt4) {
    conv_2d_s8_w4(s.integer, input.as<std::int8_t>(), weights.as<std::uint8_t>(), bias32, s.rescale, output.mutable_as<std::int8_t>());
  } else if (input.dtype == DType::kInt8) {
    conv_2d_s8(s.integer, input.as<std::int8_t>(), weights.as<std::int8_t>(), bias32, s.rescale, output.mutable_as<std::int8_t>());
  } else if (s.narrow_sums) {
    conv_2d_s16_b32(s.integer, input.as<std::int16_t>(), weights.as<std::int8_t>(), bias32, s.rescale, output.mutable_as<std::int16_t>());
  } else {
    conv_2d_s16(s.integer, input.as<std::int16_t>(), weights.as<std::int8_t>(), static_cast<const std::int64_t*>(bias), s.rescale,
                output.mutable_as<std::int16_t>());
  }
}

}  // namespace pin
