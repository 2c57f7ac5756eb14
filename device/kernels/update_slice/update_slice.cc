#include "device/kernels/update_slice/update_slice.h"

namespace pin {

Status DynamicUpdateSliceOp::infer(const Attributes&, const NodeView& node, std::int32_t, TensorType* type) {
  const Tensor &operand = *node.input(0), &update = *node.input(1), &starts = *node.input(2);
  if (update.dtype != operand.dtype) return Status::kUnsupportedType;
  if (starts.dtype != DType::kInt32 && starts.dtype != DType::kInt64) return Status::kUnsupportedType;
  const std::int32_t rank = operand.shape.rank;
  if (update.shape.rank != rank || starts.shape.rank != 1 || starts.shape.dim[0] != rank) return Status::kBadShape;
  for (std::int32_t i = 0; i < rank; ++i) {
    if (update.shape.dim[i] > operand.shape.dim[i]) return Status::kBadShape;
  }
  *type = {operand.dtype, operand.shape};
  return Status::kOk;
}

Status prepare_update_slice(const NodeView& node, UpdateSlice* params) {
  const Status status = check_operator<DynamicUpdateSliceOp>({}, node);
  if (status != Status::kOk) return status;
  const Tensor &operand = *node.input(0), &update = *node.input(1);
  *params = {};
  params->rank = operand.shape.rank;
  params->operand_bytes = static_cast<std::int32_t>(bytes_of(operand.dtype, static_cast<std::size_t>(operand.shape.count())));
  steps_of(operand.dtype, operand.shape, params->step_bytes);
  params->copy = whole_move(update.dtype, update.shape);
  for (std::int32_t i = 0; i < params->rank; ++i) {
    params->most[i] = operand.shape.dim[i] - update.shape.dim[i];
    params->copy.output_step[i] = params->step_bytes[i];
  }
  merge_axes(&params->copy);
  return Status::kOk;
}

Status DynamicUpdateSliceOp::prepare(const Attributes&, const NodeView& node, Memory& memory, Prepared* prepared) {
  auto* params = memory.take_array<UpdateSlice>(1);
  if (params == nullptr) return Status::kOutOfMemory;
  prepared->state = params;
  return prepare_update_slice(node, params);
}

void DynamicUpdateSliceOp::run(const Prepared& prepared, const NodeView& node) {
  const auto& params = *static_cast<const UpdateSlice*>(prepared.state);
  const Tensor &operand = *node.input(0), &update = *node.input(1), &starts = *node.input(2), &output = *node.output(0);
  if (starts.dtype == DType::kInt32) update_slice_i32(params, operand.data, update.data, starts.as<std::int32_t>(), output.data);
  else update_slice_i64(params, operand.data, update.data, starts.as<std::int64_t>(), output.data);
}

}  // namespace pin
