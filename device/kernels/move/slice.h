// SLICE: data, begin, size (-1: to the end). STRIDED_SLICE: data, begin, end, strides (N81). The operands are constant int32 or int64.
// Ellipsis and new axes are refused, as the reference does.
#pragma once

#include "device/kernels/move/movement.h"

namespace pin {

struct StridedSliceAttributes {  // bit i of a mask: axis i
  std::int32_t begin_mask = 0;   // from the first element
  std::int32_t end_mask = 0;     // to the last one
  std::int32_t ellipsis_mask = 0;
  std::int32_t new_axis_mask = 0;
  std::int32_t shrink_axis_mask = 0;  // one element, and the axis goes
  bool offset = false;                // end counts from begin
};

struct SliceOp : MovementOp<SliceOp> {
  using Attributes = NoAttributes;
  static constexpr std::int32_t kLeast = 3, kMost = 3;
  static Status infer(const Attributes&, const NodeView&, std::int32_t output, TensorType*);
  static Status plan(const Attributes&, const NodeView&, std::int32_t part, Move*);
};

struct StridedSliceOp : MovementOp<StridedSliceOp> {
  using Attributes = StridedSliceAttributes;
  static constexpr std::int32_t kLeast = 4, kMost = 4;
  static Status infer(const Attributes&, const NodeView&, std::int32_t output, TensorType*);
  static Status plan(const Attributes&, const NodeView&, std::int32_t part, Move*);
};

}  // namespace pin

PIN_FIELDS(pin::StridedSliceAttributes, begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask, offset)
