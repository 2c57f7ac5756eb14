// QuantizeLinear, DequantizeLinear, and what integer operators share.
#include "compiler/formats/onnx/ops/quantized.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "compiler/formats/onnx/ops/operators.h"

namespace pinhole::onnx {
namespace {

std::int32_t least(ElementType type) { return type == ElementType::kInt16 ? -32768 : -128; }

// QuantizeLinear of a constant: rounded to the nearest even, saturated.
Tensor quantized_constant(const Tensor& tensor, const Quantization& q, ElementType type) {
  const std::vector<float> reals = real_elements(tensor);
  std::size_t step = 1;
  for (std::size_t i = static_cast<std::size_t>(q.axis) + 1; q.scales.size() > 1 && i < tensor.dims.size(); ++i)
    step *= static_cast<std::size_t>(tensor.dims[i]);
  const std::int64_t shift = type == ElementType::kUint8 ? 128 : 0;
  Tensor out;
  out.type = type;
  out.dims = tensor.dims;
  Array array{type, tensor.dims, {}, {}};
  for (std::size_t i = 0; i < reals.size(); ++i) {
    const std::size_t c = q.scales.size() > 1 ? i / step % q.scales.size() : 0;
    const double steps = std::nearbyint(static_cast<double>(reals[i] / q.scales[c])) + q.zero_points[c];
    const double low = least(type), high = -low - 1;
    array.integers.push_back(static_cast<std::int64_t>(std::clamp(std::isnan(steps) ? 0.0 : steps, low, high)) + shift);
  }
  out.array = std::make_shared<const Array>(std::move(array));
  return out;
}

std::int64_t quantized_axis(const NodeView& node, const Tensor& tensor, const Tensor& scale) {
  const std::int64_t axis = node.integer("axis", 1);
  if (!scale.is_constant()) node.unsupported("a scale that is computed while running", "quantise the model statically");
  if (scale.array->count() == 1) return 0;
  const std::size_t a = node.axis(axis, tensor.dims.size());
  if (static_cast<std::int64_t>(scale.array->count()) != tensor.dims[a])
    node.fail("the scales do not fit the axis", fmt::format("{}", tensor.dims[a]), fmt::format("{}", scale.array->count()));
  return static_cast<std::int64_t>(a);
}

}  // namespace

bool is_int8(const Importer& importer, const Tensor& tensor) {
  if (!tensor.real_view || importer.quantization_of(tensor).scales.size() != 1) return false;
  if (tensor.is_constant()) return tensor.array->type == ElementType::kInt8;
  return const_cast<Importer&>(importer).graph().value(tensor.value).dtype == DType::kInt8;
}

Tensor dequantized(Importer& importer, const NodeView& node, const Tensor& tensor, const Tensor& scale, const Tensor* zero_point,
                   std::int64_t axis) {
  Quantization q = importer.quantization(node, scale, zero_point, axis);
  if (zero_point == nullptr && tensor.type != ElementType::kUint8) q.zero_points.assign(q.scales.size(), 0);
  Tensor out = tensor;
  out.type = ElementType::kFloat;
  out.real_view = true;
  if (tensor.type != ElementType::kInt8 && tensor.type != ElementType::kUint8 && tensor.type != ElementType::kInt32 &&
      tensor.type != ElementType::kInt16)
    node.unsupported(fmt::format("a quantised tensor of type {}", name_of(tensor.type)), "quantise to INT8 or UINT8");
  if (tensor.is_constant()) {
    out.array = std::make_shared<const Array>(stored_integers(*tensor.array));
    out.quantization = q;
    return out;
  }
  if (q.scales.size() != 1) node.unsupported("several scales on a tensor that is not constant", "quantise activations with one scale");
  Graph& graph = importer.graph();
  if (graph.value(tensor.value).dtype == DType::kUint8) {  // a graph input: its int8 form is made once
    Quantization unsigned_q = q;
    unsigned_q.zero_points[0] += 128;
    Quantization& known = graph.value(tensor.value).quantization;
    if (known.empty()) known = unsigned_q;
    if (known != unsigned_q) node.unsupported("a graph input that is read with two different scales");
    out.value = importer.append(node, Op::quantize, pin::NoAttributes{}, {tensor.value}, "int8", q, DType::kInt8);
    return out;
  }
  Quantization& known = graph.value(tensor.value).quantization;
  if (known.empty()) known = q;
  if (known != q) node.unsupported("a tensor that is dequantised with another scale than it was quantised with");
  return out;
}

Tensor qlinear_operand(Importer& importer, const NodeView& node, std::size_t i) {
  const Tensor& tensor = importer.operand(node, i);
  return dequantized(importer, node, tensor, importer.operand(node, i + 1), node.has(i + 2) ? &importer.operand(node, i + 2) : nullptr, 0);
}

std::optional<Tensor> symmetric_weights(const Tensor& weights, std::int32_t axis) {
  if (!weights.is_constant() || !weights.real_view || weights.array->type != ElementType::kInt8) return std::nullopt;
  const Quantization& q = weights.quantization;
  if (q.scales.size() > 1 && q.axis != axis) return std::nullopt;
  Tensor out = weights;
  Array array = *weights.array;
  std::size_t step = 1;
  for (std::size_t i = static_cast<std::size_t>(axis) + 1; i < weights.dims.size(); ++i) step *= static_cast<std::size_t>(weights.dims[i]);
  for (std::size_t i = 0; i < array.count(); ++i) {
    array.integers[i] -= q.zero_points[q.scales.size() > 1 ? i / step % q.scales.size() : 0];
    if (array.integers[i] < -128 || array.integers[i] > 127) return std::nullopt;
  }
  out.array = std::make_shared<const Array>(std::move(array));
  out.quantization = {q.scales, std::vector<std::int32_t>(q.scales.size(), 0), axis};
  return out;
}

ValueId integer_bias(Importer& importer, const NodeView& node, const std::vector<float>& bias, float input_scale,
                     const std::vector<float>& weight_scales) {
  Quantization q{{}, std::vector<std::int32_t>(weight_scales.size(), 0), 0};
  for (const float s : weight_scales) q.scales.push_back(input_scale * s);
  std::vector<std::int64_t> steps;
  for (std::size_t c = 0; c < bias.size(); ++c) {
    const double scale = static_cast<double>(input_scale) * static_cast<double>(weight_scales[weight_scales.size() > 1 ? c : 0]);
    const double step = std::round(static_cast<double>(bias[c]) / scale);
    if (!(std::abs(step) < 2147483648.0))
      node.unsupported("a bias that does not fit 32 bits in steps of input scale times weight scale", "quantise with larger scales");
    steps.push_back(static_cast<std::int64_t>(step));
  }
  const Dims dims = {static_cast<std::int64_t>(steps.size())};
  return importer.constant(importer.output_name(node) + "/bias", Array::of_integers(dims, steps), DType::kInt32, q);
}

WantedOutput wanted_output(const Importer& importer, const NodeView& node, std::size_t i) {
  const Tensor* zero_point = node.has(i + 1) ? &importer.operand(node, i + 1) : nullptr;
  const ElementType type = zero_point != nullptr ? zero_point->type : ElementType::kUint8;
  if (type != ElementType::kInt8 && type != ElementType::kUint8)
    node.unsupported(fmt::format("quantisation to {}", name_of(type)), "quantise to INT8 or UINT8");
  WantedOutput out{importer.quantization(node, importer.operand(node, i), zero_point, 0), type};
  if (out.quantization.scales.size() != 1)
    node.unsupported("several scales on a tensor that is not constant", "quantise activations with one scale");
  return out;
}

void quantize_output(Importer& importer, const NodeView& node, Tensor result, const WantedOutput& wanted) {
  const bool there = is_int8(importer, result) && !result.is_constant() && importer.quantization_of(result) == wanted.quantization;
  if (!there) {
    const Order order = Importer::cheapest_order(result);
    const ValueId from = is_int8(importer, result) ? importer.raw(node, result, order) : importer.real(node, result, order);
    result.value = importer.append(node, Op::quantize, pin::NoAttributes{}, {from}, "", wanted.quantization, DType::kInt8);
    result.layout = layout_of(result.dims, order);
  }
  result.type = wanted.type;
  result.real_view = false;
  importer.set_output(node, 0, std::move(result));
}

void translate_quantize_linear(Importer& importer, const NodeView& node) {
  const Tensor& x = importer.operand(node, 0);
  (void)node.integer("saturate", 1);
  if (x.is_constant()) {
    const Tensor* zero_point = node.has(2) ? &importer.operand(node, 2) : nullptr;
    const ElementType type = zero_point != nullptr ? zero_point->type : ElementType::kUint8;
    if (x.type != ElementType::kFloat) node.fail("the input has the wrong type", "FLOAT", name_of(x.type));
    const Quantization q =
        importer.quantization(node, importer.operand(node, 1), zero_point, quantized_axis(node, x, importer.operand(node, 1)));
    importer.set_output(node, 0, quantized_constant(x, q, type));
    return;
  }
  (void)quantized_axis(node, x, importer.operand(node, 1));
  quantize_output(importer, node, x, wanted_output(importer, node, 1));
}

void translate_dequantize_linear(Importer& importer, const NodeView& node) {
  const Tensor& x = importer.operand(node, 0);
  const Tensor& scale = importer.operand(node, 1);
  importer.set_output(
      node, 0, dequantized(importer, node, x, scale, node.has(2) ? &importer.operand(node, 2) : nullptr, quantized_axis(node, x, scale)));
}

}  // namespace pinhole::onnx
