#include "tests/conformance/cases.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "base/npy.h"
#include "compiler/formats/tflite/export.h"
#include "compiler/ir/evaluate.h"
#include "tests/conformance/networks.h"
#include "tests/conformance/witness.h"
#include "verify/compare.h"

namespace pinhole {
namespace {

Bytes npy_of(const Value& value, std::span<const std::byte> bytes) {
  return npy_bytes({npy_type(value.dtype), {value.shape.dim, value.shape.dim + value.shape.rank}, {bytes.begin(), bytes.end()}});
}

// Every node by itself, on what the evaluator gave it.
void ask_witness(const NamedGraph& named, Evaluator& evaluator) {
  for (const Node& node : named.graph.nodes) {
    std::vector<std::span<const std::byte>> operands;
    for (const ValueId id : node.inputs) operands.push_back(evaluator.bytes(id));
    const std::string text = disagreement(named.graph, node, operands, evaluator.bytes(node.outputs[0]));
    PIN_CHECK(text.empty(), named.name + ": " + text);
  }
}

}  // namespace

std::vector<std::pair<std::string, Bytes>> conformance_files() {
  std::vector<NamedGraph> graphs = operator_graphs({5, 5});
  graphs.push_back(tiny_classifier());
  std::vector<std::pair<std::string, Bytes>> files;
  for (const NamedGraph& named : graphs) {
    const Graph& g = named.graph;
    files.emplace_back(named.name + "/model.tflite", export_tflite(g));
    const bool several = g.nodes.size() > 1;
    for (int k = 0; k < (several ? 3 : 1); ++k) {
      const std::vector<Bytes> inputs = example_inputs(g, static_cast<std::uint64_t>(20261125 + k));
      Evaluator evaluator(g);
      for (std::size_t i = 0; i < inputs.size(); ++i) std::memcpy(evaluator.bytes(g.inputs[i]).data(), inputs[i].data(), inputs[i].size());
      evaluator.run();
      ask_witness(named, evaluator);
      const std::string stem = named.name + "/" + (several ? fmt::format("case{}_", k) : "");
      for (std::size_t i = 0; i < inputs.size(); ++i)
        files.emplace_back(fmt::format("{}in{}.npy", stem, i), npy_of(g.value(g.inputs[i]), inputs[i]));
      for (std::size_t i = 0; i < g.outputs.size(); ++i) {
        files.emplace_back(fmt::format("{}out{}.npy", stem, i), npy_of(g.value(g.outputs[i]), evaluator.bytes(g.outputs[i])));
      }
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace pinhole
