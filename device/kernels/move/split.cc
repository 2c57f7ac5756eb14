#include "device/kernels/move/split.h"

namespace pin {
namespace {

struct Piece {  // begin .. begin + extent along an axis
  std::int32_t axis, begin, extent;
};

Status equal_piece(const SplitAttributes& a, const NodeView& node, std::int32_t part, Piece* piece) {
  const Shape& shape = node.input(1)->shape;
  const Status status = constant_axis(node.input(0), shape.rank, &piece->axis);
  if (status != Status::kOk) return status;
  const std::int32_t extent = shape.dim[piece->axis];
  if (a.num_splits < 1 || extent % a.num_splits != 0) return Status::kBadShape;
  piece->extent = extent / a.num_splits;
  piece->begin = piece->extent * part;
  return Status::kOk;
}

// Reads the sizes one by one: there may be as many as results.
Status sized_piece(const SplitAttributes& a, const NodeView& node, std::int32_t part, Piece* piece) {
  const Shape& shape = node.input(0)->shape;
  const Status status = constant_axis(node.input(2), shape.rank, &piece->axis);
  if (status != Status::kOk) return status;
  const Tensor& sizes = *node.input(1);
  if (sizes.dtype != DType::kInt32) return Status::kUnsupportedType;
  if (!sizes.is_constant || sizes.data == nullptr) return Status::kNotConstant;
  if (sizes.shape.count() != a.num_splits) return Status::kBadShape;
  const std::int32_t extent = shape.dim[piece->axis];
  std::int64_t sum = 0;
  std::int32_t open = -1;
  for (std::int32_t i = 0; i < a.num_splits; ++i) {
    const std::int32_t size = sizes.as<std::int32_t>()[i];
    if (size == -1 && open < 0) open = i;
    else if (size < 1) return Status::kBadShape;
    else sum += size;
  }
  if (open < 0 ? sum != extent : sum >= extent) return Status::kBadShape;
  const auto rest = static_cast<std::int32_t>(extent - sum);
  const auto size_of = [&](std::int32_t i) { return i == open ? rest : sizes.as<std::int32_t>()[i]; };
  piece->begin = 0;
  for (std::int32_t i = 0; i < part; ++i) piece->begin += size_of(i);
  piece->extent = size_of(part);
  return Status::kOk;
}

TensorType type_of(const Tensor& input, const Piece& piece) {
  TensorType type{input.dtype, input.shape};
  type.shape.dim[piece.axis] = piece.extent;
  return type;
}

void plan_piece(const Tensor& input, const Piece& piece, Move* move) {
  *move = whole_move(input.dtype, type_of(input, piece).shape);
  steps_of(input.dtype, input.shape, move->input_step);
  move->input_offset = piece.begin * move->input_step[piece.axis];
  merge_axes(move);
}

}  // namespace

Status SplitOp::infer(const Attributes& attributes, const NodeView& node, std::int32_t output, TensorType* type) {
  Piece piece = {};
  const Status status = equal_piece(attributes, node, output, &piece);
  if (status == Status::kOk) *type = type_of(*node.input(1), piece);
  return status;
}

Status SplitOp::plan(const Attributes& attributes, const NodeView& node, std::int32_t part, Move* move) {
  Piece piece = {};
  const Status status = equal_piece(attributes, node, part, &piece);
  if (status == Status::kOk) plan_piece(*node.input(1), piece, move);
  return status;
}

Status SplitVOp::infer(const Attributes& attributes, const NodeView& node, std::int32_t output, TensorType* type) {
  Piece piece = {};
  const Status status = sized_piece(attributes, node, output, &piece);
  if (status == Status::kOk) *type = type_of(*node.input(0), piece);
  return status;
}

Status SplitVOp::plan(const Attributes& attributes, const NodeView& node, std::int32_t part, Move* move) {
  Piece piece = {};
  const Status status = sized_piece(attributes, node, part, &piece);
  if (status == Status::kOk) plan_piece(*node.input(0), piece, move);
  return status;
}

Status PackOp::infer(const Attributes& attributes, const NodeView& node, std::int32_t, TensorType* type) {
  const Tensor& first = *node.input(0);
  const std::int32_t rank = first.shape.rank + 1;
  std::int32_t axis = attributes.axis;
  if (rank > kMaxRank || !normalize_axis(rank, &axis)) return Status::kBadShape;
  if (attributes.values_count != node.input_count) return Status::kBadShape;
  for (std::int32_t i = 0; i < node.input_count; ++i) {
    const Tensor* input = node.input(i);
    if (input == nullptr || input->shape != first.shape) return Status::kBadShape;
    if (input->dtype != first.dtype) return Status::kUnsupportedType;
  }
  *type = {first.dtype, {rank, {}}};
  for (std::int32_t i = 0; i < rank; ++i) {
    type->shape.dim[i] = i < axis ? first.shape.dim[i] : i == axis ? node.input_count : first.shape.dim[i - 1];
  }
  return Status::kOk;
}

Status PackOp::plan(const Attributes& attributes, const NodeView& node, std::int32_t part, Move* move) {
  const Tensor& input = *node.input(part);
  const Shape& packed = node.output(0)->shape;
  std::int32_t axis = attributes.axis;
  if (!normalize_axis(packed.rank, &axis)) return Status::kBadShape;
  std::int32_t steps[kMaxRank];
  steps_of(input.dtype, packed, steps);
  *move = whole_move(input.dtype, input.shape);
  for (std::int32_t i = 0; i < input.shape.rank; ++i) move->output_step[i] = steps[i < axis ? i : i + 1];
  move->output_offset = part * steps[axis];
  merge_axes(move);
  return Status::kOk;
}

Status UnpackOp::infer(const Attributes& attributes, const NodeView& node, std::int32_t, TensorType* type) {
  const Tensor& input = *node.input(0);
  std::int32_t axis = attributes.axis;
  if (!normalize_axis(input.shape.rank, &axis) || attributes.num != input.shape.dim[axis]) return Status::kBadShape;
  *type = {input.dtype, {0, {}}};
  for (std::int32_t i = 0; i < input.shape.rank; ++i) {
    if (i != axis) type->shape.dim[type->shape.rank++] = input.shape.dim[i];
  }
  return Status::kOk;
}

Status UnpackOp::plan(const Attributes& attributes, const NodeView& node, std::int32_t part, Move* move) {
  const Tensor& input = *node.input(0);
  std::int32_t axis = attributes.axis;
  if (!normalize_axis(input.shape.rank, &axis)) return Status::kBadShape;
  std::int32_t steps[kMaxRank];
  steps_of(input.dtype, input.shape, steps);
  const Shape& part_shape = node.output(part)->shape;
  *move = whole_move(input.dtype, part_shape);
  for (std::int32_t i = 0; i < part_shape.rank; ++i) move->input_step[i] = steps[i < axis ? i : i + 1];
  move->input_offset = part * steps[axis];
  merge_axes(move);
  return Status::kOk;
}

}  // namespace pin
