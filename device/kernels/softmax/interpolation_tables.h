// Tables of SOFTMAX int16 -> int16: 513 points each, 2052 bytes of flash together, linked only where that kernel is used.
// Rule N42 says how they are made; tests/unit/device/kernels/tables_test.cc makes them again with the host's exp.
#pragma once

#include <cstdint>

namespace pin {

extern const std::int16_t kExpTable[513];         // e^x over [-10, 0], 2^-15
extern const std::int16_t kReciprocalTable[513];  // 1 / (1 + x) over [0, 1], 2^-15

}  // namespace pin
