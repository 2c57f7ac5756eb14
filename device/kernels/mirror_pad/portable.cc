// The definition of MIRROR_PAD.
#include <cstring>

#include "device/kernels/mirror_pad/mirror_pad.h"

namespace pin {
namespace {

// The input's position that output position i mirrors along an axis (N83).
std::int32_t mirrored(const MirrorPad& p, std::int32_t axis, std::int32_t i) {
  const std::int32_t extent = p.input.dim[axis], at = i - p.before[axis];
  if (at < 0) return -at - p.edge;
  return at < extent ? at : 2 * extent - 2 - at + p.edge;
}

}  // namespace

void mirror_pad(const MirrorPad& p, const void* input, void* output) {
  const auto* from = static_cast<const std::uint8_t*>(input);
  auto* to = static_cast<std::uint8_t*>(output);
  const std::int32_t inner = p.input.rank - 1;
  const std::int32_t row = p.before[inner] + p.input.dim[inner] + p.after[inner];
  const auto unit = static_cast<std::size_t>(p.unit_bytes);
  std::int32_t index[kMaxRank] = {};
  while (true) {
    std::int32_t start = 0;  // of the mirrored row, in units
    for (std::int32_t axis = 0; axis < inner; ++axis) start = (start + mirrored(p, axis, index[axis])) * p.input.dim[axis + 1];
    for (std::int32_t i = 0; i < row; ++i) {
      std::memcpy(to, from + (start + mirrored(p, inner, i)) * p.unit_bytes, unit);
      to += p.unit_bytes;
    }
    std::int32_t axis = inner - 1;
    for (; axis >= 0; --axis) {
      if (++index[axis] < p.before[axis] + p.input.dim[axis] + p.after[axis]) break;
      index[axis] = 0;
    }
    if (axis < 0) return;
  }
}

}  // namespace pin
