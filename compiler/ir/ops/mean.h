#pragma once

#include <fmt/format.h>

#include "compiler/ir/semantics.h"

namespace pinhole {

template <>
struct Semantics<Op::mean> {
  static std::vector<InferredType> infer(const Operands& in, const pin::MeanAttributes& a, DType) {
    in.expect_count(2, 2);
    const Shape& x = in[0].shape;
    bool reduced[pin::kMaxRank] = {};
    for (std::int32_t axis : in.constant_i32(1, "the axes")) {
      const std::int32_t given = axis;
      if (axis < 0) axis += x.rank;
      if (axis < 0 || axis >= x.rank)
        in.fail("an axis is out of range", fmt::format("{} to {}", -x.rank, x.rank - 1), fmt::format("{}", given));
      reduced[axis] = true;
    }
    Shape out{0, {}};
    for (std::int32_t i = 0; i < x.rank; ++i) {
      if (!reduced[i]) out.dim[out.rank++] = x.dim[i];
      else if (a.keep_dims) out.dim[out.rank++] = 1;
    }
    return {{in[0].dtype, out}};
  }
  static std::uint64_t macs(const Operands&, const pin::MeanAttributes&) { return 0; }
};

}  // namespace pinhole
