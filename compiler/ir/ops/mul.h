#pragma once

#include "compiler/ir/ops/elementwise.h"

namespace pinhole {

template <>
struct Semantics<Op::mul> {
  static std::vector<InferredType> infer(const Operands& in, const pin::MulAttributes&, DType) { return infer_binary(in); }
  static std::uint64_t macs(const Operands&, const pin::MulAttributes&) { return 0; }
};

}  // namespace pinhole
