#pragma once

#include "compiler/lower/ops/contraction.h"
#include "compiler/ir/semantics.h"

namespace pinhole {

template <>
struct LoweringOf<Op::depthwise_conv_2d> {
  static void lower(Lowering& l, const Node& node) {
    const auto& a = node.as<pin::DepthwiseConv2dAttributes>();
    const Graph& g = l.graph();
    const ContractionOperands o(g, node);
    const pin::Tensor input = l.tensor(o.input), weights = l.tensor(o.weights), output = l.tensor(o.output);
    const pin::Tensor bias = o.bias == kNoValue ? pin::Tensor{} : l.tensor(o.bias);
    const pin::Tensor* bias_or_null = o.bias == kNoValue ? nullptr : &bias;
    const std::uint64_t work = macs(g, node), outputs = static_cast<std::uint64_t>(output.shape.count());
    std::vector<Candidate> candidates;
    if (input.dtype == DType::kFloat32) {
      pin::DepthwiseFloat params;
      expect_prepared(pin::prepare_depthwise_conv_2d(a, input, weights, bias_or_null, output, &params), g, node);
      candidates.push_back(float_contraction(o, "depthwise_conv_2d_f32", params, work, outputs));
    } else {
      pin::DepthwiseInt params;
      std::vector<pin::Multiplier> rescale(static_cast<std::size_t>(output.shape.dim[3]));
      expect_prepared(pin::prepare_depthwise_conv_2d(a, input, weights, bias_or_null, output, &params, rescale.data()), g, node);
      const char* kernel = input.dtype == DType::kInt16    ? "depthwise_conv_2d_s16"
                           : weights.dtype == DType::kInt4 ? "depthwise_conv_2d_s8_w4"
                                                           : "depthwise_conv_2d_s8";
      candidates.push_back(integer_contraction(o, kernel, params, rescale, work, outputs));
    }
    l.choose(node, convolution_text(g, node, a), std::move(candidates));
  }
};

}  // namespace pinhole
