// How two operands of an elementwise operator line up: numpy's rule, with runs of extents that behave alike merged, so that equal
// shapes become one loop.
#pragma once

#include "device/kernels/fields.h"
#include "device/kernels/types.h"

namespace pin {

struct Broadcast {
  std::int32_t rank;                // of the merged loop nest, at least 1; the last one is innermost
  std::int32_t dim[kMaxRank];       // extents, outermost first
  std::int32_t stride_a[kMaxRank];  // elements to step in operand a; 0 where it is repeated
  std::int32_t stride_b[kMaxRank];
};

// kBadShape unless the operands broadcast to exactly `output`.
Status make_broadcast(const Shape& a, const Shape& b, const Shape& output, Broadcast* broadcast);

}  // namespace pin

PIN_FIELDS(pin::Broadcast, rank, dim, stride_a, stride_b)
