// Weights as kernels read them one by one: plain int8, or two int4 in a byte (conformance README "int4 weights": low nibble first,
// sign extended, no padding between rows).
#pragma once

#include <cstdint>

namespace pin {

struct Int8Weights {
  const std::int8_t* data;
  std::int32_t operator[](std::int32_t i) const { return data[i]; }
};

struct Int4Weights {
  const std::uint8_t* data;
  std::int32_t operator[](std::int32_t i) const {
    const std::int32_t nibble = (data[i >> 1] >> ((i & 1) * 4)) & 15;
    return (nibble ^ 8) - 8;
  }
};

}  // namespace pin
