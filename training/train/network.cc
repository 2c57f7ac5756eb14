#include "training/train/network.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/ir/semantics.h"
#include "training/train/translate.h"

namespace pinhole {
namespace {

[[noreturn]] void refuse(std::string problem, std::string expected, std::string got) {
  throw Error(
      {.file = {}, .place = "network", .problem = std::move(problem), .expected = std::move(expected), .got = std::move(got), .help = {}});
}

bool is_channel_constant(const Graph& graph, ValueId id, std::int32_t channels) {
  const Value& value = graph.value(id);
  return value.is_constant() && value.dtype == DType::kFloat32 && value.shape.count() == channels && value.shape.rank >= 1 &&
         value.shape.dim[value.shape.rank - 1] == channels;
}

std::shared_ptr<const Bytes> constant_bytes(const torch::Tensor& tensor) {
  const torch::Tensor host = tensor.detach().to(torch::kCPU, torch::kFloat32).contiguous();
  const auto* data = static_cast<const std::byte*>(host.data_ptr());
  return std::make_shared<const Bytes>(data, data + host.nbytes());
}

// The other operand of a commutative node, or kNoValue when `known` is not one of the two.
ValueId other_operand(const Node& node, ValueId known) {
  if (node.inputs.size() != 2) return kNoValue;
  if (node.inputs[0] == known) return node.inputs[1];
  return node.inputs[1] == known ? node.inputs[0] : kNoValue;
}

}  // namespace

Network::Network(const Graph& graph, torch::Device device) : graph_(graph), device_(device) {
  if (graph_.inputs.size() != 1 || graph_.outputs.size() != 1) {
    refuse("only networks with one input and one output can be trained", "1 and 1",
           fmt::format("{} and {}", graph_.inputs.size(), graph_.outputs.size()));
  }
  for (const ValueId id : {graph_.inputs[0], graph_.outputs[0]}) {
    if (graph_.value(id).dtype != DType::kFloat32) refuse("only float networks can be trained", "f32", to_string(graph_.value(id).dtype));
  }
  logits_ = graph_.outputs[0];
  const std::int32_t last = graph_.producer(logits_);
  if (last >= 0 && graph_.nodes[static_cast<std::size_t>(last)].op == Op::softmax)
    logits_ = graph_.nodes[static_cast<std::size_t>(last)].inputs[0];
  const Shape& shape = graph_.value(logits_).shape;
  if (shape.rank != 2 || shape.dim[0] != 1 || shape.dim[1] < 2)
    refuse("the output is not one row of classes", "1 x classes, at least 2", to_string(shape));
  classes_ = shape.dim[1];
  make_steps();
  make_parameters();
}

torch::Tensor Network::constant(ValueId id) const {
  const Value& value = graph_.value(id);
  if (value.dtype != DType::kFloat32) return {};
  const std::vector<std::int64_t> sizes(value.shape.dim, value.shape.dim + value.shape.rank);
  return torch::from_blob(const_cast<std::byte*>(value.constant->data()), sizes, torch::kFloat32).clone().to(device_);
}

// conv (no activation, read by nobody else) -> mul by [C] -> add [C]
bool Network::match_batch_norm(std::int32_t mul_node, Step* step) {
  const Node& mul = graph_.nodes[static_cast<std::size_t>(mul_node)];
  if (mul.op != Op::mul || mul.as<pin::MulAttributes>().activation != pin::Activation::kNone) return false;
  const Shape& shape = graph_.output(mul).shape;
  if (shape.rank != 4) return false;
  const std::int32_t channels = shape.dim[3];
  const std::size_t scale_at = is_channel_constant(graph_, mul.inputs[0], channels) ? 0 : 1;
  if (!is_channel_constant(graph_, mul.inputs[scale_at], channels)) return false;
  const std::int32_t conv = graph_.producer(mul.inputs[1 - scale_at]);
  if (conv < 0 || op_category(graph_.nodes[static_cast<std::size_t>(conv)].op) != Category::contraction) return false;
  const std::vector<std::int32_t> readers = graph_.readers(mul.outputs[0]);
  if (readers.size() != 1 || mul.outputs[0] == graph_.outputs[0]) return false;
  const Node& add = graph_.nodes[static_cast<std::size_t>(readers[0])];
  const ValueId shift = add.op == Op::add ? other_operand(add, mul.outputs[0]) : kNoValue;
  if (shift == kNoValue || !is_channel_constant(graph_, shift, channels)) return false;
  step->last_node = readers[0];
  step->batch_norm = static_cast<std::int32_t>(batch_norms_.size());

  BatchNorm layer;
  layer.scale = mul.inputs[scale_at];
  layer.shift = shift;
  layer.gamma = constant(layer.scale).reshape({channels});
  layer.beta = constant(layer.shift).reshape({channels});
  layer.mean = torch::zeros_like(layer.gamma);
  layer.variance = torch::full_like(layer.gamma, 1.0 - kBatchNormEpsilon);  // gamma is the scale until statistics are known
  layer.fresh = layer.gamma.eq(1.0).all().item<bool>() && layer.beta.eq(0.0).all().item<bool>();
  batch_norms_.push_back(std::move(layer));
  return true;
}

void Network::make_steps() {
  std::vector<bool> taken(graph_.nodes.size());
  for (std::int32_t n = 0; n < static_cast<std::int32_t>(graph_.nodes.size()); ++n) {
    if (taken[static_cast<std::size_t>(n)]) continue;
    Step step{.node = n};
    if (match_batch_norm(n, &step)) taken[static_cast<std::size_t>(step.last_node)] = true;
    steps_.push_back(step);
    if (graph_.nodes[static_cast<std::size_t>(n)].outputs[0] == logits_) break;
  }
}

void Network::make_parameters() {
  constants_.resize(graph_.values.size());
  for (std::size_t id = 0; id < graph_.values.size(); ++id) {
    if (graph_.values[id].is_constant()) constants_[id] = constant(static_cast<ValueId>(id));
  }
  const auto train = [&](const std::string& name, const torch::Tensor& tensor, bool decays) {
    tensor.set_requires_grad(true);
    parameters_.push_back({name, tensor, decays});
  };
  for (const Step& step : steps_) {
    const Node& node = graph_.nodes[static_cast<std::size_t>(step.node)];
    if (step.batch_norm >= 0) {
      const BatchNorm& layer = batch_norms_[static_cast<std::size_t>(step.batch_norm)];
      train(graph_.value(layer.scale).name, layer.gamma, false);
      train(graph_.value(layer.shift).name, layer.beta, false);
    } else if (op_category(node.op) == Category::contraction) {
      for (std::size_t i = 1; i < node.inputs.size(); ++i) {
        if (node.inputs[i] == kNoValue || !graph_.input(node, i).is_constant()) continue;
        if (std::find(trained_.begin(), trained_.end(), node.inputs[i]) != trained_.end()) continue;  // shared by two layers
        train(graph_.input(node, i).name, constants_[static_cast<std::size_t>(node.inputs[i])], i == 1);
        trained_.push_back(node.inputs[i]);
      }
    }
  }
}

torch::Tensor Network::normalise(BatchNorm& layer, const torch::Tensor& x, Mode mode) {
  if (mode == Mode::kObserve) {
    const torch::Tensor rows = x.detach().reshape({-1, x.size(-1)}).to(torch::kFloat64);
    layer.sum = layer.observed == 0 ? rows.sum(0) : layer.sum + rows.sum(0);
    layer.sum_of_squares = layer.observed == 0 ? rows.square().sum(0) : layer.sum_of_squares + rows.square().sum(0);
    layer.observed += rows.size(0);
  }
  return to_nhwc(torch::batch_norm(to_nchw(x), layer.gamma, layer.beta, layer.mean, layer.variance, mode == Mode::kTrain,
                                   kBatchNormMomentum, kBatchNormEpsilon, true));
}

torch::Tensor Network::logits(const torch::Tensor& input, Mode mode) {
  std::vector<torch::Tensor> values = constants_;
  values[static_cast<std::size_t>(graph_.inputs[0])] = input;
  for (const Step& step : steps_) {
    const Node& node = graph_.nodes[static_cast<std::size_t>(step.node)];
    if (step.batch_norm >= 0) {
      BatchNorm& layer = batch_norms_[static_cast<std::size_t>(step.batch_norm)];
      const Node& add = graph_.nodes[static_cast<std::size_t>(step.last_node)];
      const ValueId x = other_operand(node, layer.scale);
      const Operation operation{graph_, add, {}, input.size(0)};
      values[static_cast<std::size_t>(add.outputs[0])] =
          apply_activation(operation, add.as<pin::AddAttributes>().activation, normalise(layer, values[static_cast<std::size_t>(x)], mode));
      continue;
    }
    Operation operation{graph_, node, {}, input.size(0)};
    for (const ValueId id : node.inputs)
      operation.inputs.push_back(id == kNoValue ? torch::Tensor() : values[static_cast<std::size_t>(id)]);
    values[static_cast<std::size_t>(node.outputs[0])] = translate(operation);
  }
  return values[static_cast<std::size_t>(logits_)];
}

std::vector<NamedTensor> Network::state() {
  std::vector<NamedTensor> all;
  for (const Parameter& parameter : parameters_) all.push_back({parameter.name, parameter.tensor});
  for (const BatchNorm& layer : batch_norms_) {
    all.push_back({graph_.value(layer.scale).name + ".mean", layer.mean});
    all.push_back({graph_.value(layer.scale).name + ".variance", layer.variance});
  }
  return all;
}

bool Network::needs_statistics() const {
  return std::any_of(batch_norms_.begin(), batch_norms_.end(), [](const BatchNorm& layer) { return !layer.fresh; });
}

void Network::adopt_statistics() {
  const torch::NoGradGuard no_grad;
  for (BatchNorm& layer : batch_norms_) {
    if (layer.fresh || layer.observed == 0) continue;
    const torch::Tensor mean = layer.sum / layer.observed;
    const torch::Tensor variance = torch::clamp(layer.sum_of_squares / layer.observed - mean.square(), 0.0);
    // Now gamma / sqrt(variance + epsilon) is the scale that the graph came with, and beta - mean * scale its shift.
    const torch::Tensor scale = layer.gamma.to(torch::kFloat64);
    layer.gamma.copy_(scale * torch::sqrt(variance + kBatchNormEpsilon));
    layer.beta.add_(mean * scale);
    layer.mean.copy_(mean);
    layer.variance.copy_(variance);
    layer.fresh = true;
  }
}

Graph Network::graph() const {
  Graph result = graph_;
  for (const ValueId id : trained_) result.value(id).constant = constant_bytes(constants_[static_cast<std::size_t>(id)]);
  for (const BatchNorm& layer : batch_norms_) {
    const torch::Tensor scale =
        layer.gamma.detach().to(torch::kFloat64) / torch::sqrt(layer.variance.to(torch::kFloat64) + kBatchNormEpsilon);
    const torch::Tensor shift = layer.beta.detach().to(torch::kFloat64) - layer.mean.to(torch::kFloat64) * scale;
    result.value(layer.scale).constant = constant_bytes(scale);
    result.value(layer.shift).constant = constant_bytes(shift);
  }
  return result;
}

}  // namespace pinhole
