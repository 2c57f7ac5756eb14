// Operators that put all elements of one operand into another order. TRANSPOSE: data, constant permutation. REVERSE_V2: data, constant
// axes. SPACE_TO_DEPTH, DEPTH_TO_SPACE: data [N,H,W,C].
#pragma once

#include "device/kernels/move/movement.h"

namespace pin {

struct BlockAttributes {
  std::int32_t block_size = 0;
};

struct TransposeOp : MovementOp<TransposeOp> {
  using Attributes = NoAttributes;
  static constexpr std::int32_t kLeast = 2, kMost = 2;
  static Status infer(const Attributes&, const NodeView&, std::int32_t output, TensorType*);
  static Status plan(const Attributes&, const NodeView&, std::int32_t part, Move*);
};

struct ReverseV2Op : MovementOp<ReverseV2Op> {
  using Attributes = NoAttributes;
  static constexpr std::int32_t kLeast = 2, kMost = 2;
  static Status infer(const Attributes&, const NodeView&, std::int32_t output, TensorType*);
  static Status plan(const Attributes&, const NodeView&, std::int32_t part, Move*);
};

struct SpaceToDepthOp : MovementOp<SpaceToDepthOp> {
  using Attributes = BlockAttributes;
  static Status infer(const Attributes&, const NodeView&, std::int32_t output, TensorType*);
  static Status plan(const Attributes&, const NodeView&, std::int32_t part, Move*);
};

struct DepthToSpaceOp : MovementOp<DepthToSpaceOp> {
  using Attributes = BlockAttributes;
  static Status infer(const Attributes&, const NodeView&, std::int32_t output, TensorType*);
  static Status plan(const Attributes&, const NodeView&, std::int32_t part, Move*);
};

}  // namespace pin

PIN_FIELDS(pin::BlockAttributes, block_size)
