#pragma once

#include <fmt/format.h>

#include "compiler/ir/ops/window.h"
#include "compiler/ir/semantics.h"

namespace pinhole {

template <>
struct Semantics<Op::fully_connected> {
  static std::vector<InferredType> infer(const Operands& in, const pin::FullyConnectedAttributes& a, DType) {
    in.expect_count(2, 3);
    in.expect_rank(1, 2, "the weights");
    const std::int32_t out_c = in[1].shape.dim[0], depth = in[1].shape.dim[1];
    const Shape& x = in[0].shape;
    if (depth < 1 || x.count() % depth != 0) {
      in.fail("the weights do not fit the input", fmt::format("a depth that divides {} ({})", x.count(), to_string(x)),
              fmt::format("{}", depth));
    }
    expect_bias(in, 2, out_c);
    Shape out{2, {x.count() / depth, out_c}};
    if (a.keep_num_dims) {
      if (x.rank < 1 || x.dim[x.rank - 1] != depth) {
        in.fail("keep_num_dims needs weights as deep as the input's last extent", fmt::format("{}", x.rank < 1 ? 0 : x.dim[x.rank - 1]),
                fmt::format("{}", depth));
      }
      out = x;
      out.dim[x.rank - 1] = out_c;
    }
    return {{in[0].dtype, out}};
  }
  static std::uint64_t macs(const Operands& in, const pin::FullyConnectedAttributes&) {
    return static_cast<std::uint64_t>(in[0].shape.count()) * static_cast<std::uint64_t>(in[1].shape.dim[0]);
  }
};

}  // namespace pinhole
