#include "device/kernels/space_to_batch/space_to_batch.h"

#include "device/kernels/quantized.h"

namespace pin {
namespace {

struct Blocks {  // by spatial axis: one or two
  std::int32_t axes;
  std::int32_t extent[2], before[2], after[2];
};

Status read_blocks(const NodeView& node, Blocks* blocks) {
  const Shape& shape = node.input(0)->shape;
  if (shape.rank != 3 && shape.rank != 4) return Status::kBadShape;
  std::int32_t pairs[4] = {}, count = 0;
  Status status = constant_integers(node.input(1), 2, blocks->extent, &blocks->axes);
  if (status == Status::kOk) status = constant_integers(node.input(2), 4, pairs, &count);
  if (status != Status::kOk) return status;
  if (blocks->axes != shape.rank - 2 || count != 2 * blocks->axes) return Status::kBadShape;
  constexpr std::int32_t kMost = 1 << 24;
  for (std::int32_t i = 0; i < blocks->axes; ++i) {
    blocks->before[i] = pairs[2 * i];
    blocks->after[i] = pairs[2 * i + 1];
    if (blocks->extent[i] < 1 || blocks->extent[i] > 4096 || shape.dim[i + 1] > kMost) return Status::kBadShape;
    if (blocks->before[i] < 0 || blocks->before[i] > kMost || blocks->after[i] < 0 || blocks->after[i] > kMost) return Status::kBadShape;
  }
  return Status::kOk;
}

// With one spatial axis, the height is 1.
void fill_params(const Blocks& blocks, const Tensor& picture, const Tensor& tiles, SpaceToBatch* p) {
  const std::int32_t rank = picture.shape.rank, last = blocks.axes - 1;
  *p = {};
  p->batches = picture.shape.dim[0];
  p->picture_h = p->blocks_h = p->block_h = 1;
  if (blocks.axes == 2) {
    p->picture_h = picture.shape.dim[1];
    p->blocks_h = tiles.shape.dim[1];
    p->block_h = blocks.extent[0];
    p->before_h = blocks.before[0];
  }
  p->picture_w = picture.shape.dim[rank - 2];
  p->blocks_w = tiles.shape.dim[rank - 2];
  p->block_w = blocks.extent[last];
  p->before_w = blocks.before[last];
  p->row_bytes = static_cast<std::int32_t>(bytes_of(picture.dtype, static_cast<std::size_t>(picture.shape.dim[rank - 1])));
}

}  // namespace

Status SpaceToBatchNdOp::infer(const Attributes&, const NodeView& node, std::int32_t, TensorType* type) {
  Blocks blocks = {};
  const Status status = read_blocks(node, &blocks);
  if (status != Status::kOk) return status;
  *type = {node.input(0)->dtype, node.input(0)->shape};
  std::int64_t batches = type->shape.dim[0];
  for (std::int32_t i = 0; i < blocks.axes; ++i) {
    std::int32_t& extent = type->shape.dim[i + 1];
    extent += blocks.before[i] + blocks.after[i];
    if (extent % blocks.extent[i] != 0) return Status::kBadShape;
    extent /= blocks.extent[i];
    batches *= blocks.extent[i];
  }
  if (batches > 0x7fffffff) return Status::kBadShape;
  type->shape.dim[0] = static_cast<std::int32_t>(batches);
  return Status::kOk;
}

Status prepare_space_to_batch(const NodeView& node, SpaceToBatch* params) {
  Status status = check_operator<SpaceToBatchNdOp>({}, node);
  if (status != Status::kOk) return status;
  Blocks blocks = {};
  status = read_blocks(node, &blocks);
  const Tensor& input = *node.input(0);
  fill_params(blocks, input, *node.output(0), params);
  if (input.dtype == DType::kInt8 || input.dtype == DType::kUint8) {
    params->padding = input.zero_point & 255;
  } else if (input.dtype == DType::kInt16 && input.zero_point != 0) {
    return Status::kBadQuantization;
  }
  return status;
}

Status SpaceToBatchNdOp::prepare(const Attributes&, const NodeView& node, Memory& memory, Prepared* prepared) {
  auto* params = memory.take_array<SpaceToBatch>(1);
  if (params == nullptr) return Status::kOutOfMemory;
  prepared->state = params;
  return prepare_space_to_batch(node, params);
}

void SpaceToBatchNdOp::run(const Prepared& prepared, const NodeView& node) {
  space_to_batch(*static_cast<const SpaceToBatch*>(prepared.state), node.input(0)->data, node.output(0)->data);
}

Status BatchToSpaceNdOp::infer(const Attributes&, const NodeView& node, std::int32_t, TensorType* type) {
  Blocks blocks = {};
  const Status status = read_blocks(node, &blocks);
  if (status != Status::kOk) return status;
  *type = {node.input(0)->dtype, node.input(0)->shape};
  std::int32_t positions = 1;
  for (std::int32_t i = 0; i < blocks.axes; ++i) {
    positions *= blocks.extent[i];
    const std::int64_t extent = std::int64_t{type->shape.dim[i + 1]} * blocks.extent[i] - blocks.before[i] - blocks.after[i];
    if (extent < 1 || extent > 0x7fffffff) return Status::kBadShape;
    type->shape.dim[i + 1] = static_cast<std::int32_t>(extent);
  }
  if (type->shape.dim[0] % positions != 0) return Status::kBadShape;
  type->shape.dim[0] /= positions;
  return Status::kOk;
}

Status prepare_batch_to_space(const NodeView& node, SpaceToBatch* params) {
  Status status = check_operator<BatchToSpaceNdOp>({}, node);
  if (status != Status::kOk) return status;
  Blocks blocks = {};
  status = read_blocks(node, &blocks);
  fill_params(blocks, *node.output(0), *node.input(0), params);
  return status;
}

Status BatchToSpaceNdOp::prepare(const Attributes&, const NodeView& node, Memory& memory, Prepared* prepared) {
  auto* params = memory.take_array<SpaceToBatch>(1);
  if (params == nullptr) return Status::kOutOfMemory;
  prepared->state = params;
  return prepare_batch_to_space(node, params);
}

void BatchToSpaceNdOp::run(const Prepared& prepared, const NodeView& node) {
  batch_to_space(*static_cast<const SpaceToBatch*>(prepared.state), node.input(0)->data, node.output(0)->data);
}

}  // namespace pin
