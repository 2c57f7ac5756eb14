#include "device/kernels/mirror_pad/mirror_pad.h"

namespace pin {

Status MirrorPadOp::infer(const Attributes& attributes, const NodeView& node, std::int32_t, TensorType* type) {
  const Tensor& input = *node.input(0);
  std::int32_t pairs[2 * kMaxRank], count = 0;
  const Status status = constant_integers(node.input(1), 2 * kMaxRank, pairs, &count);
  if (status != Status::kOk) return status;
  if (input.shape.rank < 1 || count != 2 * input.shape.rank) return Status::kBadShape;
  *type = {input.dtype, input.shape};
  for (std::int32_t i = 0; i < input.shape.rank; ++i) {
    const std::int32_t most = input.shape.dim[i] - (attributes.symmetric ? 0 : 1);  // there is no more to mirror
    const std::int32_t before = pairs[2 * i], after = pairs[2 * i + 1];
    if (before < 0 || after < 0 || before > most || after > most) return Status::kBadShape;
    const std::int64_t extent = std::int64_t{input.shape.dim[i]} + before + after;
    if (extent > 0x7fffffff) return Status::kBadShape;
    type->shape.dim[i] = static_cast<std::int32_t>(extent);
  }
  return Status::kOk;
}

Status prepare_mirror_pad(const MirrorPadAttributes& attributes, const NodeView& node, MirrorPad* params) {
  Status status = check_operator<MirrorPadOp>(attributes, node);
  if (status != Status::kOk) return status;
  const Tensor& input = *node.input(0);
  std::int32_t pairs[2 * kMaxRank], count = 0;
  status = constant_integers(node.input(1), 2 * kMaxRank, pairs, &count);
  *params = {};
  params->input = input.shape;
  params->edge = attributes.symmetric ? 1 : 0;
  params->unit_bytes = static_cast<std::int32_t>(bytes_of(input.dtype, 1));
  std::int32_t& rank = params->input.rank;
  for (; rank > 1 && pairs[2 * rank - 2] == 0 && pairs[2 * rank - 1] == 0; --rank) params->unit_bytes *= params->input.dim[rank - 1];
  for (std::int32_t i = 0; i < rank; ++i) {
    params->before[i] = pairs[2 * i];
    params->after[i] = pairs[2 * i + 1];
  }
  for (std::int32_t i = rank; i < kMaxRank; ++i) params->input.dim[i] = 0;
  return status;
}

Status MirrorPadOp::prepare(const Attributes& attributes, const NodeView& node, Memory& memory, Prepared* prepared) {
  auto* params = memory.take_array<MirrorPad>(1);
  if (params == nullptr) return Status::kOutOfMemory;
  prepared->state = params;
  return prepare_mirror_pad(attributes, node, params);
}

void MirrorPadOp::run(const Prepared& prepared, const NodeView& node) {
  mirror_pad(*static_cast<const MirrorPad*>(prepared.state), node.input(0)->data, node.output(0)->data);
}

}  // namespace pin
