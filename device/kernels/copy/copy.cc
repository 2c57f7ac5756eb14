#include "device/kernels/copy/copy.h"

#include <cstring>

namespace pin {

void copy_strided(const StridedCopy& copy, const void* input, void* output) {
  const auto* from = static_cast<const std::uint8_t*>(input);
  auto* to = static_cast<std::uint8_t*>(output) + copy.output_offset_bytes;
  for (std::int32_t block = 0; block < copy.blocks; ++block) {
    std::memcpy(to, from, static_cast<std::size_t>(copy.block_bytes));
    from += copy.block_bytes;
    to += copy.output_step_bytes;
  }
}

// The shape operand and new_shape do not matter: the reference takes the output's shape from the file.
Status ReshapeOp::prepare(const Attributes&, const NodeView& node, Memory&, Prepared*) {
  if (!node.has(1, 2, 1)) return Status::kBadShape;
  const Tensor &input = *node.input(0), &output = *node.output(0);
  if (input.dtype != output.dtype) return Status::kUnsupportedType;
  return input.shape.count() == output.shape.count() ? Status::kOk : Status::kBadShape;
}

// Input and output may be the same memory: then the values are in place already.
void ReshapeOp::run(const Prepared&, const NodeView& node) {
  const Tensor &input = *node.input(0), &output = *node.output(0);
  if (input.data == output.data) return;
  std::memcpy(output.data, input.data, bytes_of(output.dtype, static_cast<std::size_t>(output.shape.count())));
}

}  // namespace pin
