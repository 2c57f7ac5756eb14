// What each operator means on the host: output types and shapes, checks with messages for people, work in multiply-accumulates.
// One file an operator in ops/, gathered into a table in semantics.cc. What an operator computes is in device/kernels.
#pragma once

#include <cstdint>
#include <vector>

#include "compiler/ir/device_node.h"
#include "compiler/ir/graph.h"

namespace pinhole {

struct InferredType {
  DType dtype;
  Shape shape;
};

// A node with its operands, for the files in ops/. Operand numbers are TFLite's.
class Operands {
 public:
  Operands(const Graph& graph, const Node& node) : graph_(graph), node_(node) {}

  std::size_t size() const { return node_.inputs.size(); }
  bool has(std::size_t i) const { return graph_.has_input(node_, i); }
  const Value& operator[](std::size_t i) const { return graph_.input(node_, i); }
  // The output as the graph declares it, or null while it is being inferred by Graph::append.
  const Value* declared_output(std::size_t i = 0) const { return i < node_.outputs.size() ? &graph_.output(node_, i) : nullptr; }

  // Throws Error with the layer's place ("operator 3 CONV_2D 'stem'").
  [[noreturn]] void fail(std::string problem, std::string expected = {}, std::string got = {}, std::string help = {}) const;
  // fail() unless there are between least and most operands and the first `least` are present.
  void expect_count(std::size_t least, std::size_t most) const;
  void expect_rank(std::size_t i, std::int32_t rank, const char* what) const;
  void expect_constant(std::size_t i, const char* what) const;
  // For operators that answer on the device's side (ops/on_device.h).
  DeviceNode device_node() const { return {graph_, node_}; }
  // The elements of a constant i32 operand.
  std::vector<std::int32_t> constant_i32(std::size_t i, const char* what) const;

 private:
  const Graph& graph_;
  const Node& node_;
};

// Specialised in ops/NAME.h, or for a category in ops/elementwise.h, with
//   static std::vector<InferredType> infer(const Operands&, const AttributesOf<op>&, DType output_type);
//   static std::uint64_t macs(const Operands&, const AttributesOf<op>&);  // for one call, padding counted as work
template <Op op>
struct Semantics;

// Types and shapes of the outputs. output_type is only used by conversions, whose result type is a choice. Throws Error with the place.
std::vector<InferredType> infer(const Graph& graph, const Node& node, DType output_type = DType::kFloat32);

std::uint64_t macs(const Graph& graph, const Node& node);
std::uint64_t macs(const Graph& graph);

// "operator 3 CONV_2D 'stem'": how messages name a node. The node must be one of graph.nodes, or is called "new operator".
std::string node_place(const Graph& graph, const Node& node);

}  // namespace pinhole
