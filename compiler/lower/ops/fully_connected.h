#pragma once

#include "compiler/lower/ops/contraction.h"
#include "compiler/ir/semantics.h"

namespace pinhole {

template <>
struct LoweringOf<Op::fully_connected> {
  static void lower(Lowering& l, const Node& node) {
    const auto& a = node.as<pin::FullyConnectedAttributes>();
    const Graph& g = l.graph();
    const ContractionOperands o(g, node);
    const pin::Tensor input = l.tensor(o.input), weights = l.tensor(o.weights), output = l.tensor(o.output);
    const pin::Tensor bias = o.bias == kNoValue ? pin::Tensor{} : l.tensor(o.bias);
    const pin::Tensor* bias_or_null = o.bias == kNoValue ? nullptr : &bias;
    const std::uint64_t work = macs(g, node), outputs = static_cast<std::uint64_t>(output.shape.count());
    std::vector<Candidate> candidates;
    if (input.dtype == DType::kFloat32) {
      pin::FullyConnectedFloat params;
      expect_prepared(pin::prepare_fully_connected(a, input, weights, bias_or_null, output, &params), g, node);
      candidates.push_back(float_contraction(o, "fully_connected_f32", params, work, outputs));
    } else {
      pin::FullyConnectedInt params;
      std::vector<pin::Multiplier> rescale(static_cast<std::size_t>(weights.shape.dim[0]));
      expect_prepared(pin::prepare_fully_connected(a, input, weights, bias_or_null, output, &params, rescale.data()), g, node);
      if (params.per_channel == 0) rescale.resize(1);
      const char* kernel = input.dtype == DType::kInt16    ? "fully_connected_s16"
                           : weights.dtype == DType::kInt4 ? "fully_connected_s8_w4"
                                                           : "fully_connected_s8";
      candidates.push_back(integer_contraction(o, kernel, params, rescale, work, outputs));
    }
    l.choose(node, fmt::format("fully_connected {}{}", flow_text(g, node), activation_text(a.activation)), std::move(candidates));
  }
};

}  // namespace pinhole
