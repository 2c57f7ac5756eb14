// DYNAMIC_UPDATE_SLICE: operand, update, starts (int32 or int64, one an axis, may be computed while running). The result is the operand with
// the update laid over it; a start is cut so that the update lies inside (N82).
#pragma once

#include "device/kernels/fields.h"
#include "device/kernels/move/movement.h"
#include "device/kernels/op.h"

namespace pin {

struct UpdateSlice {
  std::int32_t rank;
  std::int32_t most[kMaxRank];        // the last start along each axis
  std::int32_t step_bytes[kMaxRank];  // of the operand
  std::int32_t operand_bytes;
  Move copy;  // from the update to the result, for starts of 0
};

Status prepare_update_slice(const NodeView&, UpdateSlice*);

// The result may be the operand's memory; the update is apart from it.
void update_slice_i32(const UpdateSlice&, const void* operand, const void* update, const std::int32_t* starts, void* output);
void update_slice_i64(const UpdateSlice&, const void* operand, const void* update, const std::int64_t* starts, void* output);

struct DynamicUpdateSliceOp : OneResult {
  using Attributes = NoAttributes;
  static constexpr std::int32_t kLeast = 3, kMost = 3;
  static Status infer(const Attributes&, const NodeView&, std::int32_t output, TensorType*);
  static Status prepare(const Attributes&, const NodeView&, Memory&, Prepared*);
  static void run(const Prepared&, const NodeView&);
};

}  // namespace pin

PIN_FIELDS(pin::UpdateSlice, rank, most, step_bytes, operand_bytes, copy)
