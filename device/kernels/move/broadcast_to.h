// BROADCAST_TO: data, extents; numpy's rule. FILL: extents, one value. Extents are constant, or those of the declared result.
#pragma once

#include "device/kernels/move/movement.h"

namespace pin {

struct BroadcastToOp : MovementOp<BroadcastToOp> {
  using Attributes = NoAttributes;
  static constexpr std::int32_t kLeast = 2, kMost = 2;
  static Status infer(const Attributes&, const NodeView&, std::int32_t output, TensorType*);
  static Status plan(const Attributes&, const NodeView&, std::int32_t part, Move*);
};

struct FillOp : MovementOp<FillOp> {
  using Attributes = NoAttributes;
  static constexpr std::int32_t kData = 1, kLeast = 2, kMost = 2;
  static Status infer(const Attributes&, const NodeView&, std::int32_t output, TensorType*);
  static Status plan(const Attributes&, const NodeView&, std::int32_t part, Move*);
};

}  // namespace pin
