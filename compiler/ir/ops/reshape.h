#pragma once

#include <fmt/format.h>

#include "compiler/ir/semantics.h"

namespace pinhole {

template <>
struct Semantics<Op::reshape> {
  // The declared output counts, as in the reference; only a new node is computed from the operand or the attribute.
  static std::vector<InferredType> infer(const Operands& in, const pin::ReshapeAttributes& a, DType) {
    in.expect_count(1, 2);
    const std::int32_t count = in[0].shape.count();
    if (const Value* declared = in.declared_output()) {
      if (declared->shape.count() != count) {
        in.fail("the output has another number of elements than the input", fmt::format("{} ({})", count, to_string(in[0].shape)),
                fmt::format("{} ({})", declared->shape.count(), to_string(declared->shape)));
      }
      return {{in[0].dtype, declared->shape}};
    }
    Shape out = a.new_shape;
    if (in.has(1)) {
      const std::vector<std::int32_t> dims = in.constant_i32(1, "the new shape");
      if (dims.size() > static_cast<std::size_t>(pin::kMaxRank))
        in.fail("the new shape has too many dimensions", fmt::format("at most {}", pin::kMaxRank), fmt::format("{}", dims.size()));
      out.rank = static_cast<std::int32_t>(dims.size());
      std::copy(dims.begin(), dims.end(), out.dim);
    }
    std::int32_t known = 1, open = -1;
    for (std::int32_t i = 0; i < out.rank; ++i) {
      if (out.dim[i] == -1 && open < 0) open = i;
      else known *= out.dim[i];
    }
    if (open >= 0 && known > 0) out.dim[open] = count / known;
    if (out.count() != count) in.fail("the new shape has another number of elements", fmt::format("{}", count), to_string(out));
    return {{in[0].dtype, out}};
  }
  static std::uint64_t macs(const Operands&, const pin::ReshapeAttributes&) { return 0; }
};

}  // namespace pinhole
