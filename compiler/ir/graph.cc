#include "compiler/ir/graph.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/ir/fields.h"
#include "compiler/ir/semantics.h"

namespace pinhole {

ValueId Graph::add(Value value) {
  values.push_back(std::move(value));
  return static_cast<ValueId>(values.size() - 1);
}

ValueId Graph::append(Op op, Attributes attributes, std::vector<ValueId> operands, std::string output_name, Quantization quantization,
                      DType output_type) {
  Node node{op, std::move(attributes), std::move(operands), {}};
  std::vector<InferredType> types = infer(*this, node, output_type);
  for (std::size_t i = 0; i < types.size(); ++i) {
    const std::string suffix = i == 0 ? "" : fmt::format(":{}", i);
    node.outputs.push_back(add({output_name + suffix, types[i].dtype, types[i].shape, quantization, nullptr}));
  }
  nodes.push_back(std::move(node));
  return nodes.back().outputs[0];
}

std::int32_t Graph::producer(ValueId id) const {
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    if (std::find(nodes[n].outputs.begin(), nodes[n].outputs.end(), id) != nodes[n].outputs.end()) return static_cast<std::int32_t>(n);
  }
  return -1;
}

std::vector<std::int32_t> Graph::readers(ValueId id) const {
  std::vector<std::int32_t> found;
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    if (std::find(nodes[n].inputs.begin(), nodes[n].inputs.end(), id) != nodes[n].inputs.end())
      found.push_back(static_cast<std::int32_t>(n));
  }
  return found;
}

void Graph::replace_uses(ValueId from, ValueId to) {
  for (Node& node : nodes) std::replace(node.inputs.begin(), node.inputs.end(), from, to);
  std::replace(outputs.begin(), outputs.end(), from, to);
}

void Graph::drop_unused_values() {
  std::vector<ValueId> renumbered(values.size(), kNoValue);
  const auto mark = [&](const std::vector<ValueId>& ids) {
    for (const ValueId id : ids) {
      if (id != kNoValue) renumbered[static_cast<std::size_t>(id)] = 0;
    }
  };
  mark(inputs);
  mark(outputs);
  for (const Node& node : nodes) {
    mark(node.inputs);
    mark(node.outputs);
  }
  std::vector<Value> kept;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (renumbered[i] == kNoValue) continue;
    renumbered[i] = static_cast<ValueId>(kept.size());
    kept.push_back(std::move(values[i]));
  }
  values = std::move(kept);
  const auto rewrite = [&](std::vector<ValueId>& ids) {
    for (ValueId& id : ids) {
      if (id != kNoValue) id = renumbered[static_cast<std::size_t>(id)];
    }
  };
  rewrite(inputs);
  rewrite(outputs);
  for (Node& node : nodes) {
    rewrite(node.inputs);
    rewrite(node.outputs);
  }
}

std::string Graph::layer_name(const Node& node) const {
  if (!node.outputs.empty() && !output(node).name.empty()) return output(node).name;
  const auto at = std::find_if(nodes.begin(), nodes.end(), [&](const Node& other) { return &other == &node; });
  return fmt::format("{}#{}", op_name(node.op), at - nodes.begin());
}

bool operator==(const Value& a, const Value& b) {
  if (a.name != b.name || a.dtype != b.dtype || a.shape != b.shape || !(a.quantization == b.quantization)) return false;
  if (a.is_constant() != b.is_constant()) return false;
  return !a.is_constant() || a.constant == b.constant || *a.constant == *b.constant;
}

bool operator==(const Node& a, const Node& b) {
  return a.op == b.op && a.inputs == b.inputs && a.outputs == b.outputs && a.attributes.index() == b.attributes.index() &&
         std::visit([&](const auto& x) { return same_fields(x, std::get<std::decay_t<decltype(x)>>(b.attributes)); }, a.attributes);
}

bool operator==(const Graph& a, const Graph& b) {
  return a.name == b.name && a.values == b.values && a.nodes == b.nodes && a.inputs == b.inputs && a.outputs == b.outputs &&
         a.labels == b.labels && a.metadata == b.metadata;
}

Shape make_shape(std::initializer_list<std::int32_t> dims) {
  PIN_CHECK(dims.size() <= static_cast<std::size_t>(pin::kMaxRank), "a shape of too high rank");
  Shape shape{static_cast<std::int32_t>(dims.size()), {}};
  std::copy(dims.begin(), dims.end(), shape.dim);
  return shape;
}

std::string to_string(const Shape& shape) {
  if (shape.rank == 0) return "scalar";
  return fmt::format("{}", fmt::join(shape.dim, shape.dim + shape.rank, "x"));
}

const char* to_string(DType type) {
  switch (type) {
    case DType::kFloat32: return "f32";
    case DType::kInt8: return "i8";
    case DType::kInt16: return "i16";
    case DType::kInt32: return "i32";
    case DType::kInt64: return "i64";
    case DType::kUint8: return "u8";
    case DType::kUint32: return "u32";
    case DType::kBool: return "bool";
    case DType::kInt4: return "i4";
  }
  return "?";
}

}  // namespace pinhole
