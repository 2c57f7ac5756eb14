#include "device/kernels/lookup/lookup.h"

#include "device/isa/unroll.h"

namespace pin {

void lookup_s8(std::int32_t count, const std::int8_t* table, const std::int8_t* input, std::int8_t* output) {
  const std::int8_t* middle = table + 128;
  for (; count >= 4; count -= 4, input += 4, output += 4) {
    std::int8_t result[4];  // all read before the first store, which the compiler must take to alias input and table
    PIN_UNROLL for (int j = 0; j < 4; ++j) result[j] = middle[input[j]];
    PIN_UNROLL for (int j = 0; j < 4; ++j) output[j] = result[j];
  }
  for (; count > 0; --count) *output++ = middle[*input++];
}

}  // namespace pin
