// The definition of PAD.
#include "device/kernels/pad/pad.h"

#include <cstring>

namespace pin {
namespace {

// Row by row, every output element written once, in order. A row outside the input along an outer axis is padding from end to end.
template <class T>
void pad(const PadParams& p, const T* input, T value, T* output) {
  const std::int32_t rank = p.input.rank, inner = rank - 1;
  const std::int32_t row = p.input.dim[inner];
  std::int32_t index[kMaxRank] = {};  // position in the output along the outer axes
  while (true) {
    bool inside = true;
    for (std::int32_t axis = 0; axis < inner; ++axis) {
      inside = inside && index[axis] >= p.before[axis] && index[axis] < p.before[axis] + p.input.dim[axis];
    }
    const std::int32_t front = inside ? p.before[inner] : p.before[inner] + row + p.after[inner];
    for (std::int32_t i = 0; i < front; ++i) *output++ = value;
    if (inside) {
      std::memcpy(output, input, static_cast<std::size_t>(row) * sizeof(T));
      input += row;
      output += row;
      for (std::int32_t i = 0; i < p.after[inner]; ++i) *output++ = value;
    }
    std::int32_t axis = inner - 1;
    for (; axis >= 0; --axis) {
      if (++index[axis] < p.before[axis] + p.input.dim[axis] + p.after[axis]) break;
      index[axis] = 0;
    }
    if (axis < 0) return;
  }
}

}  // namespace

void pad_8(const PadParams& params, const std::uint8_t* input, std::uint8_t value, std::uint8_t* output) {
  pad(params, input, value, output);
}
void pad_16(const PadParams& params, const std::uint16_t* input, std::uint16_t value, std::uint16_t* output) {
  pad(params, input, value, output);
}
void pad_32(const PadParams& params, const std::uint32_t* input, std::uint32_t value, std::uint32_t* output) {
  pad(params, input, value, output);
}
void pad_64(const PadParams& params, const std::uint64_t* input, std::uint64_t value, std::uint64_t* output) {
  pad(params, input, value, output);
}

}  // namespace pin
