// What translations read and append: operands in an order of axes, constants, outputs.
#include "compiler/formats/onnx/importer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "compiler/ir/fields.h"

namespace pinhole::onnx {
namespace {

bool is_stored_as(const Tensor& t, const Order& order) { return t.layout == layout_of(t.dims, order); }

template <class T>
std::vector<T> narrowed(const Array& array) {
  std::vector<T> out;
  out.reserve(array.count());
  for (const std::int64_t v : array.integers) {
    out.push_back(static_cast<T>(std::clamp<std::int64_t>(v, std::numeric_limits<T>::min(), std::numeric_limits<T>::max())));
  }
  return out;
}

}  // namespace

const Tensor& Importer::operand(const NodeView& node, std::size_t i) const {
  if (!node.has(i)) node.fail(fmt::format("operand {} is missing", i));
  const auto found = tensors_.find(node.message().inputs[i]);
  PIN_CHECK(found != tensors_.end(), "translate() looks for the operands first");
  return found->second;
}

const Tensor& Importer::constant_operand(const NodeView& node, std::size_t i, const char* what) const {
  const Tensor& t = operand(node, i);
  if (!t.is_constant())
    node.unsupported(fmt::format("{} ('{}') must be constant", what, t.name), "export the model with its parameters inside");
  return t;
}

std::vector<const Array*> Importer::arrays(const NodeView& node) const {
  std::vector<const Array*> out(node.inputs(), nullptr);
  for (std::size_t i = 0; i < node.inputs(); ++i) {
    if (node.has(i) && operand(node, i).is_constant() && !operand(node, i).real_view) out[i] = operand(node, i).array.get();
  }
  return out;
}

Shape Importer::shape_of(const NodeView& node, const Dims& dims, const Order& order) const {
  if (dims.size() > static_cast<std::size_t>(pin::kMaxRank))
    node.unsupported(fmt::format("a tensor of {} dimensions ({}), Pinhole has {}", dims.size(), text_of(dims), pin::kMaxRank));
  if (count_of(dims) == 0) node.unsupported(fmt::format("a tensor without elements ({})", text_of(dims)));
  Shape shape{static_cast<std::int32_t>(dims.size()), {}};
  for (std::size_t i = 0; i < order.size(); ++i) shape.dim[i] = static_cast<std::int32_t>(dims[static_cast<std::size_t>(order[i])]);
  return shape;
}

std::int64_t Importer::cost(const Tensor& tensor, const Order& order) {
  return tensor.is_constant() || is_stored_as(tensor, order) ? 0 : count_of(tensor.dims);
}

Order Importer::cheapest_order(const Tensor& tensor) {
  const std::size_t rank = tensor.dims.size();
  if (rank == 4 && cost(tensor, channels_last(rank)) == 0) return channels_last(rank);
  if (cost(tensor, identity_order(rank)) == 0) return identity_order(rank);
  if (rank == 3 && cost(tensor, channels_last(rank)) == 0) return channels_last(rank);
  if (const auto stored = stored_order(tensor.layout, tensor.dims)) return *stored;
  return rank == 4 ? channels_last(rank) : identity_order(rank);
}

ValueId Importer::append(const NodeView& node, Op op, Attributes attributes, std::vector<ValueId> inputs, const char* part,
                         Quantization quantization, DType type) {
  std::string name = output_name(node);
  if (*part != '\0') name += fmt::format("/{}", part);
  try {
    return graph_.append(op, std::move(attributes), std::move(inputs), std::move(name), std::move(quantization), type);
  } catch (const Error& error) {
    Error::Parts parts = error.parts();
    parts.place = node.place();  // the graph's number of the operator says nothing to a reader of ONNX
    throw Error(std::move(parts));
  }
}

ValueId Importer::constant(const std::string& name, const Array& array, DType dtype, Quantization quantization) {
  const NodeMessage none;
  Shape shape{static_cast<std::int32_t>(array.dims.size()), {}};
  PIN_CHECK(array.dims.size() <= static_cast<std::size_t>(pin::kMaxRank), "the caller has looked at the rank");
  for (std::size_t i = 0; i < array.dims.size(); ++i) shape.dim[i] = static_cast<std::int32_t>(array.dims[i]);
  switch (dtype) {
    case DType::kFloat32: return graph_.add_constant<float>(name, dtype, shape, array.reals, std::move(quantization));
    case DType::kInt8: return graph_.add_constant<std::int8_t>(name, dtype, shape, narrowed<std::int8_t>(array), std::move(quantization));
    case DType::kInt16:
      return graph_.add_constant<std::int16_t>(name, dtype, shape, narrowed<std::int16_t>(array), std::move(quantization));
    case DType::kInt32:
      return graph_.add_constant<std::int32_t>(name, dtype, shape, narrowed<std::int32_t>(array), std::move(quantization));
    case DType::kInt64: return graph_.add_constant<std::int64_t>(name, dtype, shape, array.integers, std::move(quantization));
    default: break;
  }
  PIN_CHECK(false, "constants are f32, i8, i16, i32 or i64");
  std::abort();
}

ValueId Importer::reshape(ValueId value, const Shape& shape, const std::string& name) {
  if (graph_.value(value).shape == shape) return value;
  return graph_.append(Op::reshape, pin::ReshapeAttributes{shape}, {value}, name, graph_.value(value).quantization);
}

ValueId Importer::rearrange(const NodeView& node, ValueId value, const Layout& from, const Dims& dims, const Order& order) {
  const Shape shape = shape_of(node, dims, order);
  const Layout wanted = layout_of(dims, order);
  if (from == wanted && graph_.value(value).shape == shape) return value;
  ValueId& made = made_.emplace(fmt::format("{} as {} of {}", value, fmt::join(order, ","), text_of(dims)), kNoValue).first->second;
  if (made != kNoValue) return made;
  if (from == wanted) return made = reshape(value, shape, graph_.value(value).name + "/reshape");
  const ValueId moved = turned(node, value, from, wanted);
  return made = reshape(moved, shape, graph_.value(value).name + "/turned");
}

// One TRANSPOSE, or two where the layouts cut the elements differently.
ValueId Importer::turned(const NodeView& node, ValueId value, const Layout& from, const Layout& to) {
  const auto turn = turn_between(from, to);
  const std::int64_t count = graph_.value(value).shape.count();
  if (!turn.has_value()) {
    PIN_CHECK(from != row_major(count) && to != row_major(count), "every layout can be reached from ONNX's order");
    return turned(node, turned(node, value, from, row_major(count)), row_major(count), to);
  }
  const std::vector<std::int64_t> perm(turn->perm.begin(), turn->perm.end());
  const ValueId stored =
      reshape(value, shape_of(node, turn->extents, identity_order(turn->extents.size())), graph_.value(value).name + "/runs");
  transposed_elements_ += count;
  const Quantization q = graph_.value(value).quantization;
  return append_named(node, "transpose", "", {stored, list(node, "perm", perm)}, "transposed", q);
}

ValueId Importer::append_named(const NodeView& node, const char* op, const std::string& attributes, std::vector<ValueId> inputs,
                               const char* part, Quantization quantization, DType type) {
  Op found{};
  if (!find_op(op, &found)) node.unsupported(fmt::format("it needs the operator '{}', which this Pinhole does not have", op));
  return append(node, found, parse_attributes(found, attributes), std::move(inputs), part, std::move(quantization), type);
}

ValueId Importer::list(const NodeView& node, const char* part, const std::vector<std::int64_t>& values) {
  return constant(fmt::format("{}/{}", output_name(node), part), Array::of_integers({static_cast<std::int64_t>(values.size())}, values),
                  DType::kInt32);
}

ValueId Importer::real(const NodeView& node, const Tensor& tensor, const Order& order) {
  if (tensor.type != ElementType::kFloat)
    node.unsupported(fmt::format("an operand of type {} ('{}')", name_of(tensor.type), tensor.name),
                     "convert the model to float32, or quantise it");
  if (tensor.is_constant()) {
    const Array reals = Array::of_reals(tensor.dims, real_elements(tensor));
    (void)shape_of(node, tensor.dims, order);
    return constant(tensor.name, permuted(reals, order), DType::kFloat32);
  }
  if (!tensor.real_view) return rearrange(node, tensor.value, tensor.layout, tensor.dims, order);
  ValueId& made = made_.emplace(fmt::format("{} dequantised", tensor.value), kNoValue).first->second;
  if (made == kNoValue) made = graph_.append(Op::dequantize, pin::NoAttributes{}, {tensor.value}, tensor.name, {}, DType::kFloat32);
  return rearrange(node, made, tensor.layout, tensor.dims, order);
}

ValueId Importer::raw(const NodeView& node, const Tensor& tensor, const Order& order) {
  if (!tensor.is_constant()) return rearrange(node, tensor.value, tensor.layout, tensor.dims, order);
  (void)shape_of(node, tensor.dims, order);
  if (!tensor.real_view && tensor.array->is_real()) return constant(tensor.name, permuted(*tensor.array, order), DType::kFloat32);
  const ElementType type = tensor.array->type;
  const DType dtype = type == ElementType::kInt8    ? DType::kInt8
                      : type == ElementType::kInt16 ? DType::kInt16
                      : type == ElementType::kInt32 ? DType::kInt32
                                                    : DType::kInt64;
  Quantization quantization = tensor.quantization;
  if (quantization.scales.size() > 1) {
    quantization.axis = static_cast<std::int32_t>(std::find(order.begin(), order.end(), quantization.axis) - order.begin());
  }
  return constant(tensor.name, permuted(*tensor.array, order), dtype, quantization);
}

const std::string& Importer::output_name(const NodeView& node, std::size_t i) const {
  if (node.outputs() <= i || node.message().outputs[i].empty()) node.fail(fmt::format("the node has no output {}", i));
  return node.message().outputs[i];
}

Tensor& Importer::set_output(const NodeView& node, std::size_t i, ValueId value, const Dims& dims, const Order& order) {
  Tensor tensor;
  tensor.dims = dims;
  tensor.value = value;
  tensor.layout = layout_of(dims, order);
  tensor.real_view = graph_.value(value).dtype != DType::kFloat32;
  PIN_CHECK(graph_.value(value).shape.count() == count_of(dims), "an output with another number of elements than its value");
  return set_output(node, i, std::move(tensor));
}

Tensor& Importer::set_output(const NodeView& node, std::size_t i, Tensor tensor) {
  tensor.name = output_name(node, i);
  const auto [place, fresh] = tensors_.emplace(tensor.name, Tensor{});
  if (!fresh) node.fail("the output has the name of another tensor", "a name of its own", fmt::format("'{}'", tensor.name));
  place->second = std::move(tensor);
  return place->second;
}

const Quantization& Importer::quantization_of(const Tensor& tensor) const {
  return tensor.is_constant() ? tensor.quantization : graph_.value(tensor.value).quantization;
}

Quantization Importer::quantization(const NodeView& node, const Tensor& scale, const Tensor* zero_point, std::int64_t axis) const {
  if (!scale.is_constant() || (zero_point != nullptr && !zero_point->is_constant()))
    node.unsupported("a scale or zero point that is computed while running", "quantise the model statically");
  if (!scale.array->is_real()) node.fail("the scale has the wrong type", "FLOAT", name_of(scale.array->type));
  Quantization q{scale.array->reals, {}, static_cast<std::int32_t>(axis)};
  if (q.scales.empty()) node.fail("the scale is empty", "a number", "none");
  for (const float s : q.scales) {
    if (!(s > 0) || !(s < std::numeric_limits<float>::infinity()))
      node.fail("a scale is not positive and finite", "more than 0", fmt::format("{}", s));
  }
  if (zero_point == nullptr) {
    q.zero_points.assign(q.scales.size(), -128);  // UINT8 0
    return q;
  }
  if (zero_point->array->count() != q.scales.size() || zero_point->array->is_real())
    node.fail("scale and zero point differ in size or type", fmt::format("{} integers", q.scales.size()),
              fmt::format("{} of {}", zero_point->array->count(), name_of(zero_point->array->type)));
  const std::int64_t shift = zero_point->array->type == ElementType::kUint8 ? 128 : 0;
  for (const std::int64_t z : zero_point->array->integers) q.zero_points.push_back(static_cast<std::int32_t>(z - shift));
  return q;
}

bool Importer::is_never_negative(ValueId value) const {
  for (std::size_t steps = 0; steps < 16; ++steps) {
    const std::int32_t producer = graph_.producer(value);
    if (producer < 0) return false;
    const Node& node = graph_.nodes[static_cast<std::size_t>(producer)];
    switch (op_category(node.op)) {
      case Category::window:
      case Category::movement: value = node.inputs[0]; break;
      default: return node.op == Op::relu || node.op == Op::relu6 || node.op == Op::softmax || node.op == Op::logistic;
    }
    if (node.inputs.size() > 1 && node.op == Op::concatenation) return false;
  }
  return false;
}

std::optional<Quantization> Importer::wanted_quantization(const NodeView& node, int depth) const {
  if (!wants_output(node, 0) || depth > 4) return std::nullopt;
  const std::string& name = node.message().outputs[0];
  const auto readers = readers_.find(name);
  if (readers == readers_.end() || readers->second.size() != 1 || readers->second[0] == nullptr) return std::nullopt;
  const NodeMessage& reader = *readers->second[0];
  if (!reader.domain.empty()) return std::nullopt;
  if (reader.op_type == "Relu" || reader.op_type == "Clip") return wanted_quantization(NodeView(reader, node.opset()), depth + 1);
  if (reader.op_type != "QuantizeLinear" || reader.inputs.size() < 2 || reader.inputs[0] != name) return std::nullopt;
  const NodeView quantize(reader, node.opset());
  for (std::size_t i = 1; i < reader.inputs.size(); ++i) {
    if (!tensors_.contains(reader.inputs[i])) return std::nullopt;
  }
  Quantization q = quantization(quantize, operand(quantize, 1), quantize.has(2) ? &operand(quantize, 2) : nullptr, 0);
  if (q.scales.size() != 1) return std::nullopt;
  return q;
}

}  // namespace pinhole::onnx
