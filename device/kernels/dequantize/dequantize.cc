#include "device/kernels/dequantize/dequantize.h"

#include "device/kernels/quantized.h"

namespace pin {

Status prepare_dequantize(const Tensor& input, const Tensor& output, DequantizeParams* params) {
  if (output.dtype != DType::kFloat32) return Status::kUnsupportedType;
  if (input.dtype != DType::kInt8 && input.dtype != DType::kInt16 && input.dtype != DType::kUint8) return Status::kUnsupportedType;
  if (input.shape != output.shape) return Status::kBadShape;
  *params = {input.shape.count(), input.scale(), input.zero_point};
  return check_quantized(input);
}

Status DequantizeOp::prepare(const Attributes&, const NodeView& node, Memory& memory, Prepared* prepared) {
  if (!node.has(1, 1, 1)) return Status::kBadShape;
  auto* params = memory.take_array<DequantizeParams>(1);
  if (params == nullptr) return Status::kOutOfMemory;
  prepared->state = params;
  return prepare_dequantize(*node.input(0), *node.output(0), params);
}

void DequantizeOp::run(const Prepared& prepared, const NodeView& node) {
  const auto& params = *static_cast<const DequantizeParams*>(prepared.state);
  const Tensor& input = *node.input(0);
  auto* output = node.output(0)->mutable_as<float>();
  switch (input.dtype) {
    case DType::kInt8: return dequantize_s8(params, input.as<std::int8_t>(), output);
    case DType::kInt16: return dequantize_s16(params, input.as<std::int16_t>(), output);
    default: return dequantize_u8(params, input.as<std::uint8_t>(), output);
  }
}

}  // namespace pin
