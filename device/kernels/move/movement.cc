#include "device/kernels/move/movement.h"

namespace pin {
namespace {

std::int32_t cut(std::int64_t value) {
  constexpr std::int64_t kLowest = -2147483647 - 1, kHighest = 2147483647;
  return static_cast<std::int32_t>(value < kLowest ? kLowest : value > kHighest ? kHighest : value);
}

void drop_axis(Move* move, std::int32_t axis) {
  --move->extents.rank;
  for (std::int32_t i = axis; i < move->extents.rank; ++i) {
    move->extents.dim[i] = move->extents.dim[i + 1];
    move->input_step[i] = move->input_step[i + 1];
    move->output_step[i] = move->output_step[i + 1];
  }
}

}  // namespace

Status constant_integers(const Tensor* operand, std::int32_t most, std::int32_t* values, std::int32_t* count) {
  if (operand == nullptr) return Status::kBadShape;
  if (operand->dtype != DType::kInt32 && operand->dtype != DType::kInt64) return Status::kUnsupportedType;
  if (!operand->is_constant || operand->data == nullptr) return Status::kNotConstant;
  *count = operand->shape.count();
  if (*count > most) return Status::kBadShape;
  for (std::int32_t i = 0; i < *count; ++i) {
    values[i] = operand->dtype == DType::kInt32 ? operand->as<std::int32_t>()[i] : cut(operand->as<std::int64_t>()[i]);
  }
  return Status::kOk;
}

bool normalize_axis(std::int32_t rank, std::int32_t* axis) {
  if (*axis < 0) *axis += rank;
  return *axis >= 0 && *axis < rank;
}

Status constant_axis(const Tensor* operand, std::int32_t rank, std::int32_t* axis) {
  std::int32_t count = 0;
  const Status status = constant_integers(operand, 1, axis, &count);
  if (status != Status::kOk) return status;
  return normalize_axis(rank, axis) ? Status::kOk : Status::kBadShape;
}

Status listed_shape(const Tensor* extents, const Tensor* declared, Shape* shape) {
  const Status status = constant_integers(extents, kMaxRank, shape->dim, &shape->rank);
  if (status != Status::kNotConstant || declared == nullptr) return status;
  *shape = declared->shape;
  return extents->shape.count() == shape->rank ? Status::kOk : Status::kBadShape;
}

bool is_legal(DType dtype, const Shape& shape) {
  std::int64_t count = 1;
  for (std::int32_t i = 0; i < shape.rank; ++i) {
    if (shape.dim[i] < 1) return false;
    count *= shape.dim[i];
    if (count > 0x7fffffff) return false;
  }
  return count * static_cast<std::int64_t>(bytes_of(dtype, 1)) <= 0x7fffffff;
}

Move whole_move(DType dtype, const Shape& extents) {
  Move move = {};
  move.extents = extents;
  move.unit_bytes = static_cast<std::int32_t>(bytes_of(dtype, 1));
  steps_of(dtype, extents, move.input_step);
  steps_of(dtype, extents, move.output_step);
  return move;
}

void steps_of(DType dtype, const Shape& shape, std::int32_t* steps) {
  auto step = static_cast<std::int32_t>(bytes_of(dtype, 1));
  for (std::int32_t i = shape.rank - 1; i >= 0; --i) {
    steps[i] = step;
    step *= shape.dim[i];
  }
}

Status check_movement(const NodeView& node, std::int32_t data, std::int32_t least, std::int32_t most, std::int32_t outputs) {
  if (outputs < 1 || outputs > kMaxResults || !node.has(least, most, outputs)) return Status::kBadShape;
  const Tensor& input = *node.input(data);
  if (input.dtype == DType::kInt4) return Status::kUnsupportedType;  // rows would not start at a byte
  return is_legal(input.dtype, input.shape) ? Status::kOk : Status::kBadShape;
}

void merge_axes(Move* move) {
  std::int32_t& rank = move->extents.rank;
  for (std::int32_t i = rank - 1; i >= 0; --i) {
    if (move->extents.dim[i] == 1) drop_axis(move, i);
  }
  for (std::int32_t i = rank - 2; i >= 0; --i) {  // axis i and the one inside it
    const std::int32_t inner = move->extents.dim[i + 1];
    const bool joined = move->input_step[i] == inner * move->input_step[i + 1] && move->output_step[i] == inner * move->output_step[i + 1];
    if (!joined) continue;
    move->extents.dim[i + 1] *= move->extents.dim[i];
    drop_axis(move, i);
  }
  if (rank > 0 && move->input_step[rank - 1] == move->unit_bytes && move->output_step[rank - 1] == move->unit_bytes) {
    move->unit_bytes *= move->extents.dim[rank - 1];
    --rank;
  }
  if (rank == 0) {
    rank = 1;
    move->extents.dim[0] = 1;
    move->input_step[0] = move->output_step[0] = 0;
  }
  for (std::int32_t i = rank; i < kMaxRank; ++i) move->extents.dim[i] = move->input_step[i] = move->output_step[i] = 0;
}

}  // namespace pin
