// fold_constants: operators that read nothing but constants are computed once, here, instead of on the chip at every call.
//
//   before   const @a : f32[2] = [1, -2]      after   const @b : f32[2] = [1, 0]
//            %1 = relu @a : f32[2] "b"
//
// A SHAPE is known whatever its operand, because shapes are static.
//
// Keeps: every bit, because the device's own kernels compute the constant. An operator that makes a graph output stays: outputs are
// written by operators. One whose result takes more than 16 MB more than its operands stays too: flash is the scarcer memory.
// Needs: nothing.
#include <cstring>

#include "compiler/ir/evaluate.h"
#include "compiler/passes/edit.h"
#include "compiler/passes/pass.h"

namespace pinhole {
namespace {

constexpr std::size_t kMostGrowthBytes = std::size_t{16} << 20;

bool can_fold(const Graph& graph, const Node& node) {
  std::size_t before = 0, after = 0;
  for (const ValueId id : node.inputs) {
    if (id == kNoValue || node.op == Op::shape) continue;
    if (!graph.value(id).is_constant()) return false;
    before += graph.value(id).bytes();
  }
  for (const ValueId id : node.outputs) {
    if (is_graph_output(graph, id)) return false;
    after += graph.value(id).bytes();
  }
  return !node.inputs.empty() && after <= before + kMostGrowthBytes;
}

// The node alone, run once; its outputs in `graph` become constants.
void fold(Graph& graph, const Node& node) {
  Graph alone;
  Node copy = node;
  for (ValueId& id : copy.inputs) id = id == kNoValue ? kNoValue : alone.add(graph.value(id));
  for (ValueId& id : copy.outputs) id = alone.add(graph.value(id));
  alone.outputs = copy.outputs;
  alone.nodes.push_back(std::move(copy));
  const std::vector<Bytes> results = evaluate(alone, {});
  for (std::size_t i = 0; i < results.size(); ++i) graph.value(node.outputs[i]).constant = std::make_shared<const Bytes>(results[i]);
}

}  // namespace

bool fold_constants(Graph& graph) {
  std::vector<bool> removed(graph.nodes.size());
  bool changed = false;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    if (!can_fold(graph, graph.nodes[i])) continue;
    fold(graph, graph.nodes[i]);
    removed[i] = changed = true;
  }
  remove_nodes(graph, removed);
  return changed;
}

}  // namespace pinhole
