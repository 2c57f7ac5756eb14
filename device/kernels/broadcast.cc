#include "device/kernels/broadcast.h"

namespace pin {
namespace {

// Extent of `shape` along axis `axis` of a result of rank `rank`: missing axes in front are 1.
std::int32_t aligned_dim(const Shape& shape, std::int32_t rank, std::int32_t axis) {
  const std::int32_t own = axis - (rank - shape.rank);
  return own < 0 ? 1 : shape.dim[own];
}

// Takes one more axis, inside all that are there; joins it with the last one where both operands go on without a jump.
void append_axis(std::int32_t dim, std::int32_t stride_a, std::int32_t stride_b, Broadcast* broadcast) {
  if (broadcast->rank > 0) {
    const std::int32_t last = broadcast->rank - 1;
    if (broadcast->stride_a[last] == stride_a * dim && broadcast->stride_b[last] == stride_b * dim) {
      broadcast->dim[last] *= dim;
      broadcast->stride_a[last] = stride_a;
      broadcast->stride_b[last] = stride_b;
      return;
    }
  }
  broadcast->dim[broadcast->rank] = dim;
  broadcast->stride_a[broadcast->rank] = stride_a;
  broadcast->stride_b[broadcast->rank] = stride_b;
  ++broadcast->rank;
}

}  // namespace

Status make_broadcast(const Shape& a, const Shape& b, const Shape& output, Broadcast* broadcast) {
  const std::int32_t rank = a.rank > b.rank ? a.rank : b.rank;
  if (a.rank < 0 || b.rank < 0 || rank > kMaxRank || output.rank != rank) return Status::kBadShape;
  std::int32_t stride_a[kMaxRank] = {}, stride_b[kMaxRank] = {};
  std::int32_t step_a = 1, step_b = 1;
  for (std::int32_t axis = rank - 1; axis >= 0; --axis) {
    const std::int32_t dim_a = aligned_dim(a, rank, axis), dim_b = aligned_dim(b, rank, axis);
    if (dim_a < 1 || dim_b < 1 || (dim_a != dim_b && dim_a != 1 && dim_b != 1)) return Status::kBadShape;
    if (output.dim[axis] != (dim_a > dim_b ? dim_a : dim_b)) return Status::kBadShape;
    stride_a[axis] = dim_a == 1 ? 0 : step_a;
    stride_b[axis] = dim_b == 1 ? 0 : step_b;
    step_a *= dim_a;
    step_b *= dim_b;
  }
  *broadcast = {};
  for (std::int32_t axis = 0; axis < rank; ++axis) {
    if (output.dim[axis] != 1) append_axis(output.dim[axis], stride_a[axis], stride_b[axis], broadcast);
  }
  if (broadcast->rank == 0) append_axis(1, 1, 1, broadcast);
  return Status::kOk;
}

}  // namespace pin
