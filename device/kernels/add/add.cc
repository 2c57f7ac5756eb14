#include "device/kernels/add/add.h"

#include "device/kernels/quantized.h"
#include "device/numerics/fixed_point.h"

namespace pin {
namespace {

bool same_types(const Tensor& a, const Tensor& b, const Tensor& output) { return a.dtype == b.dtype && a.dtype == output.dtype; }

template <class Params>
Status prepare_into(const AddAttributes& attributes, const NodeView& node, Memory& memory, Prepared* prepared) {
  auto* params = memory.take_array<Params>(1);
  if (params == nullptr) return Status::kOutOfMemory;
  prepared->state = params;
  return prepare_add(attributes, *node.input(0), *node.input(1), *node.output(0), params);
}

}  // namespace

Status prepare_add(const AddAttributes& attributes, const Tensor& a, const Tensor& b, const Tensor& output, AddInt* params) {
  if (!same_types(a, b, output) || (a.dtype != DType::kInt8 && a.dtype != DType::kInt16)) return Status::kUnsupportedType;
  const Tensor* const operands[] = {&a, &b, &output};
  for (const Tensor* tensor : operands) {
    const Status status = check_arithmetic_operand(*tensor);
    if (status != Status::kOk) return status;
  }
  params->a_zero_point = a.zero_point;
  params->b_zero_point = b.zero_point;
  params->output_zero_point = output.zero_point;
  params->left_shift = a.dtype == DType::kInt16 ? 15 : 20;
  const auto scale_a = static_cast<double>(a.scale()), scale_b = static_cast<double>(b.scale());
  const double twice_max = 2 * (scale_a > scale_b ? scale_a : scale_b);
  const double output_factor = twice_max / ((1 << params->left_shift) * static_cast<double>(output.scale()));
  if (!(output_factor < 1.0)) return Status::kBadQuantization;  // the reference stops here; N20's proof needs it
  params->a = quantize_multiplier(scale_a / twice_max);
  params->b = quantize_multiplier(scale_b / twice_max);
  params->output = quantize_multiplier(output_factor);
  if (params->output.shift > 0) return Status::kBadQuantization;  // rounded up to 1
  const Status status =
      activation_range(attributes.activation, output.dtype, output.scale(), output.zero_point, &params->output_min, &params->output_max);
  return status == Status::kOk ? make_broadcast(a.shape, b.shape, output.shape, &params->broadcast) : status;
}

// N22. The reference ignores the fused activation of an int32 ADD (not of an int32 MUL), and refuses scales.
Status prepare_add(const AddAttributes&, const Tensor& a, const Tensor& b, const Tensor& output, AddInt32* params) {
  if (!same_types(a, b, output) || a.dtype != DType::kInt32) return Status::kUnsupportedType;
  if (a.scale_count != 0 || b.scale_count != 0) return Status::kBadQuantization;
  activation_range(Activation::kNone, &params->output_min, &params->output_max);
  return make_broadcast(a.shape, b.shape, output.shape, &params->broadcast);
}

Status prepare_add(const AddAttributes& attributes, const Tensor& a, const Tensor& b, const Tensor& output, AddFloat* params) {
  if (!same_types(a, b, output) || a.dtype != DType::kFloat32) return Status::kUnsupportedType;
  activation_range(attributes.activation, &params->output_min, &params->output_max);
  return make_broadcast(a.shape, b.shape, output.shape, &params->broadcast);
}

Status AddOp::prepare(const Attributes& attributes, const NodeView& node, Memory& memory, Prepared* prepared) {
  if (!node.has(2, 2, 1)) return Status::kBadShape;
  switch (node.input(0)->dtype) {
    case DType::kInt8:
    case DType::kInt16: return prepare_into<AddInt>(attributes, node, memory, prepared);
    case DType::kInt32: return prepare_into<AddInt32>(attributes, node, memory, prepared);
    case DType::kFloat32: return prepare_into<AddFloat>(attributes, node, memory, prepared);
    default: return Status::kUnsupportedType;
  }
}

void AddOp::run(const Prepared& prepared, const NodeView& node) {
  const Tensor &a = *node.input(0), &b = *node.input(1), &output = *node.output(0);
  const void* state = prepared.state;
  switch (a.dtype) {
    case DType::kInt8:
      return add_s8(*static_cast<const AddInt*>(state), a.as<std::int8_t>(), b.as<std::int8_t>(), output.mutable_as<std::int8_t>());
    case DType::kInt16:
      return add_s16(*static_cast<const AddInt*>(state), a.as<std::int16_t>(), b.as<std::int16_t>(), output.mutable_as<std::int16_t>());
    case DType::kInt32:
      return add_s32(*static_cast<const AddInt32*>(state), a.as<std::int32_t>(), b.as<std::int32_t>(), output.mutable_as<std::int32_t>());
    default: return add_f32(*static_cast<const AddFloat*>(state), a.as<float>(), b.as<float>(), output.mutable_as<float>());
  }
}

}  // namespace pin
