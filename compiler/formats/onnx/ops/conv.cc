// Conv and QLinearConv: CONV_2D, or DEPTHWISE_CONV_2D where each group has one input channel.
#include <fmt/format.h>

#include "compiler/formats/onnx/ops/operators.h"
#include "compiler/formats/onnx/ops/quantized.h"
#include "compiler/formats/onnx/ops/window.h"

namespace pinhole::onnx {
namespace {

struct Convolution {
  Tensor picture, weights;  // N x C x H x W, M x C / groups x KH x KW
  const Tensor* bias;       // [M], or null
  WindowGeometry geometry;
  std::int64_t groups, channels, filters;

  bool depthwise() const { return groups == channels && groups > 1; }
};

Convolution read_convolution(const NodeView& node, const Tensor& x, const Tensor& w, const Tensor* bias) {
  if (!w.is_constant())
    node.unsupported(fmt::format("its weights ('{}') must be constant", w.name), "export the model with its parameters inside");
  if (bias != nullptr && !bias->is_constant())
    node.unsupported(fmt::format("its bias ('{}') must be constant", bias->name), "export the model with its parameters inside");
  Convolution c{as_picture(node, x), as_picture(node, w), bias, {}, node.integer("group", 1), 0, 0};
  if (count_of(w.dims) == 0) node.fail("the weights are empty", "at least one", text_of(w.dims));
  if (w.dims.size() != x.dims.size()) node.fail("input and weights differ in rank", text_of(x.dims), text_of(w.dims));
  c.channels = c.picture.dims[1];
  c.filters = c.weights.dims[0];
  if (c.groups < 1 || c.channels % c.groups != 0 || c.filters % c.groups != 0 || c.weights.dims[1] != c.channels / c.groups) {
    node.fail("the weights do not fit the input's channels", fmt::format("{} channels in {} groups", c.channels, c.groups),
              fmt::format("weights {}", text_of(w.dims)));
  }
  if (bias != nullptr && count_of(bias->dims) != c.filters)
    node.fail("the bias does not fit the outputs", fmt::format("{}", c.filters), text_of(bias->dims));
  const Dims kernel(w.dims.begin() + 2, w.dims.end());
  if (node.integers("kernel_shape", kernel) != kernel)
    node.fail("kernel_shape contradicts the weights", text_of(kernel), text_of(node.integers("kernel_shape", kernel)));
  c.geometry = window_geometry(node, c.picture, x.dims.size(), kernel, false);
  return c;
}

ValueId append_convolution(Importer& importer, const NodeView& node, const Convolution& c, ValueId picture, ValueId weights, ValueId bias,
                           const Quantization& q) {
  const auto& [h, w] = c.geometry.axis;
  const WindowInput input = window_input(importer, node, picture, c.geometry);
  const std::vector<ValueId> operands = {input.value, weights, bias};
  if (c.depthwise()) {
    pin::DepthwiseConv2dAttributes a;
    a.padding = input.padding;
    a.stride_h = as_int32(h.stride), a.stride_w = as_int32(w.stride);
    a.dilation_h = as_int32(h.dilation), a.dilation_w = as_int32(w.dilation);
    a.depth_multiplier = as_int32(c.filters / c.channels);
    return importer.append(node, Op::depthwise_conv_2d, a, operands, "", q);
  }
  pin::Conv2dAttributes a;
  a.padding = input.padding;
  a.stride_h = as_int32(h.stride), a.stride_w = as_int32(w.stride);
  a.dilation_h = as_int32(h.dilation), a.dilation_w = as_int32(w.dilation);
  return importer.append(node, Op::conv_2d, a, operands, "", q);
}

// The node's result, integers where input, weights and wanted output allow it.
Tensor convolve(Importer& importer, const NodeView& node, const Convolution& c, const std::optional<Quantization>& wanted) {
  const Order weights_order = c.depthwise() ? Order{1, 2, 3, 0} : Order{0, 2, 3, 1};
  const Dims out = {c.picture.dims[0], c.filters, c.geometry.axis[0].out, c.geometry.axis[1].out};
  (void)importer.shape_of(node, out, channels_last(4));
  const std::vector<float> bias =
      c.bias != nullptr ? real_elements(*c.bias) : std::vector<float>(static_cast<std::size_t>(c.filters), 0.0f);
  const std::optional<Tensor> weights = symmetric_weights(c.weights, 0);
  ValueId result = kNoValue;
  if (wanted.has_value() && weights.has_value() && is_int8(importer, c.picture)) {
    const ValueId picture = importer.raw(node, c.picture, channels_last(4));
    const ValueId b = integer_bias(importer, node, bias, importer.quantization_of(c.picture).scales[0], weights->quantization.scales);
    result = append_convolution(importer, node, c, picture, importer.raw(node, *weights, weights_order), b, *wanted);
  } else {
    const ValueId picture = importer.real(node, c.picture, channels_last(4));
    const ValueId b = c.bias == nullptr ? kNoValue : importer.constant(c.bias->name, Array::of_reals({c.filters}, bias), DType::kFloat32);
    result = append_convolution(importer, node, c, picture, importer.real(node, c.weights, weights_order), b, {});
  }
  Tensor tensor;
  tensor.dims = out;
  tensor.value = result;
  tensor.layout = layout_of(out, channels_last(4));
  tensor.real_view = importer.graph().value(result).dtype != DType::kFloat32;
  return tensor;
}

}  // namespace

void translate_conv(Importer& importer, const NodeView& node) {
  const Tensor& x = importer.operand(node, 0);
  const Convolution c = read_convolution(node, x, importer.operand(node, 1), node.has(2) ? &importer.operand(node, 2) : nullptr);
  Tensor result = convolve(importer, node, c, importer.wanted_quantization(node));
  result.dims = from_picture(result.dims, x.dims.size());
  importer.set_output(node, 0, std::move(result));
}

// Operands: x, x_scale, x_zero_point, w, w_scale, w_zero_point, y_scale, y_zero_point, B (int32 in steps of x_scale times w_scale).
void translate_qlinear_conv(Importer& importer, const NodeView& node) {
  const Tensor x = qlinear_operand(importer, node, 0), w = qlinear_operand(importer, node, 3);
  std::optional<Tensor> bias;
  if (node.has(8)) {
    bias = importer.constant_operand(node, 8, "its bias");
    if (!w.is_constant() || bias->type != ElementType::kInt32) node.fail("the bias has the wrong type", "INT32", name_of(bias->type));
    bias->real_view = true;
    bias->type = ElementType::kFloat;
    for (const float s : w.quantization.scales) bias->quantization.scales.push_back(s * importer.quantization_of(x).scales[0]);
    bias->quantization.zero_points.assign(bias->quantization.scales.size(), 0);
  }
  const Convolution c = read_convolution(node, x, w, bias.has_value() ? &*bias : nullptr);
  const WantedOutput wanted = wanted_output(importer, node, 6);
  Tensor result = convolve(importer, node, c, wanted.quantization);
  result.dims = from_picture(result.dims, x.dims.size());
  quantize_output(importer, node, std::move(result), wanted);
}

}  // namespace pinhole::onnx
