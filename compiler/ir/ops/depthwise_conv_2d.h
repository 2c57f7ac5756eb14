#pragma once

#include "compiler/ir/ops/window.h"

namespace pinhole {

template <>
struct Semantics<Op::depthwise_conv_2d> {
  static std::vector<InferredType> infer(const Operands& in, const pin::DepthwiseConv2dAttributes& a, DType) {
    in.expect_count(2, 3);
    in.expect_rank(0, 4, "the input");
    in.expect_rank(1, 4, "the weights");
    in.expect_constant(1, "the weights");
    const Shape& w = in[1].shape;
    const std::int32_t in_c = in[0].shape.dim[3];
    if (w.dim[0] != 1 || w.dim[3] % in_c != 0) {
      in.fail("the weights do not fit the input's channels", fmt::format("1 x kh x kw x a multiple of {}", in_c), to_string(w));
    }
    expect_bias(in, 2, w.dim[3]);
    return {{in[0].dtype,
             window_output_shape(in, {a.padding, w.dim[1], w.dim[2], a.stride_h, a.stride_w, a.dilation_h, a.dilation_w}, w.dim[3])}};
  }
  static std::uint64_t macs(const Operands& in, const pin::DepthwiseConv2dAttributes& a) {
    const Shape out = infer(in, a, DType::kFloat32)[0].shape;
    const Shape& w = in[1].shape;
    return static_cast<std::uint64_t>(out.count()) * static_cast<std::uint64_t>(w.dim[1] * w.dim[2]);
  }
};

}  // namespace pinhole
