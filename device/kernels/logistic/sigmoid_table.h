// Table of LOGISTIC int16: sigmoid(i / 24) in units of 2^-16, 512 bytes of flash, linked only where that kernel is used.
// Rule N44; tests/unit/device/kernels/tables_test.cc computes it again.
#pragma once

#include <cstdint>

namespace pin {

extern const std::uint16_t kSigmoidTable[256];

}  // namespace pin
