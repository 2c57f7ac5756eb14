// drop_dead: drops operators whose results nobody reads, and values that nothing mentions.
//
//   before   %1 = relu %0          after   %2 = softmax %0
//            %2 = softmax %0               output %2
//            output %2
//
// Keeps: every bit of every output, all graph inputs (also unread ones: they are part of the interface), the order of what is left.
// Needs: nothing.
#include <algorithm>

#include "compiler/passes/edit.h"
#include "compiler/passes/pass.h"

namespace pinhole {

bool drop_dead(Graph& graph) {
  const std::size_t nodes_before = graph.nodes.size(), values_before = graph.values.size();
  std::vector<bool> read(graph.values.size()), removed(graph.nodes.size());
  const auto mark = [&](const std::vector<ValueId>& ids) {
    for (const ValueId id : ids) {
      if (id != kNoValue) read[static_cast<std::size_t>(id)] = true;
    }
  };
  mark(graph.outputs);
  for (std::size_t i = graph.nodes.size(); i-- > 0;) {  // backwards: readers come before writers
    const Node& node = graph.nodes[i];
    const bool alive =
        std::any_of(node.outputs.begin(), node.outputs.end(), [&](ValueId id) { return read[static_cast<std::size_t>(id)]; });
    if (alive) mark(node.inputs);
    removed[i] = !alive;
  }
  remove_nodes(graph, removed);
  graph.drop_unused_values();
  return graph.nodes.size() != nodes_before || graph.values.size() != values_before;
}

}  // namespace pinhole
