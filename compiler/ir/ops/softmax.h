#pragma once

#include "compiler/ir/semantics.h"

namespace pinhole {

template <>
struct Semantics<Op::softmax> {
  static std::vector<InferredType> infer(const Operands& in, const pin::SoftmaxAttributes&, DType) {
    in.expect_count(1, 1);
    if (in[0].shape.rank < 1) in.fail("softmax of a scalar", "at least one dimension", "scalar");
    // int8 -> int16 is the one case in which the graph chooses the result type.
    const Value* declared = in.declared_output();
    const bool widened = in[0].dtype == DType::kInt8 && declared != nullptr && declared->dtype == DType::kInt16;
    return {{widened ? DType::kInt16 : in[0].dtype, in[0].shape}};
  }
  static std::uint64_t macs(const Operands&, const pin::SoftmaxAttributes&) { return 0; }
};

}  // namespace pinhole
