// Shapes of elementwise operators.
#pragma once

#include <fmt/format.h>

#include <algorithm>

#include "compiler/ir/semantics.h"

namespace pinhole {

inline std::vector<InferredType> infer_unary(const Operands& in) {
  in.expect_count(1, 1);
  return {{in[0].dtype, in[0].shape}};
}

// numpy's broadcasting rule.
inline std::vector<InferredType> infer_binary(const Operands& in) {
  in.expect_count(2, 2);
  const Shape& a = in[0].shape;
  const Shape& b = in[1].shape;
  if (in[0].dtype != in[1].dtype) in.fail("the two inputs differ in type", to_string(in[0].dtype), to_string(in[1].dtype));
  Shape out{std::max(a.rank, b.rank), {}};
  for (std::int32_t i = 0; i < out.rank; ++i) {  // from the innermost extent outwards
    const std::int32_t da = i < a.rank ? a.dim[a.rank - 1 - i] : 1;
    const std::int32_t db = i < b.rank ? b.dim[b.rank - 1 - i] : 1;
    if (da != db && da != 1 && db != 1) in.fail("the two inputs do not broadcast", to_string(a), to_string(b));
    out.dim[out.rank - 1 - i] = std::max(da, db);
  }
  return {{in[0].dtype, out}};
}

}  // namespace pinhole
