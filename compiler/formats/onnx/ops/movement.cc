// Operators that only move elements. Reshape, Flatten, Squeeze, Unsqueeze and Transpose change what ONNX calls an element, not where it
// stands, and append nothing.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/formats/onnx/fold.h"
#include "compiler/formats/onnx/ops/operators.h"
#include "compiler/formats/onnx/ops/quantized.h"

namespace pinhole::onnx {
namespace {

// The same elements under other extents. Constants only come here as the integers of a real_view.
void set_reshaped(Importer& importer, const NodeView& node, const Tensor& x, Dims dims) {
  Tensor out = x;
  if (x.is_constant()) {
    if (x.quantization.scales.size() > 1) node.unsupported("a reshape of weights with several scales");
    Array array = *x.array;
    array.dims = dims;
    out.array = std::make_shared<const Array>(std::move(array));
  }
  out.dims = std::move(dims);
  importer.set_output(node, 0, std::move(out));
}

}  // namespace

void translate_reshape(Importer& importer, const NodeView& node) {
  const Tensor& x = importer.operand(node, 0);
  const std::optional<Dims> asked = listed(node, importer.arrays(node), 1, "shape");
  if (!asked.has_value()) node.fail("the new shape is missing", "an operand or attribute", "none");
  set_reshaped(importer, node, x, reshaped(node, x.dims, *asked));
}

void translate_flatten(Importer& importer, const NodeView& node) {
  const Tensor& x = importer.operand(node, 0);
  const std::int64_t given = node.integer("axis", 1), rank = static_cast<std::int64_t>(x.dims.size());
  const auto axis = static_cast<std::ptrdiff_t>(given == rank ? rank : static_cast<std::int64_t>(node.axis(given, x.dims.size())));
  set_reshaped(importer, node, x, {count_of({x.dims.begin(), x.dims.begin() + axis}), count_of({x.dims.begin() + axis, x.dims.end()})});
}

void translate_squeeze(Importer& importer, const NodeView& node) {
  const Tensor& x = importer.operand(node, 0);
  set_reshaped(importer, node, x, squeezed(node, x.dims, listed(node, importer.arrays(node), 1, "axes")));
}

void translate_unsqueeze(Importer& importer, const NodeView& node) {
  const Tensor& x = importer.operand(node, 0);
  set_reshaped(importer, node, x, unsqueezed(node, x.dims, listed(node, importer.arrays(node), 1, "axes").value_or(Dims{})));
}

void translate_identity(Importer& importer, const NodeView& node) { importer.set_output(node, 0, importer.operand(node, 0)); }

void translate_cast(Importer& importer, const NodeView& node) {
  const Tensor& x = importer.operand(node, 0);
  const std::int64_t to = node.integer("to", 0);
  if (to != static_cast<std::int64_t>(x.type))
    node.unsupported(
        fmt::format("a conversion from {} to {} of a tensor that is computed", name_of(x.type), name_of(static_cast<ElementType>(to))));
  importer.set_output(node, 0, x);
}

void translate_dropout(Importer& importer, const NodeView& node) {
  (void)node.real("ratio", 0), (void)node.integer("seed", 0), (void)node.integer("is_test", 0);
  if (importer.wants_output(node, 1)) node.unsupported("the mask of a Dropout", "export the model for inference");
  if (node.has(2)) {
    const Tensor& training = importer.constant_operand(node, 2, "training_mode");
    if (training.array->count() != 1 || training.array->at(0) != 0)
      node.unsupported("a Dropout in training mode", "export the model for inference");
  }
  importer.set_output(node, 0, importer.operand(node, 0));
}

void translate_transpose(Importer& importer, const NodeView& node) {
  const Tensor& x = importer.operand(node, 0);
  Dims backwards;
  for (std::size_t i = x.dims.size(); i-- > 0;) backwards.push_back(static_cast<std::int64_t>(i));
  const std::vector<std::size_t> axes = node.axes(node.integers("perm", backwards), x.dims.size());
  const Order perm(axes.begin(), axes.end());
  Order sorted = perm;
  std::sort(sorted.begin(), sorted.end());
  if (sorted != identity_order(x.dims.size()))
    node.fail("perm is no permutation", fmt::format("{} different axes", x.dims.size()), fmt::format("{}", perm.size()));
  Tensor out = x;
  out.dims.clear();
  for (const int axis : perm) out.dims.push_back(x.dims[static_cast<std::size_t>(axis)]);
  if (x.is_constant()) {
    out.array = std::make_shared<const Array>(permuted(*x.array, perm));
    out.quantization.axis = static_cast<std::int32_t>(std::find(perm.begin(), perm.end(), x.quantization.axis) - perm.begin());
  } else if (const auto layout = transposed(x.layout, x.dims, perm)) {
    out.layout = *layout;
  } else {  // a reshape has cut across the axes: in ONNX's order every cut is possible
    out.value = importer.raw(node, x, identity_order(x.dims.size()));
    out.layout = *transposed(row_major(count_of(x.dims)), x.dims, perm);
  }
  importer.set_output(node, 0, std::move(out));
}

void translate_concat(Importer& importer, const NodeView& node) {
  const Tensor& first = importer.operand(node, 0);
  const std::size_t axis = node.axis(node.integer("axis", 1), first.dims.size());
  Dims dims = first.dims;
  dims[axis] = 0;
  Order order = Importer::cheapest_order(first);
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  bool integers = true;
  const Quantization q = is_int8(importer, first) ? importer.quantization_of(first) : Quantization{};
  for (std::size_t i = 0; i < node.inputs(); ++i) {
    const Tensor& x = importer.operand(node, i);
    Dims expected = x.dims;
    if (expected.size() == dims.size()) expected[axis] = first.dims[axis];
    if (expected != first.dims) node.fail(fmt::format("operand {} does not fit operand 0", i), text_of(first.dims), text_of(x.dims));
    dims[axis] += x.dims[axis];
    integers = integers && is_int8(importer, x);
    if (x.is_constant()) continue;
    const Order candidate = Importer::cheapest_order(x);
    std::int64_t cost = 0;
    for (std::size_t j = 0; j < node.inputs(); ++j) cost += Importer::cost(importer.operand(node, j), candidate);
    if (cost < least) least = cost, order = candidate;
  }
  (void)importer.shape_of(node, dims, order);
  const Quantization target = integers ? importer.wanted_quantization(node).value_or(q) : Quantization{};
  std::vector<ValueId> operands;
  for (std::size_t i = 0; i < node.inputs(); ++i) {
    const Tensor& x = importer.operand(node, i);
    ValueId value = integers ? importer.raw(node, x, order) : importer.real(node, x, order);
    if (integers && importer.graph().value(value).quantization != target)
      value = importer.append(node, Op::quantize, pin::NoAttributes{}, {value}, "rescaled", target, DType::kInt8);
    operands.push_back(value);
  }
  pin::ConcatenationAttributes attributes;
  attributes.axis = static_cast<std::int32_t>(std::find(order.begin(), order.end(), static_cast<int>(axis)) - order.begin());
  importer.set_output(node, 0, importer.append(node, Op::concatenation, attributes, operands, "", target), dims, order);
}

void translate_pad(Importer& importer, const NodeView& node) {
  const Tensor& x = importer.operand(node, 0);
  const std::vector<const Array*> arrays = importer.arrays(node);
  const std::string mode = node.text("mode", "constant");
  const Dims pads = listed(node, arrays, 1, node.has_attribute("pads") ? "pads" : "paddings").value_or(Dims{});
  Dims axes = listed(node, arrays, 3, nullptr).value_or(Dims{});
  if (!node.has(3))
    for (std::size_t i = 0; i < x.dims.size(); ++i) axes.push_back(static_cast<std::int64_t>(i));
  if (pads.size() != 2 * axes.size())
    node.fail("the pads do not fit the input", fmt::format("{}", 2 * axes.size()), fmt::format("{}", pads.size()));
  float fill = node.opset() < 11 ? node.real("value", 0) : 0;
  if (node.has(2)) {
    const Tensor& value = importer.constant_operand(node, 2, "the value");
    if (value.type != ElementType::kFloat || count_of(value.dims) != 1)
      node.fail("the value must be a FLOAT number", "1 element", text_of(value.dims));
    fill = real_elements(value)[0];
  }
  Dims dims = x.dims;
  std::vector<std::int64_t> around(2 * x.dims.size(), 0);
  const Order order = Importer::cheapest_order(x);
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const std::size_t axis = node.axis(axes[i], x.dims.size());
    const std::int64_t before = pads[i], after = pads[i + axes.size()];
    if (before < 0 || after < 0) node.unsupported("negative pads", "cut with a Slice instead");
    if (before > kMostElements || after > kMostElements)
      node.fail("a pad is out of range", fmt::format("at most {}", kMostElements), fmt::format("{}", std::max(before, after)));
    dims[axis] += before + after;
    const auto place = static_cast<std::size_t>(std::find(order.begin(), order.end(), static_cast<int>(axis)) - order.begin());
    around[2 * place] = before;
    around[2 * place + 1] = after;
  }
  (void)importer.shape_of(node, dims, order);
  if (mode != "constant" && mode != "reflect")
    node.unsupported(fmt::format("a Pad in mode '{}'", mode), "pad with a constant or by reflection");
  if (std::all_of(around.begin(), around.end(), [](std::int64_t p) { return p == 0; })) return importer.set_output(node, 0, x), void();
  const bool zeros = mode == "constant" && fill == 0;
  const bool integers = is_int8(importer, x) && (zeros || mode == "reflect");
  const ValueId value = integers ? importer.raw(node, x, order) : importer.real(node, x, order);
  const Array pairs = Array::of_integers({static_cast<std::int64_t>(x.dims.size()), 2}, around);
  const ValueId amounts = importer.constant(importer.output_name(node) + "/paddings", pairs, DType::kInt32);
  const Quantization q = importer.graph().value(value).quantization;
  ValueId result = kNoValue;
  if (zeros) {
    result = importer.append(node, Op::pad, pin::NoAttributes{}, {value, amounts}, "", q);
  } else if (mode == "reflect") {
    result = importer.append_named(node, "mirror_pad", "", {value, amounts}, "", q);
  } else {
    const ValueId with = importer.constant(importer.output_name(node) + "/value", Array::of_reals({1}, {fill}), DType::kFloat32);
    result = importer.append_named(node, "padv2", "", {value, amounts, with}, "", q);
  }
  importer.set_output(node, 0, result, dims, order);
}

}  // namespace pinhole::onnx
