// fold_batch_norm: a batch normalisation behind a convolution arrives as MUL and ADD with one constant per channel. Both move into the
// convolution: the weights of a channel times its scale, the bias times the scale plus the offset.
//
//   before   %1 = conv_2d %0, @w, @b          after   %3 = conv_2d %0, @w', @b' {activation = relu}
//            %2 = mul %1, @scale
//            %3 = add %2, @offset {activation = relu}
//
// Takes: conv_2d, depthwise_conv_2d and fully_connected in float32 with constant weights and no activation, whose result only the MUL
// or ADD reads; the constant has one element, or one per channel on the last axis. The MUL's or ADD's activation goes along.
// Keeps: the network up to float rounding, not its bits: a * (w x + b) is computed as (a w) x + a b. Integer graphs are never touched.
// Needs: nothing; runs before fuse_activation.
#include <optional>

#include "compiler/passes/edit.h"
#include "compiler/passes/pass.h"

namespace pinhole {
namespace {

using pin::Activation;

// Constants as floats, one per channel.
std::optional<std::vector<float>> per_channel(const Value& value, std::int32_t channels) {
  if (!value.is_constant() || value.dtype != DType::kFloat32) return std::nullopt;
  const std::int32_t count = value.shape.count();
  const bool on_last_axis = value.shape.rank >= 1 && value.shape.dim[value.shape.rank - 1] == count;
  const auto data = value.data<float>();
  if (count == 1) return std::vector<float>(static_cast<std::size_t>(channels), data[0]);
  if (count != channels || !on_last_axis) return std::nullopt;
  return std::vector<float>(data.begin(), data.end());
}

// The element's output channel, from its place in the weights (layouts: device/kernels/types.h).
std::size_t channel_of(Op op, std::size_t i, const Shape& weights) {
  const auto out = static_cast<std::size_t>(op == Op::depthwise_conv_2d ? weights.dim[3] : weights.dim[0]);
  return op == Op::depthwise_conv_2d ? i % out : i / (static_cast<std::size_t>(weights.count()) / out);
}

Activation activation_of(const Node& node) {
  return std::visit(
      [](const auto& a) {
        if constexpr (requires { a.activation; }) return a.activation;
        else return Activation::kNone;
      },
      node.attributes);
}

void set_activation(Node& node, Activation activation) {
  std::visit(
      [&](auto& a) {
        if constexpr (requires { a.activation; }) a.activation = activation;
      },
      node.attributes);
}

bool can_take(const Graph& graph, const Node& node) {
  if (op_category(node.op) != Category::contraction || graph.output(node).dtype != DType::kFloat32) return false;
  if (activation_of(node) != Activation::kNone || graph.input(node, 1).dtype != DType::kFloat32 || !graph.input(node, 1).is_constant())
    return false;
  return !graph.has_input(node, 2) || (graph.input(node, 2).is_constant() && graph.input(node, 2).dtype == DType::kFloat32);
}

// weights * scale and bias * scale + offset as new constants: the old ones may have other readers.
void apply(Graph& graph, Node& node, const std::vector<float>& scale, const std::vector<float>& offset, bool scales) {
  const Value weights = graph.input(node, 1);
  const std::size_t channels = scale.size();
  std::vector<float> bias(channels, 0.0f);
  std::string bias_name = weights.name + "/bias";
  if (graph.has_input(node, 2)) {
    const auto old = graph.input(node, 2).data<float>();
    bias.assign(old.begin(), old.end());
    bias_name = graph.input(node, 2).name;
  }
  for (std::size_t c = 0; c < channels; ++c) bias[c] = bias[c] * scale[c] + offset[c];
  node.inputs.resize(3, kNoValue);
  node.inputs[2] = graph.add_constant<float>(bias_name, DType::kFloat32, make_shape({static_cast<std::int32_t>(channels)}), bias);
  if (!scales) return;
  const auto old = weights.data<float>();
  std::vector<float> scaled(old.begin(), old.end());
  for (std::size_t i = 0; i < scaled.size(); ++i) scaled[i] *= scale[channel_of(node.op, i, weights.shape)];
  node.inputs[1] = graph.add_constant<float>(weights.name, DType::kFloat32, weights.shape, scaled);
}

}  // namespace

bool fold_batch_norm(Graph& graph) {
  std::vector<bool> removed(graph.nodes.size());
  bool changed = false;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const Node affine = graph.nodes[i];
    if (affine.op != Op::mul && affine.op != Op::add) continue;
    for (const std::size_t side : {std::size_t{0}, std::size_t{1}}) {
      const ValueId from = affine.inputs[side];
      const std::int32_t before = graph.producer(from);
      if (before < 0 || removed[static_cast<std::size_t>(before)] || only_reader(graph, from) != static_cast<std::int32_t>(i)) continue;
      const Shape& shape = graph.value(from).shape;
      if (!can_take(graph, graph.nodes[static_cast<std::size_t>(before)]) || graph.output(affine).shape != shape) continue;
      const std::int32_t channels = shape.dim[shape.rank - 1];
      const auto factors = per_channel(graph.input(affine, 1 - side), channels);
      if (!factors.has_value()) continue;
      const bool scales = affine.op == Op::mul;
      const std::vector<float> ones(factors->size(), 1.0f), zeros(factors->size(), 0.0f);
      Node& conv = graph.nodes[static_cast<std::size_t>(before)];
      apply(graph, conv, scales ? *factors : ones, scales ? zeros : *factors, scales);
      set_activation(conv, activation_of(affine));
      conv.outputs[0] = affine.outputs[0];
      graph.nodes[i].outputs = {from};
      removed[i] = changed = true;
      break;
    }
  }
  remove_nodes(graph, removed);
  return changed;
}

}  // namespace pinhole
