// What an operator that says itself what its results are (`infer`) declares, apart from the checks that use it (movement.h): headers of kernels
// include this one only, so that firmware with a kernel does not carry the checks.
#pragma once

#include "device/kernels/op.h"

namespace pin {

struct TensorType {
  DType dtype;
  Shape shape;
};

constexpr std::int32_t kMaxResults = 4096;  // of one operator

// The defaults of check_operator's constants: one operand, whose elements move, and one result.
struct OneResult {
  static constexpr std::int32_t kData = 0, kLeast = 1, kMost = 1;
  template <class Attributes>
  static std::int32_t outputs(const Attributes&) {
    return 1;
  }
};

}  // namespace pin
