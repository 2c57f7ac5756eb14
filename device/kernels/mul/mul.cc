#include "device/kernels/mul/mul.h"

#include "device/kernels/quantized.h"
#include "device/numerics/fixed_point.h"

namespace pin {
namespace {

bool same_types(const Tensor& a, const Tensor& b, const Tensor& output) { return a.dtype == b.dtype && a.dtype == output.dtype; }

template <class Params>
Status prepare_into(const MulAttributes& attributes, const NodeView& node, Memory& memory, Prepared* prepared) {
  auto* params = memory.take_array<Params>(1);
  if (params == nullptr) return Status::kOutOfMemory;
  prepared->state = params;
  return prepare_mul(attributes, *node.input(0), *node.input(1), *node.output(0), params);
}

}  // namespace

Status prepare_mul(const MulAttributes& attributes, const Tensor& a, const Tensor& b, const Tensor& output, MulInt* params) {
  if (!same_types(a, b, output) || (a.dtype != DType::kInt8 && a.dtype != DType::kInt16)) return Status::kUnsupportedType;
  const Tensor* const operands[] = {&a, &b, &output};
  for (const Tensor* tensor : operands) {
    const Status status = check_arithmetic_operand(*tensor);
    if (status != Status::kOk) return status;
  }
  params->a_zero_point = a.zero_point;
  params->b_zero_point = b.zero_point;
  params->output_zero_point = output.zero_point;
  params->rescale =
      quantize_multiplier(static_cast<double>(a.scale()) * static_cast<double>(b.scale()) / static_cast<double>(output.scale()));
  if (!usable_32(params->rescale)) return Status::kBadQuantization;
  const Status status =
      activation_range(attributes.activation, output.dtype, output.scale(), output.zero_point, &params->output_min, &params->output_max);
  return status == Status::kOk ? make_broadcast(a.shape, b.shape, output.shape, &params->broadcast) : status;
}

Status prepare_mul(const MulAttributes& attributes, const Tensor& a, const Tensor& b, const Tensor& output, MulInt32* params) {
  if (!same_types(a, b, output) || a.dtype != DType::kInt32) return Status::kUnsupportedType;
  activation_range(attributes.activation, &params->output_min, &params->output_max);
  return make_broadcast(a.shape, b.shape, output.shape, &params->broadcast);
}

Status prepare_mul(const MulAttributes& attributes, const Tensor& a, const Tensor& b, const Tensor& output, MulFloat* params) {
  if (!same_types(a, b, output) || a.dtype != DType::kFloat32) return Status::kUnsupportedType;
  activation_range(attributes.activation, &params->output_min, &params->output_max);
  return make_broadcast(a.shape, b.shape, output.shape, &params->broadcast);
}

Status MulOp::prepare(const Attributes& attributes, const NodeView& node, Memory& memory, Prepared* prepared) {
  if (!node.has(2, 2, 1)) return Status::kBadShape;
  switch (node.input(0)->dtype) {
    case DType::kInt8:
    case DType::kInt16: return prepare_into<MulInt>(attributes, node, memory, prepared);
    case DType::kInt32: return prepare_into<MulInt32>(attributes, node, memory, prepared);
    case DType::kFloat32: return prepare_into<MulFloat>(attributes, node, memory, prepared);
    default: return Status::kUnsupportedType;
  }
}

void MulOp::run(const Prepared& prepared, const NodeView& node) {
  const Tensor &a = *node.input(0), &b = *node.input(1), &output = *node.output(0);
  const void* state = prepared.state;
  switch (a.dtype) {
    case DType::kInt8:
      return mul_s8(*static_cast<const MulInt*>(state), a.as<std::int8_t>(), b.as<std::int8_t>(), output.mutable_as<std::int8_t>());
    case DType::kInt16:
      return mul_s16(*static_cast<const MulInt*>(state), a.as<std::int16_t>(), b.as<std::int16_t>(), output.mutable_as<std::int16_t>());
    case DType::kInt32:
      return mul_s32(*static_cast<const MulInt32*>(state), a.as<std::int32_t>(), b.as<std::int32_t>(), output.mutable_as<std::int32_t>());
    default: return mul_f32(*static_cast<const MulFloat*>(state), a.as<float>(), b.as<float>(), output.mutable_as<float>());
  }
}

}  // namespace pin
