// Elementwise operators: the defaults of the categories unary, binary and comparison. An operator whose types or shapes follow from its
// operands in another way has a Semantics of its own, which goes before these.
#pragma once

#include <fmt/format.h>

#include <algorithm>

#include "compiler/ir/semantics.h"

namespace pinhole {

// numpy's broadcasting rule.
inline Shape broadcast_shape(const Operands& in, const Shape& a, const Shape& b) {
  Shape out{std::max(a.rank, b.rank), {}};
  for (std::int32_t i = 0; i < out.rank; ++i) {  // from the innermost extent outwards
    const std::int32_t da = i < a.rank ? a.dim[a.rank - 1 - i] : 1;
    const std::int32_t db = i < b.rank ? b.dim[b.rank - 1 - i] : 1;
    if (da != db && da != 1 && db != 1) in.fail("the inputs do not broadcast", to_string(a), to_string(b));
    out.dim[out.rank - 1 - i] = std::max(da, db);
  }
  return out;
}

inline Shape infer_pair(const Operands& in) {
  in.expect_count(2, 2);
  if (in[0].dtype != in[1].dtype) in.fail("the two inputs differ in type", to_string(in[0].dtype), to_string(in[1].dtype));
  return broadcast_shape(in, in[0].shape, in[1].shape);
}

template <Op op>
requires(is_category<op, Category::unary>) struct Semantics<op> {
  static std::vector<InferredType> infer(const Operands& in, const AttributesOf<op>&, DType) {
    in.expect_count(1, 1);
    return {{in[0].dtype, in[0].shape}};
  }
  static std::uint64_t macs(const Operands&, const AttributesOf<op>&) { return 0; }
};

template <Op op>
requires(is_category<op, Category::binary, Category::comparison>) struct Semantics<op> {
  static std::vector<InferredType> infer(const Operands& in, const AttributesOf<op>&, DType) {
    const Shape out = infer_pair(in);
    return {{is_category<op, Category::comparison> ? DType::kBool : in[0].dtype, out}};
  }
  static std::uint64_t macs(const Operands&, const AttributesOf<op>&) { return 0; }
};

}  // namespace pinhole
