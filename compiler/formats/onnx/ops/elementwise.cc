// Operators that work element by element: their operands' layouts do not matter as long as they agree.
#include <fmt/format.h>

#include <cctype>
#include <limits>

#include "compiler/formats/onnx/ops/operators.h"
#include "compiler/formats/onnx/ops/quantized.h"
#include "compiler/ir/fields.h"

namespace pinhole::onnx {
namespace {

Dims padded_to(const Dims& dims, std::size_t rank) {
  Dims out(rank - dims.size(), 1);
  out.insert(out.end(), dims.begin(), dims.end());
  return out;
}

// The tensor with leading extents of 1, so that it has this rank.
Tensor with_rank(const Tensor& t, std::size_t rank) {
  Tensor out = t;
  out.dims = padded_to(t.dims, rank);
  if (t.is_constant()) {
    Array array = *t.array;
    array.dims = out.dims;
    out.array = std::make_shared<const Array>(std::move(array));
    if (out.quantization.scales.size() > 1) out.quantization.axis += static_cast<std::int32_t>(rank - t.dims.size());
  }
  return out;
}

// The order of axes in which the two need the least moving.
Order common_order(const Tensor& a, const Tensor& b) {
  const std::size_t rank = a.dims.size();
  std::vector<Order> candidates;
  if (rank == 4) candidates.push_back(channels_last(4));
  candidates.push_back(identity_order(rank));
  for (const Tensor* t : {&a, &b}) {
    if (t->is_constant()) continue;
    if (const auto stored = stored_order(t->layout, t->dims)) candidates.push_back(*stored);
  }
  Order best = candidates[0];
  for (const Order& order : candidates) {
    if (Importer::cost(a, order) + Importer::cost(b, order) < Importer::cost(a, best) + Importer::cost(b, best)) best = order;
  }
  return best;
}

// Opset 6 has broadcast = 1 and, sometimes, the axis of the first operand at which the second begins.
Tensor second_operand(const NodeView& node, const Tensor& a, const Tensor& b) {
  if (node.opset() >= 7) return b;
  const bool broadcast = node.integer("broadcast", 0) != 0;
  if (!node.has_attribute("axis")) {
    if (!broadcast && a.dims != b.dims && count_of(b.dims) != 1)
      node.fail("the operands differ in shape without broadcast = 1", text_of(a.dims), text_of(b.dims));
    return b;
  }
  const std::size_t axis = node.axis(node.integer("axis", 0), a.dims.size());
  if (axis + b.dims.size() > a.dims.size()) node.fail("the second operand does not fit at the axis", text_of(a.dims), text_of(b.dims));
  Tensor out = b;
  out.dims.insert(out.dims.end(), a.dims.size() - axis - b.dims.size(), 1);
  if (b.is_constant()) {
    Array array = *b.array;
    array.dims = out.dims;
    out.array = std::make_shared<const Array>(std::move(array));
  }
  return out;
}

// Appends an operator of two values.
using Append = std::function<ValueId(Importer&, const NodeView&, ValueId, ValueId, const char* part, const Quantization&)>;

ValueId added(Importer& importer, const NodeView& node, ValueId a, ValueId b, const char* part, const Quantization& q) {
  return importer.append(node, Op::add, pin::AddAttributes{}, {a, b}, part, q);
}
ValueId multiplied(Importer& importer, const NodeView& node, ValueId a, ValueId b, const char* part, const Quantization& q) {
  return importer.append(node, Op::mul, pin::MulAttributes{}, {a, b}, part, q);
}
Append named(const char* op) {
  return [op](Importer& importer, const NodeView& node, ValueId a, ValueId b, const char* part, const Quantization& q) {
    return importer.append_named(node, op, "", {a, b}, part, q);
  };
}

// result = op(a, b), integers when all three are int8.
Tensor binary(Importer& importer, const NodeView& node, const Append& append, const Tensor& a_in, const Tensor& b_in,
              const std::optional<Quantization>& wanted, const char* part = "") {
  const Dims dims = broadcast_dims(a_in.dims, b_in.dims);
  const Tensor a = with_rank(a_in, dims.size()), b = with_rank(b_in, dims.size());
  const Order order = common_order(a, b);
  (void)importer.shape_of(node, dims, order);
  const bool integers = wanted.has_value() && is_int8(importer, a) && is_int8(importer, b);
  const auto read = [&](const Tensor& t) { return integers ? importer.raw(node, t, order) : importer.real(node, t, order); };
  Tensor out;
  out.dims = dims;
  const ValueId left = read(a), right = read(b);
  out.value = append(importer, node, left, right, part, integers ? *wanted : Quantization{});
  out.layout = layout_of(dims, order);
  out.real_view = integers;
  return out;
}

void translate_binary(Importer& importer, const NodeView& node, const Append& append) {
  const Tensor& a = importer.operand(node, 0);
  const Tensor b = second_operand(node, a, importer.operand(node, 1));
  importer.set_output(node, 0, binary(importer, node, append, a, b, importer.wanted_quantization(node)));
}

void translate_named(Importer& importer, const NodeView& node, const char* op, const Tensor& a, const Tensor& b) {
  importer.set_output(node, 0, binary(importer, node, named(op), a, b, importer.wanted_quantization(node)));
}

// Max, Min, Sum of any number of operands, one after another.
void translate_several(Importer& importer, const NodeView& node, const Append& append) {
  Tensor result = importer.operand(node, 0);
  for (std::size_t i = 1; i < node.inputs(); ++i) {
    const bool last = i + 1 == node.inputs();
    const std::string part = last ? "" : fmt::format("first {}", i + 1);
    result = binary(importer, node, append, result, importer.operand(node, i), std::nullopt, part.c_str());
  }
  importer.set_output(node, 0, std::move(result));
}

// A constant operand changed element by element.
template <class F>
Tensor changed(const Tensor& t, F f) {
  Tensor out = t;
  std::vector<float> values = real_elements(t);
  for (float& v : values) v = f(v);
  out.array = std::make_shared<const Array>(Array::of_reals(t.dims, std::move(values)));
  out.real_view = false;
  out.quantization = {};
  return out;
}

// op(x), element by element, in x's own layout. wanted: scale of an integer result; without one integers are dequantised first.
ValueId unary(Importer& importer, const NodeView& node, Op op, const Attributes& attributes, const Tensor& x, const char* part,
              const std::optional<Quantization>& wanted) {
  const Order order = Importer::cheapest_order(x);
  const bool integers = wanted.has_value() && is_int8(importer, x);
  const ValueId value = integers ? importer.raw(node, x, order) : importer.real(node, x, order);
  return importer.append(node, op, attributes, {value}, part, integers ? *wanted : Quantization{});
}

void set_like(Importer& importer, const NodeView& node, const Tensor& x, ValueId value) {
  importer.set_output(node, 0, value, x.dims, Importer::cheapest_order(x));
}

ValueId scalar(Importer& importer, const NodeView& node, const char* part, float value) {
  return importer.constant(fmt::format("{}/{}", importer.output_name(node), part), Array::of_reals({1}, {value}), DType::kFloat32);
}

// relu6(6 alpha x + 6 beta) / 6 = clip(alpha x + beta, 0, 1).
ValueId hard_sigmoid(Importer& importer, const NodeView& node, const Tensor& x, float alpha, float beta) {
  const ValueId value = importer.real(node, x, Importer::cheapest_order(x));
  const ValueId steep = importer.append(node, Op::mul, pin::MulAttributes{}, {value, scalar(importer, node, "alpha", 6 * alpha)}, "scaled");
  pin::AddAttributes add;
  add.activation = pin::Activation::kRelu6;
  const ValueId clipped = importer.append(node, Op::add, add, {steep, scalar(importer, node, "beta", 6 * beta)}, "clipped");
  return importer.append(node, Op::mul, pin::MulAttributes{}, {clipped, scalar(importer, node, "sixth", 1.0f / 6)}, "");
}

// RELU and RELU6 keep scale and zero point: what stands behind them can take them in.
std::optional<Quantization> own_quantization(const Importer& importer, const Tensor& x) {
  if (!is_int8(importer, x)) return std::nullopt;
  return importer.quantization_of(x);
}

float bound(Importer& importer, const NodeView& node, std::size_t i, const char* attribute, float otherwise) {
  if (!node.has(i)) return node.opset() < 11 ? node.real(attribute, otherwise) : otherwise;
  const Tensor& t = importer.constant_operand(node, i, attribute);
  if (t.type != ElementType::kFloat)
    node.unsupported(fmt::format("an operand of type {} ('{}')", name_of(t.type), t.name), "convert the model to float32, or quantise it");
  const std::vector<float> values = real_elements(t);
  if (values.size() != 1)
    node.fail("a bound must be a FLOAT number", "1 element", fmt::format("{} of {}", text_of(t.dims), name_of(t.type)));
  return values[0];
}

}  // namespace

void translate_add(Importer& importer, const NodeView& node) { translate_binary(importer, node, added); }
void translate_mul(Importer& importer, const NodeView& node) { translate_binary(importer, node, multiplied); }

// a - b and a / b: with a constant b an ADD or MUL, which later passes fold into the weights before.
void translate_sub(Importer& importer, const NodeView& node) {
  const Tensor& a = importer.operand(node, 0);
  const Tensor b = second_operand(node, a, importer.operand(node, 1));
  if (!b.is_constant()) return translate_named(importer, node, "sub", a, b);
  importer.set_output(node, 0, binary(importer, node, added, a, changed(b, [](float v) { return -v; }), std::nullopt));
}

void translate_div(Importer& importer, const NodeView& node) {
  const Tensor& a = importer.operand(node, 0);
  const Tensor b = second_operand(node, a, importer.operand(node, 1));
  if (!b.is_constant()) return translate_named(importer, node, "div", a, b);
  importer.set_output(node, 0, binary(importer, node, multiplied, a, changed(b, [](float v) { return 1 / v; }), std::nullopt));
}

void translate_max(Importer& importer, const NodeView& node) { translate_several(importer, node, named("maximum")); }
void translate_min(Importer& importer, const NodeView& node) { translate_several(importer, node, named("minimum")); }
void translate_sum(Importer& importer, const NodeView& node) { translate_several(importer, node, added); }

// Before opset 7 a slope of one dimension belongs to the channels.
void translate_prelu(Importer& importer, const NodeView& node) {
  const Tensor& x = importer.operand(node, 0);
  Tensor slope = importer.constant_operand(node, 1, "its slope");
  if (node.opset() < 7 && slope.dims.size() == 1 && slope.dims[0] > 1 && x.dims.size() > 2) {
    slope.dims.insert(slope.dims.end(), x.dims.size() - 2, 1);
    Array array = *slope.array;
    array.dims = slope.dims;
    slope.array = std::make_shared<const Array>(std::move(array));
  }
  importer.set_output(node, 0,
                      binary(importer, node, named("prelu"), x, with_rank(slope, x.dims.size()), importer.wanted_quantization(node)));
}

// com.microsoft: A, A_scale, A_zero_point, B, B_scale, B_zero_point, C_scale, C_zero_point.
void translate_qlinear_add(Importer& importer, const NodeView& node) {
  const Tensor a = qlinear_operand(importer, node, 0), b = qlinear_operand(importer, node, 3);
  const WantedOutput wanted = wanted_output(importer, node, 6);
  quantize_output(importer, node, binary(importer, node, added, a, b, wanted.quantization), wanted);
}

void translate_relu(Importer& importer, const NodeView& node) {
  const Tensor& x = importer.operand(node, 0);
  set_like(importer, node, x, unary(importer, node, Op::relu, pin::NoAttributes{}, x, "", own_quantization(importer, x)));
}

void translate_clip(Importer& importer, const NodeView& node) {
  const Tensor& x = importer.operand(node, 0);
  const float least = bound(importer, node, 1, "min", std::numeric_limits<float>::lowest());
  const float most = bound(importer, node, 2, "max", std::numeric_limits<float>::max());
  if (least == 0 && (most == 6 || most >= std::numeric_limits<float>::max())) {
    set_like(importer, node, x,
             unary(importer, node, most == 6 ? Op::relu6 : Op::relu, pin::NoAttributes{}, x, "", own_quantization(importer, x)));
    return;
  }
  const Order order = Importer::cheapest_order(x);
  ValueId value = importer.real(node, x, order);
  const bool open = most >= std::numeric_limits<float>::max();
  if (least > std::numeric_limits<float>::lowest())
    value = importer.append_named(node, "maximum", "", {value, scalar(importer, node, "min", least)}, open ? "" : "raised");
  if (!open) value = importer.append_named(node, "minimum", "", {value, scalar(importer, node, "max", most)}, "");
  importer.set_output(node, 0, value, x.dims, order);
}

void translate_sigmoid(Importer& importer, const NodeView& node) {
  const Tensor& x = importer.operand(node, 0);
  std::optional<Quantization> wanted = importer.wanted_quantization(node);
  const Quantization fixed{{1.0f / 256}, {-128}, 0};  // the only one that LOGISTIC int8 has
  if (wanted != fixed) wanted.reset();
  set_like(importer, node, x, unary(importer, node, Op::logistic, pin::NoAttributes{}, x, "", wanted));
}

void translate_hard_sigmoid(Importer& importer, const NodeView& node) {
  const Tensor& x = importer.operand(node, 0);
  set_like(importer, node, x, hard_sigmoid(importer, node, x, node.real("alpha", 0.2f), node.real("beta", 0.5f)));
}

void translate_hard_swish(Importer& importer, const NodeView& node) {
  const Tensor& x = importer.operand(node, 0);
  if (Op op; find_op("hard_swish", &op)) return translate_function(importer, node);
  const ValueId gate = hard_sigmoid(importer, node, x, 1.0f / 6, 0.5f);
  importer.graph().value(gate).name += "/gate";
  const ValueId value = importer.real(node, x, Importer::cheapest_order(x));
  set_like(importer, node, x, importer.append(node, Op::mul, pin::MulAttributes{}, {value, gate}, ""));
}

void translate_leaky_relu(Importer& importer, const NodeView& node) {
  const Tensor& x = importer.operand(node, 0);
  const std::optional<Quantization> wanted = is_int8(importer, x) ? importer.wanted_quantization(node) : std::nullopt;
  const Order order = Importer::cheapest_order(x);
  const ValueId value = wanted.has_value() ? importer.raw(node, x, order) : importer.real(node, x, order);
  const std::string alpha = "alpha = " + field_text(node.real("alpha", 0.01f));
  set_like(importer, node, x, importer.append_named(node, "leaky_relu", alpha, {value}, "", wanted.value_or(Quantization{})));
}

// Functions of one operand that are called the same here, but for case.
void translate_function(Importer& importer, const NodeView& node) {
  const Tensor& x = importer.operand(node, 0);
  std::string name;
  for (const char c : node.op()) {
    if (std::isupper(static_cast<unsigned char>(c)) != 0 && !name.empty()) name += '_';
    name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  if (node.op() == "Elu" && node.real("alpha", 1) != 1) node.unsupported("an Elu with another alpha than 1");
  const std::optional<Quantization> asked = node.op() == "HardSwish" ? importer.wanted_quantization(node) : std::nullopt;
  const bool integers = asked.has_value() && is_int8(importer, x);
  const Order order = Importer::cheapest_order(x);
  const ValueId value = integers ? importer.raw(node, x, order) : importer.real(node, x, order);
  set_like(importer, node, x, importer.append_named(node, name.c_str(), "", {value}, "", integers ? *asked : Quantization{}));
}

}  // namespace pinhole::onnx
