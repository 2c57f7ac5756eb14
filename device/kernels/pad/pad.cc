#include "device/kernels/pad/pad.h"

#include <cstring>

namespace pin {
namespace {

bool is_quantized_type(DType type) { return type == DType::kInt8 || type == DType::kInt16 || type == DType::kUint8; }

struct PadState {
  PadParams params;
  std::uint64_t value;  // the bits of one element
};

// Fewer and longer rows: an innermost axis without padding joins the one outside of it, and outer axes of one index without padding go.
void merge_axes(PadParams* p) {
  std::int32_t& rank = p->input.rank;
  const auto bare = [p](std::int32_t axis) { return p->before[axis] == 0 && p->after[axis] == 0; };
  for (; rank > 1 && bare(rank - 1); --rank) {
    const std::int32_t inner = p->input.dim[rank - 1], outer = rank - 2;
    p->input.dim[outer] *= inner;
    p->before[outer] *= inner;
    p->after[outer] *= inner;
  }
  while (rank > 1 && bare(0) && p->input.dim[0] == 1) {
    for (std::int32_t axis = 1; axis < rank; ++axis) {
      p->input.dim[axis - 1] = p->input.dim[axis];
      p->before[axis - 1] = p->before[axis];
      p->after[axis - 1] = p->after[axis];
    }
    --rank;
  }
  for (std::int32_t axis = rank; axis < kMaxRank; ++axis) p->input.dim[axis] = p->before[axis] = p->after[axis] = 0;
}

}  // namespace

Status prepare_pad(const Tensor& input, const Tensor& paddings, const Tensor& output, PadParams* params) {
  if (input.dtype != output.dtype || input.dtype == DType::kInt4 || paddings.dtype != DType::kInt32) return Status::kUnsupportedType;
  if (!paddings.is_constant || paddings.data == nullptr) return Status::kNotConstant;
  const std::int32_t rank = input.shape.rank;
  if (rank < 1 || rank > kMaxRank || output.shape.rank != rank) return Status::kBadShape;
  if (paddings.shape.rank != 2 || paddings.shape.dim[0] != rank || paddings.shape.dim[1] != 2) return Status::kBadShape;
  *params = {};
  params->input = input.shape;
  const auto* pairs = paddings.as<std::int32_t>();
  for (std::int32_t axis = 0; axis < rank; ++axis) {
    const std::int32_t before = pairs[2 * axis], after = pairs[2 * axis + 1];
    const std::int64_t extent = std::int64_t{before} + input.shape.dim[axis] + after;
    if (before < 0 || after < 0 || extent != output.shape.dim[axis]) return Status::kBadShape;
    params->before[axis] = before;
    params->after[axis] = after;
  }
  if (is_quantized_type(output.dtype)) {
    const std::int32_t low = output.dtype == DType::kInt8 ? -128 : output.dtype == DType::kInt16 ? -32768 : 0;
    const std::int32_t high = output.dtype == DType::kInt8 ? 127 : output.dtype == DType::kInt16 ? 32767 : 255;
    if (output.zero_point < low || output.zero_point > high) return Status::kBadQuantization;
  }
  merge_axes(params);
  return Status::kOk;
}

Status read_pad_value(const Tensor& input, const Tensor& value, std::uint64_t* bits) {
  if (value.dtype != input.dtype || input.dtype == DType::kInt4) return Status::kUnsupportedType;
  if (value.shape.count() != 1) return Status::kBadShape;
  if (!value.is_constant || value.data == nullptr) return Status::kNotConstant;
  *bits = 0;
  std::memcpy(bits, value.data, bytes_of(value.dtype, 1));  // little-endian, as all cores here are
  return Status::kOk;
}

Status PadOp::prepare(const Attributes&, const NodeView& node, Memory& memory, Prepared* prepared) {
  if (!node.has(2, 2, 1)) return Status::kBadShape;
  auto* state = memory.take_array<PadState>(1);
  if (state == nullptr) return Status::kOutOfMemory;
  prepared->state = state;
  const Tensor& output = *node.output(0);
  state->value = is_quantized_type(output.dtype) ? static_cast<std::uint64_t>(output.zero_point) : 0;
  return prepare_pad(*node.input(0), *node.input(1), output, &state->params);
}

void PadOp::run(const Prepared& prepared, const NodeView& node) {
  const auto& state = *static_cast<const PadState*>(prepared.state);
  const Tensor &input = *node.input(0), &output = *node.output(0);
  const std::uint64_t value = state.value;
  switch (bytes_of(output.dtype, 1)) {
    case 1: return pad_8(state.params, input.as<std::uint8_t>(), static_cast<std::uint8_t>(value), output.mutable_as<std::uint8_t>());
    case 2: return pad_16(state.params, input.as<std::uint16_t>(), static_cast<std::uint16_t>(value), output.mutable_as<std::uint16_t>());
    case 4: return pad_32(state.params, input.as<std::uint32_t>(), static_cast<std::uint32_t>(value), output.mutable_as<std::uint32_t>());
    default: return pad_64(state.params, input.as<std::uint64_t>(), value, output.mutable_as<std::uint64_t>());
  }
}

Status PadV2Op::prepare(const Attributes&, const NodeView& node, Memory& memory, Prepared* prepared) {
  if (!node.has(3, 3, 1)) return Status::kBadShape;
  auto* state = memory.take_array<PadState>(1);
  if (state == nullptr) return Status::kOutOfMemory;
  prepared->state = state;
  const Status status = read_pad_value(*node.input(0), *node.input(2), &state->value);
  return status != Status::kOk ? status : prepare_pad(*node.input(0), *node.input(1), *node.output(0), &state->params);
}

void PadV2Op::run(const Prepared& prepared, const NodeView& node) { PadOp::run(prepared, node); }

}  // namespace pin
