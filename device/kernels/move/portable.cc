// The definition of the copy with steps.
#include <cstring>

#include "device/kernels/move/move.h"

namespace pin {
namespace {

// `count` units along the innermost axis. A unit of fixed size is a load and a store where the core allows any address.
template <std::int32_t kBytes>
void move_row(const std::uint8_t* from, std::int32_t from_step, std::uint8_t* to, std::int32_t to_step, std::int32_t count) {
  for (; count > 0; --count) {
    std::memcpy(to, from, static_cast<std::size_t>(kBytes));
    from += from_step;
    to += to_step;
  }
}

void move_any_row(const Move& move, const std::uint8_t* from, std::uint8_t* to) {
  const std::int32_t inner = move.extents.rank - 1;
  for (std::int32_t i = 0; i < move.extents.dim[inner]; ++i) {
    std::memcpy(to, from, static_cast<std::size_t>(move.unit_bytes));
    from += move.input_step[inner];
    to += move.output_step[inner];
  }
}

}  // namespace

void move_nd(const Move& move, const void* input, void* output) {
  const std::int32_t inner = move.extents.rank - 1;
  const std::int32_t count = move.extents.dim[inner], from_step = move.input_step[inner], to_step = move.output_step[inner];
  const auto* from = static_cast<const std::uint8_t*>(input) + move.input_offset;
  auto* to = static_cast<std::uint8_t*>(output) + move.output_offset;
  std::int32_t index[kMaxRank] = {};
  while (true) {
    switch (move.unit_bytes) {
      case 1: move_row<1>(from, from_step, to, to_step, count); break;
      case 2: move_row<2>(from, from_step, to, to_step, count); break;
      case 4: move_row<4>(from, from_step, to, to_step, count); break;
      case 8: move_row<8>(from, from_step, to, to_step, count); break;
      default: move_any_row(move, from, to); break;
    }
    std::int32_t axis = inner - 1;
    for (; axis >= 0; --axis) {
      from += move.input_step[axis];
      to += move.output_step[axis];
      if (++index[axis] < move.extents.dim[axis]) break;
      from -= move.input_step[axis] * index[axis];
      to -= move.output_step[axis] * index[axis];
      index[axis] = 0;
    }
    if (axis < 0) return;
  }
}

}  // namespace pin
