// BatchNormalization, Softmax, and the means over axes.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "compiler/formats/onnx/fold.h"
#include "compiler/formats/onnx/ops/operators.h"
#include "compiler/formats/onnx/ops/quantized.h"

namespace pinhole::onnx {
namespace {

// MEAN, SUM, REDUCE_MAX or REDUCE_MIN over axes of x, which stay as extents of 1.
Tensor reduced(Importer& importer, const NodeView& node, const char* op, const Tensor& x, const std::vector<std::size_t>& axes,
               const std::optional<Quantization>& wanted) {
  const Order order = Importer::cheapest_order(x);
  const bool integers = is_int8(importer, x) && std::string_view(op) == "mean";
  std::vector<std::int64_t> stored_axes;
  Dims dims = x.dims;
  for (const std::size_t axis : axes) {
    stored_axes.push_back(std::find(order.begin(), order.end(), static_cast<int>(axis)) - order.begin());
    dims[axis] = 1;
  }
  std::sort(stored_axes.begin(), stored_axes.end());
  const ValueId list = importer.list(node, "axes", stored_axes);
  const ValueId value = integers ? importer.raw(node, x, order) : importer.real(node, x, order);
  const Quantization q = integers ? wanted.value_or(importer.quantization_of(x)) : Quantization{};
  Tensor out;
  out.dims = dims;
  out.value = importer.append_named(node, op, "keep_dims = true", {value, list}, "", q);
  out.layout = layout_of(dims, order);
  out.real_view = integers;
  return out;
}

std::vector<std::size_t> spatial_axes(const NodeView& node, const Tensor& x) {
  if (x.dims.size() < 3) node.fail("the input has no spatial axes", "N x C x ...", text_of(x.dims));
  std::vector<std::size_t> axes;
  for (std::size_t i = 2; i < x.dims.size(); ++i) axes.push_back(i);
  return axes;
}

}  // namespace

void translate_global_average_pool(Importer& importer, const NodeView& node) {
  const Tensor& x = importer.operand(node, 0);
  importer.set_output(node, 0, reduced(importer, node, "mean", x, spatial_axes(node, x), importer.wanted_quantization(node)));
}

// com.microsoft: X, x_scale, x_zero_point, y_scale, y_zero_point.
void translate_qlinear_global_average_pool(Importer& importer, const NodeView& node) {
  if (node.integer("channels_last", 0) != 0) node.unsupported("channels_last = 1");
  const Tensor x = qlinear_operand(importer, node, 0);
  const WantedOutput wanted = wanted_output(importer, node, 3);
  quantize_output(importer, node, reduced(importer, node, "mean", x, spatial_axes(node, x), wanted.quantization), wanted);
}

void translate_reduction(Importer& importer, const NodeView& node) {
  const Tensor& x = importer.operand(node, 0);
  std::optional<Dims> asked = listed(node, importer.arrays(node), 1, "axes");
  const bool keep = node.integer("keepdims", 1) != 0;
  if ((!asked.has_value() || asked->empty()) && node.integer("noop_with_empty_axes", 0) != 0)
    return importer.set_output(node, 0, x), void();
  std::vector<std::size_t> axes;
  if (asked.has_value() && !asked->empty()) axes = node.axes(*asked, x.dims.size());
  else
    for (std::size_t i = 0; i < x.dims.size(); ++i) axes.push_back(i);
  const char* op = node.op() == "ReduceMean"  ? "mean"
                   : node.op() == "ReduceSum" ? "sum"
                   : node.op() == "ReduceMax" ? "reduce_max"
                                              : "reduce_min";
  Tensor out = reduced(importer, node, op, x, axes, importer.wanted_quantization(node));
  if (!keep) {
    Dims dims;
    for (std::size_t i = 0; i < x.dims.size(); ++i) {
      if (std::find(axes.begin(), axes.end(), i) == axes.end()) dims.push_back(x.dims[i]);
    }
    out.dims = dims;
  }
  importer.set_output(node, 0, std::move(out));
}

// scale * (x - mean) / sqrt(variance + epsilon) + offset, as a MUL and an ADD a channel; a pass folds them into the weights before.
void translate_batch_normalization(Importer& importer, const NodeView& node) {
  const Tensor& x = importer.operand(node, 0);
  (void)node.real("momentum", 0), (void)node.integer("is_test", 0), (void)node.integer("spatial", 1);
  if (node.integer("training_mode", 0) != 0 || node.integer("spatial", 1) != 1)
    node.unsupported("training_mode = 1 or spatial = 0", "export the model for inference");
  for (std::size_t i = 1; i < 5; ++i) {
    if (importer.wants_output(node, i)) node.unsupported("the statistics of a BatchNormalization", "export the model for inference");
  }
  if (x.dims.size() < 2) node.fail("the input has no channels", "N x C x ...", text_of(x.dims));
  const auto channels = static_cast<std::size_t>(x.dims[1]);
  std::vector<float> parts[4];
  for (std::size_t i = 0; i < 4; ++i) {
    parts[i] = real_elements(importer.constant_operand(node, i + 1, "its statistics"));
    if (parts[i].size() != channels)
      node.fail("the statistics do not fit the channels", fmt::format("{}", channels), fmt::format("{}", parts[i].size()));
  }
  const double epsilon = static_cast<double>(node.real("epsilon", 1e-5f));
  Dims dims(x.dims.size(), 1);
  dims[1] = x.dims[1];
  Array scale = Array::of_reals(dims, parts[0]), offset = Array::of_reals(dims, parts[1]);
  for (std::size_t c = 0; c < channels; ++c) {
    const double factor = static_cast<double>(parts[0][c]) / std::sqrt(static_cast<double>(parts[3][c]) + epsilon);
    scale.reals[c] = static_cast<float>(factor);
    offset.reals[c] = static_cast<float>(static_cast<double>(parts[1][c]) - static_cast<double>(parts[2][c]) * factor);
  }
  const Order order = Importer::cheapest_order(x);
  const std::string& name = importer.output_name(node);
  const ValueId by = importer.constant(name + "/scale", permuted(scale, order), DType::kFloat32);
  const ValueId plus = importer.constant(name + "/offset", permuted(offset, order), DType::kFloat32);
  const ValueId scaled = importer.append(node, Op::mul, pin::MulAttributes{}, {importer.real(node, x, order), by}, "scaled");
  importer.set_output(node, 0, importer.append(node, Op::add, pin::AddAttributes{}, {scaled, plus}, ""), x.dims, order);
}

void translate_softmax(Importer& importer, const NodeView& node) {
  const Tensor& x = importer.operand(node, 0);
  const std::size_t axis = node.axis(node.integer("axis", node.opset() < 13 ? 1 : -1), x.dims.size());
  const bool flattened = node.opset() < 13 && axis + 1 < x.dims.size();  // before opset 13 all axes from `axis` on count as one
  const auto part = static_cast<std::ptrdiff_t>(axis);
  Tensor rows = x;
  if (flattened) rows.dims = {count_of({x.dims.begin(), x.dims.begin() + part}), count_of({x.dims.begin() + part, x.dims.end()})};
  const std::size_t over = flattened ? 1 : axis;
  Layout layout = rows.layout;
  Order order;
  if (count_of(rows.dims) == rows.dims[over]) {  // one row: its elements may stand in any order
    rows.dims = {1, rows.dims[over]};
    rows.layout = row_major(rows.dims[1]);
    order = {0, 1};
  } else {
    order = Importer::cheapest_order(rows);
    if (order.back() != static_cast<int>(over)) {
      order = identity_order(rows.dims.size());
      order.erase(order.begin() + static_cast<std::ptrdiff_t>(over));
      order.push_back(static_cast<int>(over));
    }
    layout = layout_of(rows.dims, order);
  }
  std::optional<Quantization> wanted = importer.wanted_quantization(node);
  const Quantization fixed{{1.0f / 256}, {-128}, 0};  // the only one that SOFTMAX int8 has
  const bool logarithm = node.op() == "LogSoftmax";
  const bool integers = wanted == fixed && is_int8(importer, x) && !logarithm;
  const ValueId value = integers ? importer.raw(node, rows, order) : importer.real(node, rows, order);
  Tensor out;
  out.dims = x.dims;
  out.value = logarithm ? importer.append_named(node, "log_softmax", "", {value}, "")
                        : importer.append(node, Op::softmax, pin::SoftmaxAttributes{}, {value}, "", integers ? fixed : Quantization{});
  out.layout = layout;
  out.real_view = integers;
  importer.set_output(node, 0, std::move(out));
}

}  // namespace pinhole::onnx
