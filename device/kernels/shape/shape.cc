#include "device/kernels/shape/shape.h"

namespace pin {

Status ShapeOp::infer(const Attributes& attributes, const NodeView& node, std::int32_t, TensorType* type) {
  if (attributes.out_type != DType::kInt32 && attributes.out_type != DType::kInt64) return Status::kUnsupportedType;
  *type = {attributes.out_type, {1, {node.input(0)->shape.rank}}};
  return Status::kOk;
}

Status ShapeOp::prepare(const Attributes& attributes, const NodeView& node, Memory&, Prepared*) {
  return check_operator<ShapeOp>(attributes, node);
}

void ShapeOp::run(const Prepared&, const NodeView& node) {
  const Shape& shape = node.input(0)->shape;
  const Tensor& output = *node.output(0);
  for (std::int32_t i = 0; i < shape.rank; ++i) {
    if (output.dtype == DType::kInt32) output.mutable_as<std::int32_t>()[i] = shape.dim[i];
    else output.mutable_as<std::int64_t>()[i] = shape.dim[i];
  }
}

Status BroadcastArgsOp::infer(const Attributes&, const NodeView& node, std::int32_t, TensorType* type) {
  const Tensor &a = *node.input(0), &b = *node.input(1);
  if (a.dtype != DType::kInt32 || b.dtype != DType::kInt32) return Status::kUnsupportedType;
  if (a.shape.rank != 1 || b.shape.rank != 1) return Status::kBadShape;
  *type = {DType::kInt32, a.shape.dim[0] > b.shape.dim[0] ? a.shape : b.shape};
  return Status::kOk;
}

Status prepare_broadcast_args(const NodeView& node, BroadcastArgs* params) {
  const Status status = check_operator<BroadcastArgsOp>({}, node);
  if (status == Status::kOk) *params = {node.input(0)->shape.dim[0], node.input(1)->shape.dim[0]};
  return status;
}

Status BroadcastArgsOp::prepare(const Attributes&, const NodeView& node, Memory& memory, Prepared* prepared) {
  auto* params = memory.take_array<BroadcastArgs>(1);
  if (params == nullptr) return Status::kOutOfMemory;
  prepared->state = params;
  return prepare_broadcast_args(node, params);
}

void BroadcastArgsOp::run(const Prepared& prepared, const NodeView& node) {
  broadcast_args_s32(*static_cast<const BroadcastArgs*>(prepared.state), node.input(0)->as<std::int32_t>(),
                     node.input(1)->as<std::int32_t>(), node.output(0)->mutable_as<std::int32_t>());
}

}  // namespace pin
