// Integer forms of operators: when one can be used, and what it needs. Used by ops/.
#pragma once

#include "compiler/formats/onnx/importer.h"

namespace pinhole::onnx {

// DequantizeLinear's result: the same integers seen as real numbers. axis: of several scales.
Tensor dequantized(Importer& importer, const NodeView& node, const Tensor& tensor, const Tensor& scale, const Tensor* zero_point,
                   std::int64_t axis);
// The operands i, i + 1, i + 2 of QLinear operators: a tensor with its scale and zero point.
Tensor qlinear_operand(Importer& importer, const NodeView& node, std::size_t i);

// Weights that integer kernels take: int8, zero points 0, one scale or one for each index of `axis`. Nothing when these have
// zero points that do not fit, several scales on another axis, or no integers at all.
std::optional<Tensor> symmetric_weights(const Tensor& weights, std::int32_t axis);

// The bias of an integer operator: real values in steps of input scale times weight scale (conformance README, "Convolutions, int8").
ValueId integer_bias(Importer& importer, const NodeView& node, const std::vector<float>& bias, float input_scale,
                     const std::vector<float>& weight_scales);

// Whether the tensor is stored as int8 with one scale.
bool is_int8(const Importer& importer, const Tensor& tensor);

// What a QLinear operator asks its result to be, from operands i (scale) and i + 1 (zero point).
struct WantedOutput {
  Quantization quantization;
  ElementType type;  // INT8 or UINT8
};
WantedOutput wanted_output(const Importer& importer, const NodeView& node, std::size_t i);

// The node's result as a real tensor becomes QuantizeLinear's result: passed through where it is stored so already.
void quantize_output(Importer& importer, const NodeView& node, Tensor result, const WantedOutput& wanted);

}  // namespace pinhole::onnx
