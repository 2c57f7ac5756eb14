#include "device/kernels/relu/relu.h"

#include "device/kernels/quantized.h"
#include "device/numerics/fixed_point.h"

namespace pin {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

Status check_elementwise(const Tensor& input, const Tensor& output) {
  if (input.dtype != output.dtype) return Status::kUnsupportedType;
  return input.shape == output.shape ? Status::kOk : Status::kBadShape;
}

template <class Params>
Params* take_state(Memory& memory, Prepared* prepared) {
  auto* params = memory.take_array<Params>(1);
  prepared->state = params;
  return params;
}

}  // namespace

Status prepare_relu(const Tensor& input, const Tensor& output, ReluInt* params) {
  Status status = check_elementwise(input, output);
  if (status != Status::kOk) return status;
  if (input.dtype != DType::kInt8 && input.dtype != DType::kInt16) return Status::kUnsupportedType;
  status = check_quantized(input);
  if (status == Status::kOk) status = check_quantized(output);
  if (status != Status::kOk) return status;
  params->count = input.shape.count();
  params->input_zero_point = input.zero_point;
  params->output_zero_point = output.zero_point;
  params->rescale = quantize_multiplier(static_cast<double>(input.scale() / output.scale()));  // N23: the quotient is float32
  if (!usable_32(params->rescale)) return Status::kBadQuantization;
  return activation_range(Activation::kRelu, output.dtype, output.scale(), output.zero_point, &params->output_min, &params->output_max);
}

Status prepare_relu6(const Tensor& input, const Tensor& output, ClampInt* params) {
  Status status = check_elementwise(input, output);
  if (status != Status::kOk) return status;
  if (input.dtype != DType::kInt8 && input.dtype != DType::kInt16) return Status::kUnsupportedType;
  status = check_quantized(input);
  if (status == Status::kOk) status = check_quantized(output);
  if (status != Status::kOk) return status;
  params->count = input.shape.count();
  return activation_range(Activation::kRelu6, input.dtype, input.scale(), input.zero_point, &params->output_min, &params->output_max);
}

Status ReluOp::prepare(const Attributes&, const NodeView& node, Memory& memory, Prepared* prepared) {
  if (!node.has(1, 1, 1)) return Status::kBadShape;
  const Tensor &input = *node.input(0), &output = *node.output(0);
  if (input.dtype == DType::kFloat32) return check_elementwise(input, output);
  auto* params = take_state<ReluInt>(memory, prepared);
  return params == nullptr ? Status::kOutOfMemory : prepare_relu(input, output, params);
}

void ReluOp::run(const Prepared& prepared, const NodeView& node) {
  const Tensor &input = *node.input(0), &output = *node.output(0);
  const auto* params = static_cast<const ReluInt*>(prepared.state);
  if (input.dtype == DType::kInt8) return relu_s8(*params, input.as<std::int8_t>(), output.mutable_as<std::int8_t>());
  if (input.dtype == DType::kInt16) return relu_s16(*params, input.as<std::int16_t>(), output.mutable_as<std::int16_t>());
  clamp_f32(input.shape.count(), 0.0f, kInfinity, input.as<float>(), output.mutable_as<float>());
}

Status Relu6Op::prepare(const Attributes&, const NodeView& node, Memory& memory, Prepared* prepared) {
  if (!node.has(1, 1, 1)) return Status::kBadShape;
  const Tensor &input = *node.input(0), &output = *node.output(0);
  if (input.dtype == DType::kFloat32) return check_elementwise(input, output);
  auto* params = take_state<ClampInt>(memory, prepared);
  return params == nullptr ? Status::kOutOfMemory : prepare_relu6(input, output, params);
}

void Relu6Op::run(const Prepared& prepared, const NodeView& node) {
  const Tensor &input = *node.input(0), &output = *node.output(0);
  const auto* params = static_cast<const ClampInt*>(prepared.state);
  if (input.dtype == DType::kInt8) return clamp_s8(*params, input.as<std::int8_t>(), output.mutable_as<std::int8_t>());
  if (input.dtype == DType::kInt16) return clamp_s16(*params, input.as<std::int16_t>(), output.mutable_as<std::int16_t>());
  clamp_f32(input.shape.count(), 0.0f, 6.0f, input.as<float>(), output.mutable_as<float>());
}

}  // namespace pin
