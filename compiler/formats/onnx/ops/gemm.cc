// Gemm, MatMul and QLinearMatMul: FULLY_CONNECTED with constant weights. A Flatten or Reshape before it costs nothing: where the columns
// stand in another order than ONNX's (a picture is stored NHWC), the weights are permuted instead of the picture.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/formats/onnx/ops/operators.h"
#include "compiler/formats/onnx/ops/quantized.h"

namespace pinhole::onnx {
namespace {

// x: rows x depth. The ONNX column of each stored one, when each row is stored in one piece; nothing otherwise.
std::optional<std::vector<std::int64_t>> stored_columns(const Tensor& x) {
  const auto runs = split_by_axis(x.layout, x.dims);
  if (!runs.has_value()) return std::nullopt;
  Layout rows;
  std::vector<std::int64_t> columns = {0};
  for (const AxisRun& run : *runs) {
    if (run.axis == 0) {
      if (columns.size() > 1) return std::nullopt;
      rows.push_back({run.extent, run.step});
      continue;
    }
    std::vector<std::int64_t> next;
    next.reserve(columns.size() * static_cast<std::size_t>(run.extent));
    for (const std::int64_t c : columns) {
      for (std::int64_t i = 0; i < run.extent; ++i) next.push_back(c + i * run.step);
    }
    columns = std::move(next);
  }
  const Layout one_row_after_another = x.dims[0] > 1 ? Layout{{x.dims[0], x.dims[1]}} : Layout{};
  if (joined(rows) != one_row_after_another) return std::nullopt;
  return columns;
}

// Weights depth x outputs, as ONNX has them, as outputs x depth with the columns of x in their stored order.
Tensor arranged(const Tensor& weights, const std::vector<std::int64_t>& columns) {
  const std::size_t depth = static_cast<std::size_t>(weights.dims[0]), outputs = static_cast<std::size_t>(weights.dims[1]);
  Tensor out = weights;
  out.dims = {weights.dims[1], weights.dims[0]};
  Array array = weights.array->like(out.dims);
  for (std::size_t o = 0; o < outputs; ++o) {
    for (std::size_t d = 0; d < depth; ++d)
      array.copy_element(*weights.array, static_cast<std::size_t>(columns[d]) * outputs + o, o * depth + d);
  }
  out.array = std::make_shared<const Array>(std::move(array));
  if (out.quantization.scales.size() > 1) out.quantization.axis = 1 - out.quantization.axis;
  return out;
}

// [rows, outputs] = x [rows, depth] * weights [depth, outputs] (+ bias [outputs]).
Tensor fully_connected(Importer& importer, const NodeView& node, const Tensor& x, const Tensor& weights, const std::vector<float>* bias,
                       const std::optional<Quantization>& wanted) {
  if (x.dims[1] != weights.dims[0]) node.fail("the operands do not fit", fmt::format("{} rows", x.dims[1]), text_of(weights.dims));
  if (count_of(weights.dims) == 0) node.fail("the weights are empty", "at least one", text_of(weights.dims));
  std::optional<std::vector<std::int64_t>> columns = x.is_constant() ? std::nullopt : stored_columns(x);
  const bool as_stored = columns.has_value();
  if (!as_stored) {
    columns.emplace(static_cast<std::size_t>(x.dims[1]));
    for (std::size_t i = 0; i < columns->size(); ++i) (*columns)[i] = static_cast<std::int64_t>(i);
  }
  const Tensor turned = arranged(weights, *columns);
  Tensor rows = x;
  if (as_stored) rows.layout = row_major(count_of(x.dims));  // the columns' order is in the weights now
  const std::optional<Tensor> integers = symmetric_weights(turned, 0);
  const Dims out_dims = {x.dims[0], weights.dims[1]};
  (void)importer.shape_of(node, out_dims, {0, 1});
  ValueId result = kNoValue;
  if (wanted.has_value() && integers.has_value() && is_int8(importer, x)) {
    const ValueId input = importer.raw(node, rows, {0, 1});
    const std::vector<float> b = bias != nullptr ? *bias : std::vector<float>(static_cast<std::size_t>(weights.dims[1]), 0.0f);
    const ValueId bias_value = integer_bias(importer, node, b, importer.quantization_of(x).scales[0], integers->quantization.scales);
    result = importer.append(node, Op::fully_connected, pin::FullyConnectedAttributes{},
                             {input, importer.raw(node, *integers, {0, 1}), bias_value}, "", *wanted);
  } else {
    const ValueId input = importer.real(node, rows, {0, 1});
    const ValueId bias_value = bias == nullptr ? kNoValue
                                               : importer.constant(importer.output_name(node) + "/bias",
                                                                   Array::of_reals({weights.dims[1]}, *bias), DType::kFloat32);
    result = importer.append(node, Op::fully_connected, pin::FullyConnectedAttributes{},
                             {input, importer.real(node, turned, {0, 1}), bias_value}, "");
  }
  Tensor out;
  out.dims = out_dims;
  out.value = result;
  out.layout = row_major(count_of(out_dims));
  out.real_view = importer.graph().value(result).dtype != DType::kFloat32;
  return out;
}

// A matrix turned round: constants are copied, stored ones change their layout only.
Tensor turned_matrix(const NodeView& node, const Tensor& t) {
  Tensor out = t;
  out.dims = {t.dims[1], t.dims[0]};
  if (out.quantization.scales.size() > 1) out.quantization.axis = 1 - out.quantization.axis;
  if (t.is_constant()) {
    out.array = std::make_shared<const Array>(permuted(*t.array, {1, 0}));
    return out;
  }
  const auto layout = transposed(t.layout, t.dims, {1, 0});
  if (!layout.has_value()) node.unsupported(fmt::format("'{}' is transposed after a reshape that cuts across its axes", t.name));
  out.layout = *layout;
  return out;
}

Tensor with_dims(const Tensor& t, const Dims& dims) {
  Tensor out = t;
  out.dims = dims;
  if (t.is_constant()) {
    Array array = *t.array;
    array.dims = dims;
    out.array = std::make_shared<const Array>(std::move(array));
  }
  return out;
}

// numpy.matmul of x [..., rows, depth] and w [depth, outputs], w constant.
Tensor matmul(Importer& importer, const NodeView& node, const Tensor& x, const Tensor& w, const std::optional<Quantization>& wanted) {
  if (x.dims.empty() || w.dims.empty()) node.fail("a scalar has no product", "at least one dimension", "scalar");
  Dims w_dims = w.dims, out_dims(x.dims.begin(), x.dims.end() - 1);
  while (w_dims.size() > 2 && w_dims[0] == 1) w_dims.erase(w_dims.begin());
  if (w_dims.size() == 1) w_dims.push_back(1);
  if (!w.is_constant() || w_dims.size() != 2) {
    node.unsupported(fmt::format("a product of {} and {} in which the second is no constant matrix", text_of(x.dims), text_of(w.dims)));
  }
  if (w.dims.size() > 1) out_dims.push_back(w_dims[1]);
  for (std::size_t i = x.dims.size(); i < w.dims.size(); ++i) out_dims.insert(out_dims.begin(), 1);
  const Tensor rows = with_dims(x, {count_of({x.dims.begin(), x.dims.end() - 1}), x.dims.back()});
  Tensor weights = with_dims(w, w_dims);
  if (weights.quantization.scales.size() > 1) weights.quantization.axis = 1;
  return with_dims(fully_connected(importer, node, rows, weights, nullptr, wanted), out_dims);
}

std::vector<float> scaled(std::vector<float> values, float factor) {
  for (float& v : values) v *= factor;
  return values;
}

Tensor scaled(Tensor t, float factor) {
  if (factor == 1.0f) return t;
  t.array = std::make_shared<const Array>(Array::of_reals(t.dims, scaled(real_elements(t), factor)));
  t.real_view = false;
  t.quantization = {};
  return t;
}

}  // namespace

void translate_gemm(Importer& importer, const NodeView& node) {
  Tensor a = importer.operand(node, 0), b = importer.operand(node, 1);
  (void)node.integer("broadcast", 0);  // opset 6: C always broadcasts
  if (a.dims.size() != 2 || b.dims.size() != 2)
    node.fail("the operands must be matrices", "2 dimensions", fmt::format("{} and {}", text_of(a.dims), text_of(b.dims)));
  const float alpha = node.real("alpha", 1), beta = node.real("beta", 1);
  if (node.integer("transA", 0) != 0) a = turned_matrix(node, a);
  if (node.integer("transB", 0) != 0) b = turned_matrix(node, b);
  if (!b.is_constant())
    node.unsupported(fmt::format("its weights ('{}') must be constant", b.name), "export the model with its parameters inside");
  const Tensor* c = node.has(2) ? &importer.operand(node, 2) : nullptr;
  if (c != nullptr && !c->is_constant())
    node.unsupported(fmt::format("its bias ('{}') must be constant", c->name), "export the model with its parameters inside");
  const std::optional<Quantization> wanted = importer.wanted_quantization(node);
  const Dims out = {a.dims[0], b.dims[1]};
  if (c == nullptr || c->dims.empty() || c->dims.size() == 1 ||
      (c->dims.size() == 2 && (c->dims[0] == 1 || out[0] == 1))) {  // the same for every row
    std::vector<float> bias;
    if (c != nullptr) {
      const Array row = Array::of_reals(c->dims, scaled(real_elements(*c), beta));
      bias = broadcast_to(row, c->dims.size() == 2 ? Dims{1, out[1]} : Dims{out[1]}).reals;
    }
    importer.set_output(node, 0, fully_connected(importer, node, a, scaled(b, alpha), c == nullptr ? nullptr : &bias, wanted));
    return;
  }
  const Tensor product = fully_connected(importer, node, a, scaled(b, alpha), nullptr, std::nullopt);
  const Array rows = Array::of_reals(c->dims, scaled(real_elements(*c), beta));
  const ValueId added = importer.constant(importer.output_name(node) + "/bias", rows, DType::kFloat32);
  const ValueId sum = importer.append(node, Op::add, pin::AddAttributes{}, {importer.real(node, product, {0, 1}), added}, "");
  importer.set_output(node, 0, sum, out, {0, 1});
}

void translate_matmul(Importer& importer, const NodeView& node) {
  importer.set_output(node, 0,
                      matmul(importer, node, importer.operand(node, 0), importer.operand(node, 1), importer.wanted_quantization(node)));
}

// Operands: a, a_scale, a_zero_point, b, b_scale, b_zero_point, y_scale, y_zero_point.
void translate_qlinear_matmul(Importer& importer, const NodeView& node) {
  const WantedOutput wanted = wanted_output(importer, node, 6);
  const Tensor a = qlinear_operand(importer, node, 0), b = qlinear_operand(importer, node, 3);
  quantize_output(importer, node, matmul(importer, node, a, b, wanted.quantization), wanted);
}

}  // namespace pinhole::onnx
