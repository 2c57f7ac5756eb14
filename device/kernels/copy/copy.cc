#include "device/kernels/copy/copy.h"

#include <cstring>

namespace pin {

// True if the extents, one of which may be -1 for what follows from the others, make `count` elements.
static bool describes(const std::int32_t* extents, std::int32_t rank, std::int32_t count) {
  std::int64_t product = 1;
  std::int32_t open = 0;
  for (std::int32_t i = 0; i < rank; ++i) {
    if (extents[i] < -1 || extents[i] == 0) return false;
    if (extents[i] == -1) ++open;
    if (extents[i] > 0) product *= extents[i];
    if (product > count) return false;
  }
  return open == 0 ? product == count : open == 1 && count % product == 0;
}

// The reference takes the output's shape from the file and ignores the shape operand and new_shape; a file in which they cannot be right
// is refused all the same.
Status ReshapeOp::prepare(const Attributes& attributes, const NodeView& node, Memory&, Prepared*) {
  if (!node.has(1, 2, 1)) return Status::kBadShape;
  const Tensor &input = *node.input(0), &output = *node.output(0);
  if (input.dtype != output.dtype) return Status::kUnsupportedType;
  const std::int32_t count = input.shape.count();
  if (count != output.shape.count()) return Status::kBadShape;
  const Tensor* shape = node.input(1);
  if (shape == nullptr) {
    const Shape& option = attributes.new_shape;
    return option.rank == 0 || describes(option.dim, option.rank, count) ? Status::kOk : Status::kBadShape;
  }
  if (shape->dtype != DType::kInt32) return Status::kUnsupportedType;
  if (!shape->is_constant) return Status::kOk;
  return describes(shape->as<std::int32_t>(), shape->shape.count(), count) ? Status::kOk : Status::kBadShape;
}

// Input and output may be the same memory: then the values are in place already.
void ReshapeOp::run(const Prepared&, const NodeView& node) {
  const Tensor &input = *node.input(0), &output = *node.output(0);
  if (input.data == output.data) return;
  std::memcpy(output.data, input.data, bytes_of(output.dtype, static_cast<std::size_t>(output.shape.count())));
}

}  // namespace pin
