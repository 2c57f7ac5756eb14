#include "device/kernels/copy/view.h"

#include "device/kernels/copy/copy.h"

namespace pin {

Status ExpandDimsOp::infer(const Attributes&, const NodeView& node, std::int32_t, TensorType* type) {
  const Tensor& input = *node.input(0);
  std::int32_t axis = 0;
  const Status status = constant_axis(node.input(1), input.shape.rank + 1, &axis);
  if (status != Status::kOk) return status;
  if (input.shape.rank == kMaxRank) return Status::kBadShape;
  *type = {input.dtype, {input.shape.rank + 1, {}}};
  for (std::int32_t i = 0; i <= input.shape.rank; ++i) type->shape.dim[i] = i == axis ? 1 : input.shape.dim[i < axis ? i : i - 1];
  return Status::kOk;
}

Status ExpandDimsOp::prepare(const Attributes& attributes, const NodeView& node, Memory&, Prepared*) {
  return check_operator<ExpandDimsOp>(attributes, node);
}

void ExpandDimsOp::run(const Prepared& prepared, const NodeView& node) { ReshapeOp::run(prepared, node); }

Status SqueezeOp::infer(const Attributes& attributes, const NodeView& node, std::int32_t, TensorType* type) {
  const Tensor& input = *node.input(0);
  const Shape& listed = attributes.squeeze_dims;
  bool goes[kMaxRank] = {};
  for (std::int32_t i = 0; i < input.shape.rank; ++i) goes[i] = listed.rank == 0 && input.shape.dim[i] == 1;
  for (std::int32_t i = 0; i < listed.rank; ++i) {
    std::int32_t axis = listed.dim[i];
    if (!normalize_axis(input.shape.rank, &axis) || input.shape.dim[axis] != 1) return Status::kBadShape;
    goes[axis] = true;
  }
  *type = {input.dtype, {0, {}}};
  for (std::int32_t i = 0; i < input.shape.rank; ++i) {
    if (!goes[i]) type->shape.dim[type->shape.rank++] = input.shape.dim[i];
  }
  return Status::kOk;
}

Status SqueezeOp::prepare(const Attributes& attributes, const NodeView& node, Memory&, Prepared*) {
  return check_operator<SqueezeOp>(attributes, node);
}

void SqueezeOp::run(const Prepared& prepared, const NodeView& node) { ReshapeOp::run(prepared, node); }

}  // namespace pin
