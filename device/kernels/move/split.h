// SPLIT: axis, data; equal parts. SPLIT_V: data, sizes (one may be -1: the rest), axis. UNPACK: data; one part an index of the axis, which
// goes. PACK: parts of one shape, and the axis comes. Axes and sizes are constant.
#pragma once

#include "device/kernels/move/movement.h"

namespace pin {

struct SplitAttributes {
  std::int32_t num_splits = 0;
};
struct PackAttributes {
  std::int32_t values_count = 0;
  std::int32_t axis = 0;  // of the result; negative: from the end
};
struct UnpackAttributes {
  std::int32_t num = 0;
  std::int32_t axis = 0;
};

struct SplitOp : MovementOp<SplitOp> {
  using Attributes = SplitAttributes;
  static constexpr std::int32_t kData = 1, kLeast = 2, kMost = 2;
  static std::int32_t outputs(const Attributes& a) { return a.num_splits; }
  static Status infer(const Attributes&, const NodeView&, std::int32_t output, TensorType*);
  static Status plan(const Attributes&, const NodeView&, std::int32_t part, Move*);
};

struct SplitVOp : MovementOp<SplitVOp> {
  using Attributes = SplitAttributes;
  static constexpr std::int32_t kLeast = 3, kMost = 3;
  static std::int32_t outputs(const Attributes& a) { return a.num_splits; }
  static Status infer(const Attributes&, const NodeView&, std::int32_t output, TensorType*);
  static Status plan(const Attributes&, const NodeView&, std::int32_t part, Move*);
};

struct PackOp : MovementOp<PackOp> {
  using Attributes = PackAttributes;
  static constexpr std::int32_t kMost = kMaxResults;
  static constexpr bool kJoins = true;
  static Status infer(const Attributes&, const NodeView&, std::int32_t output, TensorType*);
  static Status plan(const Attributes&, const NodeView&, std::int32_t part, Move*);
};

struct UnpackOp : MovementOp<UnpackOp> {
  using Attributes = UnpackAttributes;
  static std::int32_t outputs(const Attributes& a) { return a.num; }
  static Status infer(const Attributes&, const NodeView&, std::int32_t output, TensorType*);
  static Status plan(const Attributes&, const NodeView&, std::int32_t part, Move*);
};

}  // namespace pin

PIN_FIELDS(pin::SplitAttributes, num_splits)
PIN_FIELDS(pin::PackAttributes, values_count, axis)
PIN_FIELDS(pin::UnpackAttributes, num, axis)
