// Any elementwise int8 -> int8 function as a table of 256: what the compiler uses for LOGISTIC, RELU, requantising and their like.
#pragma once

#include <cstdint>

namespace pin {

// output[i] = table[input[i] + 128]. output may be the same memory as input.
void lookup_s8(std::int32_t count, const std::int8_t* table /*[256]*/, const std::int8_t* input, std::int8_t* output);

}  // namespace pin
