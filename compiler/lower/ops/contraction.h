// What CONV_2D and DEPTHWISE_CONV_2D share when lowered: the comment's text, the operands, integer and float candidates.
#pragma once

#include <fmt/format.h>

#include "compiler/lower/lowering.h"
#include "device/kernels/packed_channels.h"

namespace pinhole {

inline std::string activation_text(pin::Activation activation) {
  return activation == pin::Activation::kNone ? "" : ", " + field_text(activation);
}

template <class Attributes>
std::string convolution_text(const Graph& graph, const Node& node, const Attributes& a) {
  const Shape& w = graph.input(node, 1).shape;
  std::string text = fmt::format("{} {}, {}x{}", op_name(node.op), flow_text(graph, node), w.dim[1], w.dim[2]);
  if (a.stride_h != 1 || a.stride_w != 1)
    text += a.stride_h == a.stride_w ? fmt::format(" stride {}", a.stride_h) : fmt::format(" stride {}x{}", a.stride_h, a.stride_w);
  if (a.dilation_h != 1 || a.dilation_w != 1) text += fmt::format(" dilation {}x{}", a.dilation_h, a.dilation_w);
  return text + activation_text(a.activation);
}

// Input, weights, bias or null, [rescale,] output: the parameter order of every portable convolution and dense layer.
struct ContractionOperands {
  ValueId input, weights, bias, output;

  ContractionOperands(const Graph& graph, const Node& node)
      : input(node.inputs[0]),
        weights(node.inputs[1]),
        bias(graph.has_input(node, 2) ? node.inputs[2] : kNoValue),
        output(node.outputs[0]) {}

  void read_bias(StepBuilder& b) const {
    if (bias == kNoValue) b.null();
    else b.read(bias, "bias");
  }
};

// Bytes of a packed kernel's scales beyond the bias, which they take over from the graph.
inline std::size_t scales_bytes(std::int32_t channels, const pin::Tensor* bias) {
  const std::size_t bias_bytes = bias == nullptr ? 0 : static_cast<std::size_t>(channels) * sizeof(std::int32_t);
  return static_cast<std::size_t>(pin::padded_channels(channels)) * sizeof(pin::ChannelScale) - bias_bytes;
}

template <class Params>
Candidate integer_contraction(const ContractionOperands& o, std::string kernel, const Params& params,
                              const std::vector<pin::Multiplier>& rescale, std::uint64_t macs, std::uint64_t outputs,
                              std::optional<Work> work = {}) {
  return {.kernel = std::move(kernel),
          .unfit = {},
          .work_macs = macs,
          .work_elements = outputs,
          .work = work,
          .constant_bytes = rescale.size() * sizeof(pin::Multiplier),
          .scratch_bytes = 0,
          .build = [=](StepBuilder& b) {
            b.params(params).read(o.input).read(o.weights, "weights");
            o.read_bias(b);
            b.constant("rescale", Element::multiplier, bytes_of(rescale)).write(o.output);
          }};
}

template <class Params>
Candidate float_contraction(const ContractionOperands& o, std::string kernel, const Params& params, std::uint64_t macs,
                            std::uint64_t outputs, std::optional<Work> work = {}) {
  return {.kernel = std::move(kernel),
          .unfit = {},
          .work_macs = macs,
          .work_elements = outputs,
          .work = work,
          .constant_bytes = 0,
          .scratch_bytes = 0,
          .build = [=](StepBuilder& b) {
            b.params(params).read(o.input).read(o.weights, "weights");
            o.read_bias(b);
            b.write(o.output);
          }};
}

}  // namespace pinhole
