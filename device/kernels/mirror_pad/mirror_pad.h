// MIRROR_PAD: data, constant paddings [rank, 2]. The border mirrors what lies inside: without the edge element (reflect) or with it
// (symmetric) (N83). Any type of whole bytes.
#pragma once

#include "device/kernels/fields.h"
#include "device/kernels/move/movement.h"
#include "device/kernels/op.h"

namespace pin {

struct MirrorPadAttributes {
  bool symmetric = false;
};

struct MirrorPad {
  Shape input;                    // rank at least 1; inner axes without padding are in unit_bytes
  std::int32_t before[kMaxRank];  // elements in front, by axis
  std::int32_t after[kMaxRank];
  std::int32_t edge;  // 0: the edge element is not repeated, 1: it is
  std::int32_t unit_bytes;
};

Status prepare_mirror_pad(const MirrorPadAttributes&, const NodeView&, MirrorPad*);

void mirror_pad(const MirrorPad&, const void* input, void* output);

struct MirrorPadOp : OneResult {
  using Attributes = MirrorPadAttributes;
  static constexpr std::int32_t kLeast = 2, kMost = 2;
  static Status infer(const Attributes&, const NodeView&, std::int32_t output, TensorType*);
  static Status prepare(const Attributes&, const NodeView&, Memory&, Prepared*);
  static void run(const Prepared&, const NodeView&);
};

}  // namespace pin

PIN_FIELDS(pin::MirrorPadAttributes, symmetric)
PIN_FIELDS(pin::MirrorPad, input, before, after, edge, unit_bytes)
