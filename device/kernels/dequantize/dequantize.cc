#include "device/kernels/dequantize/dequantize.h"

#include "device/kernels/quantized.h"

namespace pin {
namespace {

// N29. The difference has at most 17 bits, so only the product rounds.
template <class T>
void dequantize(const DequantizeParams& p, const T* input, float* output) {
  for (std::int32_t i = 0; i < p.count; ++i) output[i] = p.scale * static_cast<float>(input[i] - p.zero_point);
}

}  // namespace

Status prepare_dequantize(const Tensor& input, const Tensor& output, DequantizeParams* params) {
  if (output.dtype != DType::kFloat32) return Status::kUnsupportedType;
  if (input.dtype != DType::kInt8 && input.dtype != DType::kInt16 && input.dtype != DType::kUint8) return Status::kUnsupportedType;
  if (input.shape != output.shape) return Status::kBadShape;
  *params = {input.shape.count(), input.scale(), input.zero_point};
  return check_quantized(input);
}

void dequantize_s8(const DequantizeParams& params, const std::int8_t* input, float* output) { dequantize(params, input, output); }
void dequantize_s16(const DequantizeParams& params, const std::int16_t* input, float* output) { dequantize(params, input, output); }
void dequantize_u8(const DequantizeParams& params, const std::uint8_t* input, float* output) { dequantize(params, input, output); }

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
