#pragma once

#include <fmt/format.h>

#include "compiler/ir/semantics.h"

namespace pinhole {

template <>
struct Semantics<Op::concatenation> {
  static std::vector<InferredType> infer(const Operands& in, const pin::ConcatenationAttributes& a, DType) {
    in.expect_count(1, 4096);
    Shape out = in[0].shape;
    const std::int32_t axis = a.axis < 0 ? a.axis + out.rank : a.axis;
    if (axis < 0 || axis >= out.rank)
      in.fail("the axis is out of range", fmt::format("{} to {}", -out.rank, out.rank - 1), fmt::format("{}", a.axis));
    out.dim[axis] = 0;
    for (std::size_t i = 0; i < in.size(); ++i) {
      if (!in.has(i)) in.fail(fmt::format("input {} is missing", i));
      Shape expected = in[i].shape;
      if (expected.rank == out.rank) expected.dim[axis] = out.dim[axis];
      if (expected != out)
        in.fail(fmt::format("input {} differs from input 0 in more than the axis {}", i, axis), to_string(in[0].shape),
                to_string(in[i].shape));
      if (in[i].dtype != in[0].dtype) in.fail(fmt::format("input {} differs in type", i), to_string(in[0].dtype), to_string(in[i].dtype));
      out.dim[axis] += in[i].shape.dim[axis];
    }
    return {{in[0].dtype, out}};
  }
  static std::uint64_t macs(const Operands&, const pin::ConcatenationAttributes&) { return 0; }
};

}  // namespace pinhole
