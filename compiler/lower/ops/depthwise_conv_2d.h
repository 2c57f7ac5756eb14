#pragma once

#include "compiler/ir/semantics.h"
#include "compiler/lower/ops/contraction.h"
#include "device/kernels/depthwise_conv_2d/dsp.h"

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
      candidates.push_back(float_contraction(o, "depthwise_conv_2d_f32", params, work, outputs, depthwise_conv_2d_work(params.window)));
    } else {
      pin::DepthwiseInt params;
      std::vector<pin::Multiplier> rescale(static_cast<std::size_t>(output.shape.dim[3]));
      expect_prepared(pin::prepare_depthwise_conv_2d(a, input, weights, bias_or_null, output, &params, rescale.data()), g, node);
      const char* kernel = input.dtype == DType::kInt16    ? "depthwise_conv_2d_s16"
                           : weights.dtype == DType::kInt4 ? "depthwise_conv_2d_s8_w4"
                                                           : "depthwise_conv_2d_s8";
      candidates.push_back(integer_contraction(o, kernel, params, rescale, work, outputs, depthwise_conv_2d_work(params.window)));
      if (candidates[0].kernel == "depthwise_conv_2d_s8")
        candidates.push_back(dsp(o, params, weights, bias_or_null, rescale, work, outputs));
    }
    l.choose(node, convolution_text(g, node, a), std::move(candidates));
  }

 private:
  static Candidate dsp(const ContractionOperands& o, const pin::DepthwiseInt& params, const pin::Tensor& weights, const pin::Tensor* bias,
                       const std::vector<pin::Multiplier>& rescale, std::uint64_t work, std::uint64_t outputs) {
    Candidate c{.kernel = "depthwise_conv_2d_s8_dsp",
                .unfit = {},
                .work_macs = work,
                .work_elements = outputs,
                .constant_bytes = 0,
                .scratch_bytes = 0,
                .build = {}};
    if (!pin::depthwise_conv_2d_s8_dsp_supports(params)) {
      c.unfit = "has no dilation";
      return c;
    }
    c.scratch_bytes = pin::depthwise_conv_2d_s8_dsp_scratch_bytes(params.window);
    c.constant_bytes = scales_bytes(params.window.out_c, bias);
    std::vector<pin::ChannelScale> scales(static_cast<std::size_t>(pin::padded_channels(params.window.out_c)));
    const auto* bias_data = bias == nullptr ? nullptr : bias->as<std::int32_t>();
    const pin::DepthwiseDsp packed_params =
        pin::pack_depthwise_conv_2d_s8_dsp(params, weights.as<std::int8_t>(), bias_data, rescale.data(), scales.data());
    c.work = depthwise_conv_2d_dsp_work(params.window, packed_params.requantization.fast != 0);
    c.build = [=, scratch = c.scratch_bytes](StepBuilder& b) {
      b.params(packed_params)
          .read(o.input)
          .read(o.weights, "weights")
          .constant("scales", Element::channel_scale, bytes_of(scales))
          .scratch(scratch, DType::kUint8)
          .write(o.output);
      if (pin::depthwise_conv_2d_s8_dsp_in_place(params)) b.overlap_exactly(o.input, o.output);
    };
    return c;
  }
};

}  // namespace pinhole
