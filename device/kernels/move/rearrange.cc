#include "device/kernels/move/rearrange.h"

namespace pin {
namespace {

Status read_permutation(const NodeView& node, std::int32_t* permutation) {
  const std::int32_t rank = node.input(0)->shape.rank;
  std::int32_t count = 0;
  const Status status = constant_integers(node.input(1), kMaxRank, permutation, &count);
  if (status != Status::kOk) return status;
  std::int32_t seen = 0;
  if (count != rank) return Status::kBadShape;
  for (std::int32_t i = 0; i < rank; ++i) {
    if (!normalize_axis(rank, &permutation[i])) return Status::kBadShape;
    seen |= 1 << permutation[i];
  }
  return seen == (1 << rank) - 1 ? Status::kOk : Status::kBadShape;
}

// The picture's side of both block operators as [n, h, in block, w, in block, c].
Shape split_blocks(const Shape& picture, std::int32_t block) {
  return {6, {picture.dim[0], picture.dim[1] / block, block, picture.dim[2] / block, block, picture.dim[3]}};
}

// Steps of the deep side [n, h, w, in block h, in block w, c] in the order of split_blocks.
void deep_steps(const Shape& blocks, std::int32_t* steps) {
  const std::int32_t element = steps[5];
  steps[4] = blocks.dim[5] * element;
  steps[2] = blocks.dim[4] * steps[4];
  steps[3] = blocks.dim[2] * steps[2];
  steps[1] = blocks.dim[3] * steps[3];
  steps[0] = blocks.dim[1] * steps[1];
}

}  // namespace

Status TransposeOp::infer(const Attributes&, const NodeView& node, std::int32_t, TensorType* type) {
  const Tensor& input = *node.input(0);
  std::int32_t permutation[kMaxRank];
  const Status status = read_permutation(node, permutation);
  if (status != Status::kOk) return status;
  *type = {input.dtype, input.shape};
  for (std::int32_t i = 0; i < input.shape.rank; ++i) type->shape.dim[i] = input.shape.dim[permutation[i]];
  return Status::kOk;
}

Status TransposeOp::plan(const Attributes&, const NodeView& node, std::int32_t, Move* move) {
  const Tensor& input = *node.input(0);
  std::int32_t permutation[kMaxRank], steps[kMaxRank];
  const Status status = read_permutation(node, permutation);
  if (status != Status::kOk) return status;
  *move = whole_move(input.dtype, node.output(0)->shape);
  steps_of(input.dtype, input.shape, steps);
  for (std::int32_t i = 0; i < input.shape.rank; ++i) move->input_step[i] = steps[permutation[i]];
  merge_axes(move);
  return Status::kOk;
}

Status ReverseV2Op::infer(const Attributes&, const NodeView& node, std::int32_t, TensorType* type) {
  *type = {node.input(0)->dtype, node.input(0)->shape};
  return Status::kOk;
}

Status ReverseV2Op::plan(const Attributes&, const NodeView& node, std::int32_t, Move* move) {
  const Tensor& input = *node.input(0);
  std::int32_t axes[kMaxRank], count = 0;
  const Status status = constant_integers(node.input(1), kMaxRank, axes, &count);
  if (status != Status::kOk) return status;
  *move = whole_move(input.dtype, input.shape);
  for (std::int32_t i = 0; i < count; ++i) {
    if (!normalize_axis(input.shape.rank, &axes[i])) return Status::kBadShape;
    std::int32_t& step = move->input_step[axes[i]];
    if (step < 0) return Status::kBadShape;  // named twice
    move->input_offset += (input.shape.dim[axes[i]] - 1) * step;
    step = -step;
  }
  merge_axes(move);
  return Status::kOk;
}

Status SpaceToDepthOp::infer(const Attributes& a, const NodeView& node, std::int32_t, TensorType* type) {
  const Shape& x = node.input(0)->shape;
  const std::int32_t block = a.block_size;
  if (x.rank != 4 || block < 1 || block > 4096 || x.dim[1] % block != 0 || x.dim[2] % block != 0) return Status::kBadShape;
  const std::int64_t depth = std::int64_t{x.dim[3]} * block * block;
  if (depth > 0x7fffffff) return Status::kBadShape;
  *type = {node.input(0)->dtype, {4, {x.dim[0], x.dim[1] / block, x.dim[2] / block, static_cast<std::int32_t>(depth)}}};
  return Status::kOk;
}

Status SpaceToDepthOp::plan(const Attributes& a, const NodeView& node, std::int32_t, Move* move) {
  const Tensor& input = *node.input(0);
  *move = whole_move(input.dtype, split_blocks(input.shape, a.block_size));
  deep_steps(move->extents, move->output_step);
  merge_axes(move);
  return Status::kOk;
}

Status DepthToSpaceOp::infer(const Attributes& a, const NodeView& node, std::int32_t, TensorType* type) {
  const Shape& x = node.input(0)->shape;
  const std::int32_t block = a.block_size;
  if (x.rank != 4 || block < 1 || block > 4096 || x.dim[3] % (block * block) != 0) return Status::kBadShape;
  const std::int64_t height = std::int64_t{x.dim[1]} * block, width = std::int64_t{x.dim[2]} * block;
  if (height > 0x7fffffff || width > 0x7fffffff) return Status::kBadShape;
  *type = {node.input(0)->dtype,
           {4, {x.dim[0], static_cast<std::int32_t>(height), static_cast<std::int32_t>(width), x.dim[3] / (block * block)}}};
  return Status::kOk;
}

Status DepthToSpaceOp::plan(const Attributes& a, const NodeView& node, std::int32_t, Move* move) {
  const Tensor& output = *node.output(0);
  *move = whole_move(output.dtype, split_blocks(output.shape, a.block_size));
  deep_steps(move->extents, move->input_step);
  merge_axes(move);
  return Status::kOk;
}

}  // namespace pin
