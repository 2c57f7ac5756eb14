// The loop of elementwise operators with two operands. Included by add/ and mul/ only.
//
// `output` may be the memory of an operand that is not repeated: each element is read before it is written, in the same order.
#pragma once

#include <cstdint>

#include "device/kernels/broadcast.h"

namespace pin {

// Calls row(count, a, step_a, b, step_b, output) for each run along the innermost axis. Equal shapes are one run.
template <class T, class Row>
inline void for_each_row(const Broadcast& broadcast, const T* a, const T* b, T* output, const Row& row) {
  const std::int32_t inner = broadcast.rank - 1;
  const std::int32_t count = broadcast.dim[inner];
  std::int32_t index[kMaxRank] = {};
  while (true) {
    row(count, a, broadcast.stride_a[inner], b, broadcast.stride_b[inner], output);
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

// output[i] = combine(a[...], b[...]) over the loop nest. Equal shapes are one loop without strides.
template <class T, class Combine>
inline void for_each_pair(const Broadcast& broadcast, const T* a, const T* b, T* output, const Combine& combine) {
  for_each_row(broadcast, a, b, output, [&](std::int32_t count, const T* x, std::int32_t step_x, const T* y, std::int32_t step_y, T* to) {
    if (step_x == 1 && step_y == 1) {
      for (std::int32_t i = 0; i < count; ++i) to[i] = combine(x[i], y[i]);
    } else {
      for (std::int32_t i = 0; i < count; ++i) to[i] = combine(x[i * step_x], y[i * step_y]);
    }
  });
}

}  // namespace pin
