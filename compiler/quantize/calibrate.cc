#include "compiler/quantize/calibrate.h"

#include <fmt/format.h>

namespace pinhole {
namespace {

std::string place_of(const Graph& graph, std::size_t id) {
  const std::int32_t producer = graph.producer(static_cast<ValueId>(id));
  if (producer < 0) return fmt::format("input '{}'", graph.values[id].name);
  return fmt::format("layer '{}'", graph.layer_name(graph.nodes[static_cast<std::size_t>(producer)]));
}

// Activations: float values that are computed or fed.
bool is_activation(const Value& value) { return !value.is_constant() && value.dtype == DType::kFloat32; }

template <class Visit>
void for_each_activation(const Graph& graph, Evaluator& evaluator, const Calibration& calibration, Visit&& visit) {
  for (std::size_t sample = 0; sample < calibration.count; ++sample) {
    fill_inputs(graph, evaluator, calibration, sample);
    evaluator.run();
    for (std::size_t id = 0; id < graph.values.size(); ++id) {
      if (is_activation(graph.values[id])) visit(id, evaluator.data<float>(static_cast<ValueId>(id)), sample);
    }
  }
}

}  // namespace

void fill_inputs(const Graph& graph, Evaluator& evaluator, const Calibration& calibration, std::size_t sample) {
  std::vector<std::span<float>> inputs;
  for (const ValueId id : graph.inputs) inputs.push_back(evaluator.data<float>(id));
  calibration.fill(sample, inputs);
}

Seen calibrate(const Graph& graph, const Groups& groups, const Calibration& calibration) {
  if (calibration.count == 0) {
    throw Error({.file = {},
                 .place = {},
                 .problem = "quantisation needs typical inputs to find the ranges of values",
                 .expected = "at least one, better 100",
                 .got = "none",
                 .help = {}});
  }
  Seen seen{std::vector<SeenValues>(graph.values.size()), std::vector<SeenValues>(graph.values.size())};
  Evaluator evaluator(graph);
  for_each_activation(graph, evaluator, calibration, [&](std::size_t id, std::span<const float> data, std::size_t sample) {
    seen.values[id].see_ends(data);
    if (!seen.values[id].finite) {
      throw Error({.file = {},
                   .place = place_of(graph, id),
                   .problem = "a value is not finite",
                   .expected = {},
                   .got = fmt::format("calibration sample {}", sample),
                   .help = "the float network overflows; train it again with a lower rate"});
    }
  });
  const auto group_of = [&](std::size_t id) -> SeenValues& { return seen.groups[static_cast<std::size_t>(groups.of[id])]; };
  for (std::size_t id = 0; id < graph.values.size(); ++id) {
    const Value& value = graph.values[id];
    if (value.is_constant() && value.dtype == DType::kFloat32) seen.values[id].see_ends(value.data<float>());
    group_of(id).merge_ends(seen.values[id]);
  }
  for_each_activation(graph, evaluator, calibration,
                      [&](std::size_t id, std::span<const float> data, std::size_t) { group_of(id).see_values(data); });
  for (std::size_t id = 0; id < graph.values.size(); ++id) {
    const Value& value = graph.values[id];
    if (value.is_constant() && value.dtype == DType::kFloat32) group_of(id).see_values(value.data<float>());
  }
  return seen;
}

}  // namespace pinhole
