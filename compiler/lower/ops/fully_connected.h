#pragma once

#include "compiler/ir/semantics.h"
#include "compiler/lower/ops/contraction.h"
#include "device/kernels/fully_connected/dsp.h"

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
      if (candidates[0].kernel == "fully_connected_s8") candidates.push_back(dsp(o, params, weights, bias_or_null, rescale, work, outputs));
    }
    l.choose(node, fmt::format("fully_connected {}{}", flow_text(g, node), activation_text(a.activation)), std::move(candidates));
  }

 private:
  static Candidate dsp(const ContractionOperands& o, const pin::FullyConnectedInt& params, const pin::Tensor& weights,
                       const pin::Tensor* bias, const std::vector<pin::Multiplier>& rescale, std::uint64_t work, std::uint64_t outputs) {
    Candidate c{.kernel = "fully_connected_s8_dsp",
                .unfit = {},
                .work_macs = work,
                .work_elements = outputs,
                .constant_bytes = 0,
                .scratch_bytes = 0,
                .build = {}};
    if (!weights.is_constant || (bias != nullptr && !bias->is_constant)) c.unfit = "the weights are not constant";
    else if (params.weights_zero_point != 0) c.unfit = "the weights have a zero point";
    if (!c.unfit.empty()) return c;
    const std::size_t weights_bytes = pin::fully_connected_s8_dsp_weights_bytes(params);
    c.scratch_bytes = pin::fully_connected_s8_dsp_scratch_bytes(params.depth);
    c.constant_bytes = weights_bytes - static_cast<std::size_t>(weights.shape.count()) + scales_bytes(params.out_c, bias);
    std::vector<std::int8_t> packed(weights_bytes);
    std::vector<pin::ChannelScale> scales(static_cast<std::size_t>(pin::padded_channels(params.out_c)));
    const auto* bias_data = bias == nullptr ? nullptr : bias->as<std::int32_t>();
    const pin::FullyConnectedDsp packed_params =
        pin::pack_fully_connected_s8_dsp(params, weights.as<std::int8_t>(), bias_data, rescale.data(), packed.data(), scales.data());
    c.work = fully_connected_dsp_work(params.rows, params.depth, params.out_c, packed_params.requantization.fast != 0);
    c.build = [=, scratch = c.scratch_bytes](StepBuilder& b) {
      b.params(packed_params)
          .read(o.input)
          .constant("weights", Element::i8, bytes_of(packed))
          .constant("scales", Element::channel_scale, bytes_of(scales))
          .scratch(scratch, DType::kUint8)
          .write(o.output);
    };
    return c;
  }
};

}  // namespace pinhole
