#include "device/kernels/move/broadcast_to.h"

namespace pin {
namespace {

// An axis that the input lacks, or has once, has a step of 0.
void plan_broadcast(const Tensor& input, const Tensor& output, Move* move) {
  std::int32_t steps[kMaxRank];
  steps_of(input.dtype, input.shape, steps);
  *move = whole_move(output.dtype, output.shape);
  const std::int32_t lead = output.shape.rank - input.shape.rank;
  for (std::int32_t i = 0; i < output.shape.rank; ++i) {
    move->input_step[i] = i < lead || input.shape.dim[i - lead] == 1 ? 0 : steps[i - lead];
  }
  merge_axes(move);
}

}  // namespace

Status BroadcastToOp::infer(const Attributes&, const NodeView& node, std::int32_t, TensorType* type) {
  const Tensor& input = *node.input(0);
  *type = {input.dtype, {0, {}}};
  const Status status = listed_shape(node.input(1), node.output(0), &type->shape);
  if (status != Status::kOk) return status;
  const std::int32_t lead = type->shape.rank - input.shape.rank;
  if (lead < 0) return Status::kBadShape;
  for (std::int32_t i = 0; i < input.shape.rank; ++i) {
    if (input.shape.dim[i] != 1 && input.shape.dim[i] != type->shape.dim[i + lead]) return Status::kBadShape;
  }
  return Status::kOk;
}

Status BroadcastToOp::plan(const Attributes&, const NodeView& node, std::int32_t, Move* move) {
  plan_broadcast(*node.input(0), *node.output(0), move);
  return Status::kOk;
}

Status FillOp::infer(const Attributes&, const NodeView& node, std::int32_t, TensorType* type) {
  if (node.input(1)->shape.count() != 1) return Status::kBadShape;
  *type = {node.input(1)->dtype, {0, {}}};
  return listed_shape(node.input(0), node.output(0), &type->shape);
}

Status FillOp::plan(const Attributes&, const NodeView& node, std::int32_t, Move* move) {
  Tensor value = *node.input(1);
  value.shape = {0, {}};
  plan_broadcast(value, *node.output(0), move);
  return Status::kOk;
}

}  // namespace pin
