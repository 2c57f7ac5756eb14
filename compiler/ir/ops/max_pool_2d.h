#pragma once

#include "compiler/ir/ops/window.h"

namespace pinhole {

template <>
struct Semantics<Op::max_pool_2d> {
  static std::vector<InferredType> infer(const Operands& in, const pin::Pool2dAttributes& a, DType) {
    in.expect_count(1, 1);
    in.expect_rank(0, 4, "the input");
    return {{in[0].dtype, window_output_shape(in, {a.padding, a.filter_h, a.filter_w, a.stride_h, a.stride_w, 1, 1}, in[0].shape.dim[3])}};
  }
  static std::uint64_t macs(const Operands&, const pin::Pool2dAttributes&) { return 0; }
};

}  // namespace pinhole
