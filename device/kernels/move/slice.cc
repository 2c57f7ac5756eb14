#include "device/kernels/move/slice.h"

namespace pin {
namespace {

struct Window {  // what is taken along every axis of the input
  std::int32_t begin[kMaxRank], stride[kMaxRank];
  Shape taken;
};

Status slice_window(const NodeView& node, Window* window) {
  const Shape& shape = node.input(0)->shape;
  std::int32_t begins = 0, sizes = 0;
  Status status = constant_integers(node.input(1), kMaxRank, window->begin, &begins);
  if (status == Status::kOk) status = constant_integers(node.input(2), kMaxRank, window->taken.dim, &sizes);
  if (status != Status::kOk) return status;
  if (begins != shape.rank || sizes != shape.rank) return Status::kBadShape;
  window->taken.rank = shape.rank;
  for (std::int32_t i = 0; i < shape.rank; ++i) {
    std::int32_t& size = window->taken.dim[i];
    if (window->begin[i] < 0 || window->begin[i] >= shape.dim[i]) return Status::kBadShape;
    if (size == -1) size = shape.dim[i] - window->begin[i];
    if (size < 1 || size > shape.dim[i] - window->begin[i]) return Status::kBadShape;
    window->stride[i] = 1;
  }
  return Status::kOk;
}

std::int32_t clamp(std::int64_t value, std::int32_t low, std::int32_t high) {
  return static_cast<std::int32_t>(value < low ? low : value > high ? high : value);
}

// Begin, stride and count along one axis (N81). An empty axis is kBadShape: a tensor has no extent of 0.
Status slice_axis(const StridedSliceAttributes& a, std::int32_t axis, std::int32_t extent, std::int64_t end, Window* window) {
  const std::int32_t stride = window->stride[axis], bit = 1 << axis;
  if (stride == 0 || stride == -2147483647 - 1) return Status::kBadShape;
  const std::int32_t low = stride > 0 ? 0 : -1, high = stride > 0 ? extent : extent - 1;
  std::int64_t begin = window->begin[axis];
  if (begin < 0) begin += extent;
  begin = (a.begin_mask & bit) != 0 ? (stride > 0 ? 0 : extent - 1) : clamp(begin, low, high);
  window->begin[axis] = static_cast<std::int32_t>(begin);
  if ((a.shrink_axis_mask & bit) != 0) {
    window->taken.dim[axis] = 1;
    return begin >= 0 && begin < extent ? Status::kOk : Status::kBadShape;
  }
  if (a.offset) end += begin;
  if (end < 0) end += extent;
  end = (a.end_mask & bit) != 0 ? (stride > 0 ? extent : -1) : clamp(end, low, high);
  const std::int64_t span = stride > 0 ? end - begin : begin - end, step = stride > 0 ? stride : -std::int64_t{stride};
  if (span <= 0) return Status::kBadShape;
  window->taken.dim[axis] = static_cast<std::int32_t>((span + step - 1) / step);
  return Status::kOk;
}

// Axes behind those that the operands list are taken whole.
Status strided_window(const StridedSliceAttributes& a, const NodeView& node, Window* window) {
  if (a.ellipsis_mask != 0 || a.new_axis_mask != 0) return Status::kUnsupportedType;
  const Shape& shape = node.input(0)->shape;
  std::int32_t ends[kMaxRank] = {}, counts[3] = {};
  Status status = constant_integers(node.input(1), kMaxRank, window->begin, &counts[0]);
  if (status == Status::kOk) status = constant_integers(node.input(2), kMaxRank, ends, &counts[1]);
  if (status == Status::kOk) status = constant_integers(node.input(3), kMaxRank, window->stride, &counts[2]);
  if (status != Status::kOk) return status;
  if (counts[0] > shape.rank || counts[1] != counts[0] || counts[2] != counts[0]) return Status::kBadShape;
  window->taken.rank = shape.rank;
  for (std::int32_t i = 0; i < shape.rank && status == Status::kOk; ++i) {
    if (i < counts[0]) {
      status = slice_axis(a, i, shape.dim[i], ends[i], window);
    } else {
      window->begin[i] = 0;
      window->stride[i] = 1;
      window->taken.dim[i] = shape.dim[i];
    }
  }
  return status;
}

void plan_window(const Tensor& input, const Window& window, Move* move) {
  *move = whole_move(input.dtype, window.taken);
  steps_of(input.dtype, input.shape, move->input_step);
  for (std::int32_t i = 0; i < input.shape.rank; ++i) {
    move->input_offset += window.begin[i] * move->input_step[i];
    move->input_step[i] = window.taken.dim[i] > 1 ? move->input_step[i] * window.stride[i] : 0;
  }
  merge_axes(move);
}

}  // namespace

Status SliceOp::infer(const Attributes&, const NodeView& node, std::int32_t, TensorType* type) {
  Window window = {};
  const Status status = slice_window(node, &window);
  *type = {node.input(0)->dtype, window.taken};
  return status;
}

Status SliceOp::plan(const Attributes&, const NodeView& node, std::int32_t, Move* move) {
  Window window = {};
  const Status status = slice_window(node, &window);
  plan_window(*node.input(0), window, move);
  return status;
}

Status StridedSliceOp::infer(const Attributes& attributes, const NodeView& node, std::int32_t, TensorType* type) {
  Window window = {};
  const Status status = strided_window(attributes, node, &window);
  *type = {node.input(0)->dtype, {0, {}}};
  for (std::int32_t i = 0; i < window.taken.rank; ++i) {
    if ((attributes.shrink_axis_mask & (1 << i)) == 0) type->shape.dim[type->shape.rank++] = window.taken.dim[i];
  }
  return status;
}

Status StridedSliceOp::plan(const Attributes& attributes, const NodeView& node, std::int32_t, Move* move) {
  Window window = {};
  const Status status = strided_window(attributes, node, &window);
  plan_window(*node.input(0), window, move);
  return status;
}

}  // namespace pin
