// SPACE_TO_BATCH_ND: data, constant block extents, constant paddings: every position inside a block becomes a batch; padding is the zero
// point (N84). BATCH_TO_SPACE_ND: the reverse, with crops. Data [N,H,W,C] with blocks of two extents, or [N,W,C] with one.
#pragma once

#include "device/kernels/fields.h"
#include "device/kernels/move/movement.h"
#include "device/kernels/op.h"

namespace pin {

// The picture side is [batches, picture_h, picture_w], the blocks side [block_h * block_w * batches, blocks_h, blocks_w]. Position
// (y, x) of the blocks side in block position (dy, dx) is (y * block_h + dy - before_h, x * block_w + dx - before_w) of the picture, or outside.
struct SpaceToBatch {
  std::int32_t batches;
  std::int32_t picture_h, picture_w;
  std::int32_t blocks_h, blocks_w;
  std::int32_t block_h, block_w;
  std::int32_t before_h, before_w;
  std::int32_t row_bytes;  // of one position's channels
  std::int32_t padding;    // byte that padding consists of (N84)
};

Status prepare_space_to_batch(const NodeView&, SpaceToBatch*);
Status prepare_batch_to_space(const NodeView&, SpaceToBatch*);

void space_to_batch(const SpaceToBatch&, const void* picture, void* blocks);
void batch_to_space(const SpaceToBatch&, const void* blocks, void* picture);

struct SpaceToBatchNdOp : OneResult {
  using Attributes = NoAttributes;
  static constexpr std::int32_t kLeast = 3, kMost = 3;
  static Status infer(const Attributes&, const NodeView&, std::int32_t output, TensorType*);
  static Status prepare(const Attributes&, const NodeView&, Memory&, Prepared*);
  static void run(const Prepared&, const NodeView&);
};

struct BatchToSpaceNdOp : OneResult {
  using Attributes = NoAttributes;
  static constexpr std::int32_t kLeast = 3, kMost = 3;
  static Status infer(const Attributes&, const NodeView&, std::int32_t output, TensorType*);
  static Status prepare(const Attributes&, const NodeView&, Memory&, Prepared*);
  static void run(const Prepared&, const NodeView&);
};

}  // namespace pin

PIN_FIELDS(pin::SpaceToBatch, batches, picture_h, picture_w, blocks_h, blocks_w, block_h, block_w, before_h, before_w, row_bytes, padding)
