#include "compiler/passes/edit.h"

#include <algorithm>

namespace pinhole {

bool is_graph_output(const Graph& graph, ValueId id) {
  return std::find(graph.outputs.begin(), graph.outputs.end(), id) != graph.outputs.end();
}
bool is_graph_input(const Graph& graph, ValueId id) {
  return std::find(graph.inputs.begin(), graph.inputs.end(), id) != graph.inputs.end();
}

bool same_meaning(const Value& a, const Value& b) {
  const Quantization& p = a.quantization;
  const Quantization& q = b.quantization;
  return a.dtype == b.dtype && p.scales == q.scales && p.zero_points == q.zero_points && (p.scales.size() <= 1 || p.axis == q.axis);
}

std::int32_t only_reader(const Graph& graph, ValueId id) {
  if (is_graph_output(graph, id)) return -1;
  const std::vector<std::int32_t> readers = graph.readers(id);
  if (readers.size() != 1) return -1;
  const std::vector<ValueId>& inputs = graph.nodes[static_cast<std::size_t>(readers[0])].inputs;
  return std::count(inputs.begin(), inputs.end(), id) == 1 ? readers[0] : -1;
}

bool bypass(Graph& graph, ValueId from, ValueId to) {
  if (is_graph_output(graph, from)) {
    if (is_graph_output(graph, to) || is_graph_input(graph, to) || graph.value(to).is_constant()) return false;
    graph.value(to).name = graph.value(from).name;
  }
  graph.replace_uses(from, to);
  return true;
}

void remove_nodes(Graph& graph, const std::vector<bool>& removed) {
  if (std::find(removed.begin(), removed.end(), true) == removed.end()) return;
  std::vector<Node> kept;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    if (!removed[i]) kept.push_back(std::move(graph.nodes[i]));
  }
  graph.nodes = std::move(kept);
  graph.drop_unused_values();
}

}  // namespace pinhole
