#include "compiler/ir/semantics.h"

#include <fmt/format.h>

#include "compiler/ir/ops/average_pool_2d.h"
#include "compiler/ir/ops/concatenation.h"
#include "compiler/ir/ops/conv_2d.h"
#include "compiler/ir/ops/depthwise_conv_2d.h"
#include "compiler/ir/ops/dequantize.h"
#include "compiler/ir/ops/elementwise.h"
#include "compiler/ir/ops/fully_connected.h"
#include "compiler/ir/ops/max_pool_2d.h"
#include "compiler/ir/ops/mean.h"
#include "compiler/ir/ops/on_device.h"
#include "compiler/ir/ops/pad.h"
#include "compiler/ir/ops/quantize.h"
#include "compiler/ir/ops/reshape.h"
#include "compiler/ir/ops/softmax.h"

namespace pinhole {

template <Op op>
concept HasSemantics = requires(const Operands& operands, const AttributesOf<op>& attributes, DType type) {
  { Semantics<op>::infer(operands, attributes, type) } -> std::same_as<std::vector<InferredType>>;
  { Semantics<op>::macs(operands, attributes) } -> std::same_as<std::uint64_t>;
};
#define PIN_OP(name, ...) static_assert(HasSemantics<Op::name>, "compiler/ir/ops: no semantics for " #name);
#include "compiler/ir/ops.def"
#undef PIN_OP

void Operands::fail(std::string problem, std::string expected, std::string got, std::string help) const {
  throw Error({.file = {},
               .place = node_place(graph_, node_),
               .problem = std::move(problem),
               .expected = std::move(expected),
               .got = std::move(got),
               .help = std::move(help)});
}

void Operands::expect_count(std::size_t least, std::size_t most) const {
  const std::string wanted = least == most ? fmt::format("{}", least) : fmt::format("{} to {}", least, most);
  if (size() < least || size() > most) fail("wrong number of inputs", wanted, fmt::format("{}", size()));
  for (std::size_t i = 0; i < least; ++i) {
    if (!has(i)) fail(fmt::format("input {} is missing", i), wanted + " inputs");
  }
}

void Operands::expect_rank(std::size_t i, std::int32_t rank, const char* what) const {
  if ((*this)[i].shape.rank != rank) {
    fail(fmt::format("{} has the wrong number of dimensions", what), fmt::format("{}", rank),
         fmt::format("{} ({})", (*this)[i].shape.rank, to_string((*this)[i].shape)));
  }
}

void Operands::expect_constant(std::size_t i, const char* what) const {
  if (!(*this)[i].is_constant()) {
    fail(fmt::format("{} must be constant", what), "a tensor with data in the file", "a tensor computed while running",
         "export the model with fixed shapes, so that the converter can fold it");
  }
}

std::vector<std::int32_t> Operands::constant_i32(std::size_t i, const char* what) const {
  expect_constant(i, what);
  if ((*this)[i].dtype != DType::kInt32) fail(fmt::format("{} has the wrong type", what), "i32", to_string((*this)[i].dtype));
  const auto data = (*this)[i].data<std::int32_t>();
  return {data.begin(), data.end()};
}

std::string node_place(const Graph& graph, const Node& node) {
  const Node* first = graph.nodes.data();
  const bool inside = !graph.nodes.empty() && &node >= first && &node < first + graph.nodes.size();
  if (!inside) return fmt::format("new operator {}", op_tflite_name(node.op));
  return fmt::format("operator {} {} '{}'", &node - first, op_tflite_name(node.op), graph.layer_name(node));
}

std::vector<InferredType> infer(const Graph& graph, const Node& node, DType output_type) {
  return dispatch(node.op, [&]<Op op>() {
    return Semantics<op>::infer(Operands(graph, node), std::get<AttributesOf<op>>(node.attributes), output_type);
  });
}

std::uint64_t macs(const Graph& graph, const Node& node) {
  return dispatch(node.op,
                  [&]<Op op>() { return Semantics<op>::macs(Operands(graph, node), std::get<AttributesOf<op>>(node.attributes)); });
}

std::uint64_t macs(const Graph& graph) {
  std::uint64_t sum = 0;
  for (const Node& node : graph.nodes) sum += macs(graph, node);
  return sum;
}

}  // namespace pinhole
