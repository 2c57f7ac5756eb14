// The loop of elementwise operators with two operands. Included by add/ and mul/ only.
//
// `output` may be the memory of an operand that is not repeated: each element is read before it is written, in the same order.
#pragma once

#include <cstdint>

#include "device/kernels/broadcast.h"

namespace pin {

// output[i] = combine(a[...], b[...]) over the loop nest. Equal shapes are one loop without strides.
template <class T, class Combine>
inline void for_each_pair(const Broadcast& broadcast, const T* a, const T* b, T* output, const Combine& combine) {
  const std::int32_t inner = broadcast.rank - 1;
  const std::int32_t count = broadcast.dim[inner];
  const std::int32_t step_a = broadcast.stride_a[inner], step_b = broadcast.stride_b[inner];
  std::int32_t index[kMaxRank] = {};
  while (true) {
    if (step_a == 1 && step_b == 1) {
      for (std::int32_t i = 0; i < count; ++i) output[i] = combine(a[i], b[i]);
    } else {
      for (std::int32_t i = 0; i < count; ++i) output[i] = combine(a[i * step_a], b[i * step_b]);
    }
    output += count;
    std::int32_t axis = inner - 1;
    for (; axis >= 0; --axis) {
      a += broadcast.stride_a[axis];
      b += broadcast.stride_b[axis];
      if (++index[axis] < broadcast.dim[axis]) break;
      a -= broadcast.stride_a[axis] * broadcast.dim[axis];
      b -= broadcast.stride_b[axis] * broadcast.dim[axis];
      index[axis] = 0;
    }
    if (axis < 0) return;
  }
}

}  // namespace pin
