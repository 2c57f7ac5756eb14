#pragma once

#include "compiler/ir/ops/elementwise.h"

namespace pinhole {

template <>
struct Semantics<Op::relu> {
  static std::vector<InferredType> infer(const Operands& in, const pin::NoAttributes&, DType) { return infer_unary(in); }
  static std::uint64_t macs(const Operands&, const pin::NoAttributes&) { return 0; }
};

}  // namespace pinhole
