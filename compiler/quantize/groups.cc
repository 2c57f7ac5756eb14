#include "compiler/quantize/groups.h"

#include <algorithm>

#include "compiler/ir/semantics.h"
#include "compiler/quantize/rules.h"

namespace pinhole {
namespace {

ValueId root(std::vector<ValueId>& parent, ValueId id) {
  while (parent[static_cast<std::size_t>(id)] != id)
    id = parent[static_cast<std::size_t>(id)] = parent[static_cast<std::size_t>(parent[static_cast<std::size_t>(id)])];
  return id;
}

bool is_float(const Graph& graph, ValueId id) { return id != kNoValue && graph.value(id).dtype == DType::kFloat32; }

// The operand whose range the results share: axes, sizes and indices are integers.
ValueId first_float(const Graph& graph, const Node& node) {
  const auto found = std::find_if(node.inputs.begin(), node.inputs.end(), [&](ValueId id) { return is_float(graph, id); });
  return found == node.inputs.end() ? kNoValue : *found;
}

}  // namespace

Groups make_groups(const Graph& graph) {
  std::vector<ValueId> parent(graph.values.size());
  for (std::size_t i = 0; i < parent.size(); ++i) parent[i] = static_cast<ValueId>(i);
  std::vector<bool> probability(parent.size());
  const auto is_probability = [&](ValueId id) { return static_cast<bool>(probability[static_cast<std::size_t>(root(parent, id))]); };
  const auto join = [&](ValueId a, ValueId b) {
    const bool both = is_probability(a) || is_probability(b);
    parent[static_cast<std::size_t>(root(parent, a))] = root(parent, b);
    probability[static_cast<std::size_t>(root(parent, b))] = both;
  };
  for (const Node& node : graph.nodes) {
    switch (rule_of(node.op).output) {
      case OutputRange::kOwn: break;
      case OutputRange::kSameAsInput:
        for (const ValueId id : node.outputs) {
          if (const ValueId source = first_float(graph, node); source != kNoValue && is_float(graph, id)) join(id, source);
        }
        break;
      case OutputRange::kProbability: probability[static_cast<std::size_t>(root(parent, node.outputs[0]))] = true; break;
      case OutputRange::kJoin:
        for (const ValueId id : node.inputs) {
          if (is_float(graph, id) && !is_probability(id)) join(id, node.outputs[0]);
        }
        break;
      case OutputRange::kRefused:
        throw Error({.file = {},
                     .place = node_place(graph, node),
                     .problem = "the network is quantised already, at least in part",
                     .expected = "float32 throughout",
                     .got = op_tflite_name(node.op),
                     .help = {}});
    }
  }
  Groups groups{std::vector<ValueId>(parent.size()), std::move(probability)};
  for (std::size_t i = 0; i < parent.size(); ++i) groups.of[i] = root(parent, static_cast<ValueId>(i));
  return groups;
}

}  // namespace pinhole
