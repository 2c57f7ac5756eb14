#include "compiler/quantize/quantize.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "compiler/ir/preprocess.h"
#include "compiler/ir/semantics.h"
#include "compiler/ir/verify.h"
#include "compiler/passes/pipeline.h"
#include "compiler/quantize/calibrate.h"
#include "compiler/quantize/report.h"
#include "compiler/quantize/rules.h"
#include "compiler/quantize/weights.h"

namespace pinhole {
namespace {

struct Choice {
  Quantization quantization;
  std::string method;
};

// Scales of the groups, by group number.
std::vector<Choice> choose(const Graph& graph, const Groups& groups, const Seen& seen, const QuantizeOptions& options) {
  std::vector<Choice> choices(graph.values.size());
  for (std::size_t g = 0; g < choices.size(); ++g) {
    if (!seen.groups[g].any) continue;
    if (groups.probability[g]) {  // Q3
      choices[g] = {{{1.0f / 256.0f}, {-128}, 0}, "fixed"};
      continue;
    }
    const Range range = choose_range(seen.groups[g], options.range);
    choices[g] = {to_quantization(range.low, range.high), range.method};
  }
  // Q5, unless the input shares its scale with values of a wider range.
  std::optional<pin::Preprocess> preprocess = options.preprocess;
  const auto metadata = graph.metadata.find(kPreprocessKey);
  if (!preprocess && metadata != graph.metadata.end()) preprocess = parse_preprocess(metadata->second);
  if (preprocess) {
    const auto g = static_cast<std::size_t>(groups.of[static_cast<std::size_t>(graph.inputs[0])]);
    const Quantization q = input_quantization(*preprocess);
    const double scale = static_cast<double>(q.scales[0]);
    const double low = scale * (-128 - q.zero_points[0]), high = scale * (127 - q.zero_points[0]);
    if (seen.groups[g].low >= low - scale && seen.groups[g].high <= high + scale && !groups.probability[g])
      choices[g] = {q, "preprocessing"};
  }
  return choices;
}

class Rewriter {
 public:
  Rewriter(const Graph& graph, const Groups& groups, const std::vector<Choice>& choices, const QuantizeOptions& options)
      : float_(graph), groups_(groups), choices_(choices), options_(options) {}

  Graph run() {
    result_ = float_;
    result_.nodes.clear();
    for (std::size_t id = 0; id < float_.values.size(); ++id) {
      Value& value = result_.values[id];
      if (value.dtype != DType::kFloat32 || value.is_constant()) continue;
      value.dtype = DType::kInt8;
      value.quantization = choice(static_cast<ValueId>(id)).quantization;
    }
    for (const Node& node : float_.nodes) {
      Node copy = node;
      if (rule_of(node.op).weights_axis >= 0 && float_.input(node, 1).is_constant()) quantize_contraction(copy);
      else quantize_constants(copy);
      if (rule_of(node.op).output == OutputRange::kJoin) match_inputs(copy);
      result_.nodes.push_back(std::move(copy));
    }
    result_.drop_unused_values();
    return std::move(result_);
  }

 private:
  const Choice& choice(ValueId id) const { return choices_[static_cast<std::size_t>(groups_.of[static_cast<std::size_t>(id)])]; }

  void quantize_contraction(Node& node) {
    const float input_scale = choice(node.inputs[0]).quantization.scales[0];
    const std::int32_t axis = rule_of(node.op).weights_axis;
    const bool per_channel = node.op != Op::fully_connected || options_.per_channel_dense;
    const Value weights = float_.input(node, 1);
    const bool has_bias = float_.has_input(node, 2);
    const std::int32_t channels = weights.shape.dim[axis];
    const std::vector<float> zeros(static_cast<std::size_t>(channels));
    const Value bias = has_bias ? float_.input(node, 2)
                                : Value{weights.name + ".bias",
                                        DType::kFloat32,
                                        make_shape({channels}),
                                        {},
                                        std::make_shared<const Bytes>(zeros.size() * sizeof(float))};
    if (!bias.is_constant()) fail(node, "the bias is not constant");
    const Quantization q = weights_quantization(weights, per_channel ? axis : -1, axis, bias.data<float>(), input_scale);
    node.inputs.resize(3);
    node.inputs[1] = result_.add(quantize_weights(weights, q));
    node.inputs[2] = result_.add(quantize_bias(bias, q, input_scale));
    if (auto* conv = std::get_if<pin::Conv2dAttributes>(&node.attributes)) conv->bias_type = DType::kInt32;
  }

  void quantize_constants(Node& node) {
    for (ValueId& id : node.inputs) {
      if (id == kNoValue || !float_.value(id).is_constant() || float_.value(id).dtype != DType::kFloat32) continue;
      id = result_.add(quantize_constant(float_.value(id), choice(id).quantization));
    }
  }

  // Q4: a QUANTIZE where a concatenation's input has its scale from elsewhere.
  void match_inputs(Node& node) {
    const Quantization wanted = result_.value(node.outputs[0]).quantization;
    for (ValueId& id : node.inputs) {
      if (id == kNoValue || result_.value(id).dtype != DType::kInt8 || result_.value(id).quantization == wanted) continue;
      id = result_.append(Op::quantize, pin::NoAttributes{}, {id}, result_.value(id).name + ".requantized", wanted, DType::kInt8);
    }
  }

  [[noreturn]] void fail(const Node& node, std::string problem) const {
    throw Error({.file = {},
                 .place = fmt::format("layer '{}'", float_.layer_name(node)),
                 .problem = std::move(problem),
                 .expected = {},
                 .got = {},
                 .help = {}});
  }

  const Graph& float_;
  const Groups& groups_;
  const std::vector<Choice>& choices_;
  const QuantizeOptions& options_;
  Graph result_;
};

void check_float(const Graph& graph) {
  for (const ValueId id : graph.inputs) {
    if (graph.value(id).dtype == DType::kFloat32) continue;
    throw Error({.file = {},
                 .place = fmt::format("input '{}'", graph.value(id).name),
                 .problem = "only float networks can be quantised",
                 .expected = "f32",
                 .got = to_string(graph.value(id).dtype),
                 .help = {}});
  }
}

}  // namespace

Quantization input_quantization(const pin::Preprocess& p) {
  double low = 0, high = 0;
  bool alike = true;
  for (std::int32_t c = 0; c < p.channels; ++c) {
    const double mean = static_cast<double>(p.mean[c]), deviation = static_cast<double>(p.deviation[c]);
    low = c == 0 ? -mean / deviation : std::min(low, -mean / deviation);
    high = c == 0 ? (1 - mean) / deviation : std::max(high, (1 - mean) / deviation);
    alike = alike && p.mean[c] == p.mean[0] && p.deviation[c] == p.deviation[0];
  }
  if (!alike || low > 0 || high < 0) return to_quantization(low, high);
  const double steps = 255.0 * static_cast<double>(p.mean[0]);  // one step a pixel value
  return {{static_cast<float>(1.0 / (255.0 * static_cast<double>(p.deviation[0])))},
          {static_cast<std::int32_t>(std::lround(steps - 128.0))},
          0};
}

QuantizeResult quantize(const Graph& given, const Calibration& calibration, const QuantizeOptions& options) {
  check_float(given);
  const Graph graph = run_pipeline(given);
  const Groups groups = make_groups(graph);
  const Seen seen = calibrate(graph, groups, calibration);
  const std::vector<Choice> choices = choose(graph, groups, seen, options);
  QuantizeResult result{Rewriter(graph, groups, choices, options).run(), {}};
  verify(result.graph);
  for (std::size_t id = 0; id < graph.values.size(); ++id) {
    if (graph.values[id].is_constant() || graph.values[id].dtype != DType::kFloat32 || !seen.values[id].any) continue;
    const Choice& choice = choices[static_cast<std::size_t>(groups.of[id])];
    const Quantization& q = choice.quantization;
    const double scale = static_cast<double>(q.scales[0]);
    result.report.tensors.push_back({graph.values[id].name, seen.values[id].low, seen.values[id].high, scale * (-128 - q.zero_points[0]),
                                     scale * (127 - q.zero_points[0]), q.scales[0], q.zero_points[0], choice.method});
  }
  compare_layers(graph, result.graph, calibration, std::min(options.report_samples, calibration.count), &result.report);
  return result;
}

}  // namespace pinhole
