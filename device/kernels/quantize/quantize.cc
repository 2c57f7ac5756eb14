#include "device/kernels/quantize/quantize.h"

#include "device/kernels/quantized.h"
#include "device/numerics/fixed_point.h"

namespace pin {
namespace {

bool has_requantize(DType from, DType to) {
  switch (from) {
    case DType::kInt8: return to == DType::kInt8 || to == DType::kInt16 || to == DType::kInt32 || to == DType::kUint8;
    case DType::kInt16: return to == DType::kInt8 || to == DType::kInt16 || to == DType::kInt32;
    case DType::kInt32: return to == DType::kInt8 || to == DType::kInt16;
    case DType::kUint8: return to == DType::kInt8;
    default: return false;
  }
}

void run_from_int8(const Requantize& p, const std::int8_t* input, const Tensor& output) {
  switch (output.dtype) {
    case DType::kInt8: return requantize_s8_s8(p, input, output.mutable_as<std::int8_t>());
    case DType::kInt16: return requantize_s8_s16(p, input, output.mutable_as<std::int16_t>());
    case DType::kInt32: return requantize_s8_s32(p, input, output.mutable_as<std::int32_t>());
    default: return requantize_s8_u8(p, input, output.mutable_as<std::uint8_t>());
  }
}

void run_from_int16(const Requantize& p, const std::int16_t* input, const Tensor& output) {
  switch (output.dtype) {
    case DType::kInt8: return requantize_s16_s8(p, input, output.mutable_as<std::int8_t>());
    case DType::kInt16: return requantize_s16_s16(p, input, output.mutable_as<std::int16_t>());
    default: return requantize_s16_s32(p, input, output.mutable_as<std::int32_t>());
  }
}

void run_from_int32(const Requantize& p, const std::int32_t* input, const Tensor& output) {
  if (output.dtype == DType::kInt8) return requantize_s32_s8(p, input, output.mutable_as<std::int8_t>());
  requantize_s32_s16(p, input, output.mutable_as<std::int16_t>());
}

void run_from_float(const QuantizeFloat& p, const float* input, const Tensor& output) {
  if (output.dtype == DType::kInt8) return quantize_f32_s8(p, input, output.mutable_as<std::int8_t>());
  quantize_f32_s16(p, input, output.mutable_as<std::int16_t>());
}

template <class Params>
Status prepare_into(const NodeView& node, Memory& memory, Prepared* prepared) {
  auto* params = memory.take_array<Params>(1);
  if (params == nullptr) return Status::kOutOfMemory;
  prepared->state = params;
  return prepare_quantize(*node.input(0), *node.output(0), params);
}

}  // namespace

Status prepare_quantize(const Tensor& input, const Tensor& output, QuantizeFloat* params) {
  if (input.dtype != DType::kFloat32) return Status::kUnsupportedType;
  if (output.dtype != DType::kInt8 && output.dtype != DType::kInt16) return Status::kUnsupportedType;
  if (input.shape != output.shape) return Status::kBadShape;
  *params = {input.shape.count(), output.scale(), output.zero_point};
  return check_quantized(output);
}

Status prepare_quantize(const Tensor& input, const Tensor& output, Requantize* params) {
  if (!has_requantize(input.dtype, output.dtype)) return Status::kUnsupportedType;
  if (input.shape != output.shape) return Status::kBadShape;
  Status status = check_quantized(input);
  if (status == Status::kOk) status = check_quantized(output);
  if (status != Status::kOk) return status;
  const double factor = static_cast<double>(input.scale()) / static_cast<double>(output.scale());
  *params = {input.shape.count(), input.zero_point, output.zero_point, quantize_multiplier(factor)};
  const bool negatable = input.zero_point > std::numeric_limits<std::int32_t>::min();
  return negatable && usable_32(params->rescale) ? Status::kOk : Status::kBadQuantization;
}

Status QuantizeOp::prepare(const Attributes&, const NodeView& node, Memory& memory, Prepared* prepared) {
  if (!node.has(1, 1, 1)) return Status::kBadShape;
  return node.input(0)->dtype == DType::kFloat32 ? prepare_into<QuantizeFloat>(node, memory, prepared)
                                                 : prepare_into<Requantize>(node, memory, prepared);
}

void QuantizeOp::run(const Prepared& prepared, const NodeView& node) {
  const Tensor &input = *node.input(0), &output = *node.output(0);
  if (input.dtype == DType::kFloat32) {
    return run_from_float(*static_cast<const QuantizeFloat*>(prepared.state), input.as<float>(), output);
  }
  const auto& params = *static_cast<const Requantize*>(prepared.state);
  switch (input.dtype) {
    case DType::kInt8: return run_from_int8(params, input.as<std::int8_t>(), output);
    case DType::kInt16: return run_from_int16(params, input.as<std::int16_t>(), output);
    case DType::kInt32: return run_from_int32(params, input.as<std::int32_t>(), output);
    default: return requantize_u8_s8(params, input.as<std::uint8_t>(), output.mutable_as<std::int8_t>());
  }
}

}  // namespace pin
