// fuse_activation: a RELU or RELU6 behind an operator that can clamp its own result becomes that operator's activation.
//
//   before   %1 = conv_2d %0, @w, @b          after   %2 = conv_2d %0, @w, @b {activation = relu}
//            %2 = relu %1
//
// Takes: conv_2d, depthwise_conv_2d, fully_connected, add, mul, average_pool_2d, max_pool_2d whose result only the activation reads.
// Keeps: every bit. Float: both clamp to [0, 6] or [0, inf). int8: only where the activation's input and output have equal scale and zero
// point; then RELU's factor is exactly 1, and both clamp to [zero_point, zero_point + round(6 / scale)] (docs/numerics.md). Where they
// differ the result would be rounded once instead of twice, so the operators stay apart. int16 stays as it is.
// Needs: fold_batch_norm before it, so that the activation stands right behind the convolution.
#include <optional>

#include "compiler/passes/edit.h"
#include "compiler/passes/pass.h"

namespace pinhole {
namespace {

using pin::Activation;

// The attributes' activation, or null for operators that have none (concatenation has one that is never used).
Activation* activation_of(Node& node) {
  return std::visit(
      [](auto& attributes) -> Activation* {
        using T = std::decay_t<decltype(attributes)>;
        if constexpr (requires { attributes.activation; } && !std::is_same_v<T, pin::ConcatenationAttributes>)
          return &attributes.activation;
        else return nullptr;
      },
      node.attributes);
}

// What `first` followed by `second` clamps to; nothing when it is neither.
std::optional<Activation> combined(Activation first, Activation second) {
  if (first == Activation::kNone || first == second) return second;
  const bool both_start_at_zero = first == Activation::kRelu || first == Activation::kRelu6;
  if (both_start_at_zero) return Activation::kRelu6;  // one of them ends at 6
  return std::nullopt;
}

bool keeps_bits(const Value& in, const Value& out) {
  if (in.dtype == DType::kFloat32) return true;
  return in.dtype == DType::kInt8 && in.quantization.scales.size() == 1 && same_meaning(in, out);
}

}  // namespace

bool fuse_activation(Graph& graph) {
  std::vector<bool> removed(graph.nodes.size());
  bool changed = false;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const Node& clamp = graph.nodes[i];
    if (clamp.op != Op::relu && clamp.op != Op::relu6) continue;
    const ValueId in = clamp.inputs[0], out = clamp.outputs[0];
    const std::int32_t before = graph.producer(in);
    if (before < 0 || only_reader(graph, in) != static_cast<std::int32_t>(i) || !keeps_bits(graph.value(in), graph.value(out))) continue;
    Node& producer = graph.nodes[static_cast<std::size_t>(before)];
    Activation* activation = activation_of(producer);
    if (activation == nullptr) continue;
    const auto together = combined(*activation, clamp.op == Op::relu ? Activation::kRelu : Activation::kRelu6);
    if (!together.has_value()) continue;
    *activation = *together;
    producer.outputs[0] = out;
    removed[i] = changed = true;
    graph.nodes[i].outputs = {in};  // the removed node no longer writes `out`, which `producer` now does
  }
  remove_nodes(graph, removed);
  return changed;
}

}  // namespace pinhole
