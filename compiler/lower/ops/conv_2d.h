#pragma once

#include "compiler/ir/semantics.h"
#include "compiler/lower/ops/contraction.h"
#include "device/kernels/conv_2d/dsp.h"

namespace pinhole {

template <>
struct LoweringOf<Op::conv_2d> {
  static void lower(Lowering& l, const Node& node) {
    const auto& a = node.as<pin::Conv2dAttributes>();
    const Graph& g = l.graph();
    const ContractionOperands o(g, node);
    const pin::Tensor input = l.tensor(o.input), weights = l.tensor(o.weights), output = l.tensor(o.output);
    const pin::Tensor bias = o.bias == kNoValue ? pin::Tensor{} : l.tensor(o.bias);
    const pin::Tensor* bias_or_null = o.bias == kNoValue ? nullptr : &bias;
    const std::uint64_t work = macs(g, node), outputs = static_cast<std::uint64_t>(output.shape.count());
    std::vector<Candidate> candidates;
    if (input.dtype == DType::kFloat32) {
      pin::Conv2dFloat params;
      expect_prepared(pin::prepare_conv_2d(a, input, weights, bias_or_null, output, &params), g, node);
      candidates.push_back(float_contraction(o, "conv_2d_f32", params, work, outputs, conv_2d_work(params.window, params.filter_c)));
    } else {
      pin::Conv2dInt params;
      std::vector<pin::Multiplier> rescale(static_cast<std::size_t>(output.shape.dim[3]));
      expect_prepared(pin::prepare_conv_2d(a, input, weights, bias_or_null, output, &params, rescale.data()), g, node);
      candidates.push_back(integer_contraction(o, kernel_name(input, weights, bias_or_null, a), params, rescale, work, outputs,
                                               conv_2d_work(params.window, params.filter_c)));
      if (candidates[0].kernel == "conv_2d_s8") candidates.push_back(dsp(o, params, weights, bias_or_null, rescale, work, outputs));
    }
    l.choose(node, convolution_text(g, node, a), std::move(candidates));
  }

 private:
  static Candidate dsp(const ContractionOperands& o, const pin::Conv2dInt& params, const pin::Tensor& weights, const pin::Tensor* bias,
                       const std::vector<pin::Multiplier>& rescale, std::uint64_t work, std::uint64_t outputs) {
    Candidate c{.kernel = "conv_2d_s8_dsp",
                .unfit = {},
                .work_macs = work,
                .work_elements = outputs,
                .constant_bytes = 0,
                .scratch_bytes = 0,
                .build = {}};
    if (!pin::conv_2d_s8_dsp_supports(params)) {
      c.unfit = "works on one group only";
      return c;
    }
    const std::size_t weights_bytes = pin::conv_2d_s8_dsp_weights_bytes(params);
    c.scratch_bytes = pin::conv_2d_s8_dsp_scratch_bytes(params.window);
    c.constant_bytes = weights_bytes - static_cast<std::size_t>(weights.shape.count()) + scales_bytes(params.window.out_c, bias);
    std::vector<std::int8_t> packed(weights_bytes);
    std::vector<pin::ChannelScale> scales(static_cast<std::size_t>(pin::padded_channels(params.window.out_c)));
    const auto* bias_data = bias == nullptr ? nullptr : bias->as<std::int32_t>();
    const pin::Conv2dDsp packed_params =
        pin::pack_conv_2d_s8_dsp(params, weights.as<std::int8_t>(), bias_data, rescale.data(), packed.data(), scales.data());
    c.work = conv_2d_dsp_work(params.window, packed_params.requantization.fast != 0);
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

  static const char* kernel_name(const pin::Tensor& input, const pin::Tensor& weights, const pin::Tensor* bias,
                                 const pin::Conv2dAttributes& a) {
    if (input.dtype == DType::kInt16) {
      const bool narrow = bias != nullptr ? bias->dtype == DType::kInt32 : a.bias_type == DType::kInt32;
      return narrow ? "conv_2d_s16_b32" : "conv_2d_s16";
    }
    return weights.dtype == DType::kInt4 ? "conv_2d_s8_w4" : "conv_2d_s8";
  }
};

}  // namespace pinhole
