#pragma once

#include "compiler/ir/ops/elementwise.h"

namespace pinhole {

template <>
struct Semantics<Op::add> {
  static std::vector<InferredType> infer(const Operands& in, const pin::AddAttributes&, DType) { return infer_binary(in); }
  static std::uint64_t macs(const Operands&, const pin::AddAttributes&) { return 0; }
};

}  // namespace pinhole
