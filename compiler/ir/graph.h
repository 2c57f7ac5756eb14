// The network: values, and nodes in execution order. Every value is written once: by one node, as a graph input, or as a constant.
// NHWC, static shapes, weight layouts are TFLite's (device/kernels/types.h). A Graph is a plain value: copying it is cheap, because
// constants are shared and immutable. Nothing here checks; verify() does (verify.h).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/file.h"
#include "compiler/ir/op.h"

namespace pinhole {

using pin::DType;
using pin::Shape;

using ValueId = std::int32_t;            // index into Graph::values
inline constexpr ValueId kNoValue = -1;  // an optional operand that was left out

// real = scale * (q - zero_point). Empty: not quantised. One scale: per tensor. Several: per index of `axis`.
struct Quantization {
  std::vector<float> scales;
  std::vector<std::int32_t> zero_points;  // as many as scales
  std::int32_t axis = 0;

  bool empty() const { return scales.empty(); }
  bool operator==(const Quantization&) const = default;
};

struct Value {
  std::string name;  // as in the source file; may be empty or not unique
  DType dtype = DType::kFloat32;
  Shape shape = {0, {}};
  Quantization quantization;
  std::shared_ptr<const Bytes> constant;  // exactly bytes_of(dtype, shape.count()) bytes, or null

  bool is_constant() const { return constant != nullptr; }
  std::size_t bytes() const { return pin::bytes_of(dtype, static_cast<std::size_t>(shape.count())); }
  template <class T>
  std::span<const T> data() const {
    PIN_CHECK(constant != nullptr, "data of a value that is not constant: " + name);
    return {reinterpret_cast<const T*>(constant->data()), constant->size() / sizeof(T)};
  }
};

struct Node {
  Op op;
  Attributes attributes;
  std::vector<ValueId> inputs;  // kNoValue where an optional one is left out
  std::vector<ValueId> outputs;

  template <class T>
  const T& as() const {
    return std::get<T>(attributes);
  }
};

struct Graph {
  std::string name;
  std::vector<Value> values;
  std::vector<Node> nodes;
  std::vector<ValueId> inputs, outputs;
  std::vector<std::string> labels;              // of the classes, or empty
  std::map<std::string, std::string> metadata;  // kept through import and export; keys that Pinhole uses are in docs/ir.md

  const Value& value(ValueId id) const { return values[static_cast<std::size_t>(id)]; }
  Value& value(ValueId id) { return values[static_cast<std::size_t>(id)]; }
  const Value& input(const Node& node, std::size_t i) const { return value(node.inputs[i]); }
  const Value& output(const Node& node, std::size_t i = 0) const { return value(node.outputs[i]); }
  bool has_input(const Node& node, std::size_t i) const { return i < node.inputs.size() && node.inputs[i] != kNoValue; }

  ValueId add(Value value);
  template <class T>
  ValueId add_constant(std::string name, DType dtype, Shape shape, std::span<const T> data, Quantization quantization = {}) {
    const auto bytes = std::as_bytes(data);
    return add({std::move(name), dtype, shape, std::move(quantization), std::make_shared<const Bytes>(bytes.begin(), bytes.end())});
  }
  // Appends a node whose outputs have the types and shapes that follow from its inputs (semantics.h), and returns its first output.
  ValueId append(Op op, Attributes attributes, std::vector<ValueId> inputs, std::string name, Quantization quantization = {},
                 DType output_type = DType::kFloat32 /* only for quantize and other conversions */);

  // Index of the node that writes the value, or -1 (graph input or constant).
  std::int32_t producer(ValueId id) const;
  // Nodes that read the value, ascending; a node that reads it twice once.
  std::vector<std::int32_t> readers(ValueId id) const;
  // Every read of `from`, graph outputs included, becomes one of `to`.
  void replace_uses(ValueId from, ValueId to);
  // Drops values that no node, input or output mentions, renumbering the rest in order.
  void drop_unused_values();
  // What people call a node: the name of its first output, or "conv_2d#3" when that is empty.
  std::string layer_name(const Node& node) const;
};

// Equal networks: names, types, shapes, quantisation, constants by content, nodes, labels, metadata.
bool operator==(const Graph& a, const Graph& b);
bool operator==(const Value& a, const Value& b);
bool operator==(const Node& a, const Node& b);

Shape make_shape(std::initializer_list<std::int32_t> dims);
std::string to_string(const Shape& shape);  // "1x96x96x3", "scalar"
const char* to_string(DType type);          // "f32", "i8", ...

}  // namespace pinhole
