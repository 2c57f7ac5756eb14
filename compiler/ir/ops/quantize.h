#pragma once

#include "compiler/ir/ops/conversion.h"

namespace pinhole {

template <>
struct Semantics<Op::quantize> {
  static std::vector<InferredType> infer(const Operands& in, const pin::NoAttributes&, DType output_type) {
    return infer_conversion(in, output_type);
  }
  static std::uint64_t macs(const Operands&, const pin::NoAttributes&) { return 0; }
};

}  // namespace pinhole
