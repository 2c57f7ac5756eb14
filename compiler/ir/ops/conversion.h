// Types of conversions: the graph chooses the result type.
#pragma once

#include "compiler/ir/semantics.h"

namespace pinhole {

inline std::vector<InferredType> infer_conversion(const Operands& in, DType output_type) {
  in.expect_count(1, 1);
  const Value* declared = in.declared_output();
  return {{declared != nullptr ? declared->dtype : output_type, in[0].shape}};
}

}  // namespace pinhole
