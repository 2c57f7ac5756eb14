#include "device/kernels/concatenation/concatenation.h"

#include "device/kernels/quantized.h"

namespace pin {
namespace {

Status check_types(const Tensor& input, const Tensor& output) {
  if (input.dtype != output.dtype) return Status::kUnsupportedType;
  switch (input.dtype) {
    case DType::kInt8:
    case DType::kInt16:
    case DType::kUint8: return same_quantization(input, output) ? Status::kOk : Status::kBadQuantization;
    case DType::kInt4: return Status::kUnsupportedType;  // rows would not start at a byte
    default: return Status::kOk;
  }
}

// Elements along `axis` that lie in front of input `index`; -1 if an input in front has another rank.
std::int64_t extent_before(const NodeView& node, std::int32_t index, std::int32_t axis, std::int32_t rank) {
  std::int64_t sum = 0;
  for (std::int32_t i = 0; i < index; ++i) {
    const Tensor* input = node.input(i);
    if (input == nullptr || input->shape.rank != rank) return -1;
    sum += input->shape.dim[axis];
  }
  return sum;
}

}  // namespace

Status prepare_concatenation(const ConcatenationAttributes& attributes, const NodeView& node, std::int32_t index, StridedCopy* copy) {
  if (attributes.activation != Activation::kNone) return Status::kUnsupportedType;
  if (node.input(index) == nullptr || node.output(0) == nullptr) return Status::kBadShape;
  const Tensor &input = *node.input(index), &output = *node.output(0);
  const Status types = check_types(input, output);
  if (types != Status::kOk) return types;
  const std::int32_t rank = output.shape.rank;
  if (rank < 1 || input.shape.rank != rank || attributes.axis >= rank || attributes.axis < -rank) return Status::kBadShape;
  const std::int32_t axis = attributes.axis < 0 ? attributes.axis + rank : attributes.axis;
  std::int32_t blocks = 1;
  std::size_t inner = 1;
  for (std::int32_t i = 0; i < rank; ++i) {
    if (i != axis && input.shape.dim[i] != output.shape.dim[i]) return Status::kBadShape;
    if (i < axis) blocks *= input.shape.dim[i];
    if (i > axis) inner *= static_cast<std::size_t>(input.shape.dim[i]);
  }
  const std::int64_t before = extent_before(node, index, axis, rank);
  const std::int64_t total = extent_before(node, node.input_count, axis, rank);
  if (before < 0 || total != output.shape.dim[axis]) return Status::kBadShape;
  const std::size_t step = bytes_of(input.dtype, inner);
  if (bytes_of(output.dtype, static_cast<std::size_t>(output.shape.count())) > 0x7fffffff) return Status::kBadShape;
  copy->blocks = blocks;
  copy->block_bytes = static_cast<std::int32_t>(step * static_cast<std::size_t>(input.shape.dim[axis]));
  copy->output_step_bytes = static_cast<std::int32_t>(step * static_cast<std::size_t>(output.shape.dim[axis]));
  copy->output_offset_bytes = static_cast<std::int32_t>(step * static_cast<std::size_t>(before));
  return Status::kOk;
}

Status ConcatenationOp::prepare(const Attributes& attributes, const NodeView& node, Memory& memory, Prepared* prepared) {
  if (node.input_count < 1 || !node.has(node.input_count, node.input_count, 1)) return Status::kBadShape;
  auto* copies = memory.take_array<StridedCopy>(static_cast<std::size_t>(node.input_count));
  if (copies == nullptr) return Status::kOutOfMemory;
  prepared->state = copies;
  for (std::int32_t i = 0; i < node.input_count; ++i) {
    const Status status = prepare_concatenation(attributes, node, i, &copies[i]);
    if (status != Status::kOk) return status;
  }
  return Status::kOk;
}

void ConcatenationOp::run(const Prepared& prepared, const NodeView& node) {
  const auto* copies = static_cast<const StridedCopy*>(prepared.state);
  for (std::int32_t i = 0; i < node.input_count; ++i) copy_strided(copies[i], node.input(i)->data, node.output(0)->data);
}

}  // namespace pin
