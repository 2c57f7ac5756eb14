#pragma once

#include <fmt/format.h>

#include "compiler/ir/semantics.h"

namespace pinhole {

// PADV2 has a third operand, the value.
struct PadSemantics {
  static std::vector<InferredType> infer(const Operands& in, std::size_t operands) {
    in.expect_count(operands, operands);
    const Shape& x = in[0].shape;
    const std::vector<std::int32_t> paddings = in.constant_i32(1, "the paddings");
    if (paddings.size() != static_cast<std::size_t>(2 * x.rank)) {
      in.fail("the paddings do not fit the input", fmt::format("{}x2", x.rank), to_string(in[1].shape));
    }
    Shape out = x;
    for (std::int32_t i = 0; i < x.rank; ++i) {
      const std::int32_t before = paddings[static_cast<std::size_t>(2 * i)], after = paddings[static_cast<std::size_t>(2 * i + 1)];
      if (before < 0 || after < 0 || before > (1 << 24) || after > (1 << 24)) {
        in.fail("a padding is out of range", "0 to 2^24", fmt::format("{} and {} on axis {}", before, after, i));
      }
      out.dim[i] += before + after;
    }
    return {{in[0].dtype, out}};
  }
  static std::uint64_t macs(const Operands&, const pin::NoAttributes&) { return 0; }
};

template <>
struct Semantics<Op::pad> : PadSemantics {
  static std::vector<InferredType> infer(const Operands& in, const pin::NoAttributes&, DType) { return PadSemantics::infer(in, 2); }
};
template <>
struct Semantics<Op::padv2> : PadSemantics {
  static std::vector<InferredType> infer(const Operands& in, const pin::NoAttributes&, DType) { return PadSemantics::infer(in, 3); }
};

}  // namespace pinhole
