// Operators that compute with shapes. SHAPE: data; its extents, which the compiler knows: no kernel. BROADCAST_ARGS: two lists of extents,
// maybe computed while running; the extents that both broadcast to.
#pragma once

#include "device/kernels/fields.h"
#include "device/kernels/move/movement.h"
#include "device/kernels/op.h"

namespace pin {

struct ShapeAttributes {
  DType out_type = DType::kInt32;  // or kInt64
};

struct BroadcastArgs {
  std::int32_t count_a, count_b;  // extents in each list
};

Status prepare_broadcast_args(const NodeView&, BroadcastArgs*);

// The output has as many extents as the longer list. Where extents contradict each other, that of `a` counts.
void broadcast_args_s32(const BroadcastArgs&, const std::int32_t* a, const std::int32_t* b, std::int32_t* output);

struct ShapeOp : OneResult {
  using Attributes = ShapeAttributes;
  static Status infer(const Attributes&, const NodeView&, std::int32_t output, TensorType*);
  static Status prepare(const Attributes&, const NodeView&, Memory&, Prepared*);
  static void run(const Prepared&, const NodeView&);
};

struct BroadcastArgsOp : OneResult {
  using Attributes = NoAttributes;
  static constexpr std::int32_t kLeast = 2, kMost = 2;
  static Status infer(const Attributes&, const NodeView&, std::int32_t output, TensorType*);
  static Status prepare(const Attributes&, const NodeView&, Memory&, Prepared*);
  static void run(const Prepared&, const NodeView&);
};

}  // namespace pin

PIN_FIELDS(pin::ShapeAttributes, out_type)
PIN_FIELDS(pin::BroadcastArgs, count_a, count_b)
