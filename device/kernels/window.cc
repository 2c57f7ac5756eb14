#include "device/kernels/window.h"

namespace pin {
namespace {

constexpr std::int32_t kMaxExtent = 1 << 15;  // of kernel, stride and dilation
constexpr std::int64_t kMaxReach = 1 << 30;   // of a picture and of a dilated kernel: their sum then fits 32 bits

std::int64_t dilated(std::int32_t kernel, std::int32_t dilation) { return std::int64_t{kernel - 1} * dilation + 1; }

std::int64_t output_size(Padding padding, std::int32_t in, std::int32_t kernel, std::int32_t stride, std::int32_t dilation) {
  if (padding == Padding::kSame) return (std::int64_t{in} + stride - 1) / stride;
  const std::int64_t room = std::int64_t{in} - dilated(kernel, dilation);
  return room < 0 ? 0 : room / stride + 1;
}

// Padding in front of one axis.
std::int32_t pad_in_front(std::int32_t in, std::int32_t out, std::int32_t kernel, std::int32_t stride, std::int32_t dilation) {
  const std::int64_t total = std::int64_t{out - 1} * stride + dilated(kernel, dilation) - in;
  return total > 0 ? static_cast<std::int32_t>(total / 2) : 0;
}

}  // namespace

std::int32_t window_output_size(Padding padding, std::int32_t in, std::int32_t kernel, std::int32_t stride, std::int32_t dilation) {
  return static_cast<std::int32_t>(output_size(padding, in, kernel, stride, dilation));
}

Status make_window(Padding padding, const Shape& input, const Shape& output, std::int32_t kernel_h, std::int32_t kernel_w,
                   std::int32_t stride_h, std::int32_t stride_w, std::int32_t dilation_h, std::int32_t dilation_w, Window* window) {
  if (padding != Padding::kSame && padding != Padding::kValid) return Status::kBadShape;
  if (input.rank != 4 || output.rank != 4 || input.dim[0] != output.dim[0]) return Status::kBadShape;
  const std::int32_t extents[] = {kernel_h, kernel_w, stride_h, stride_w, dilation_h, dilation_w};
  for (const std::int32_t extent : extents) {
    if (extent < 1 || extent > kMaxExtent) return Status::kBadShape;
  }
  for (int axis = 0; axis < 4; ++axis) {
    if (input.dim[axis] < 1 || output.dim[axis] < 1) return Status::kBadShape;
  }
  const std::int32_t in_h = input.dim[1], in_w = input.dim[2], out_h = output.dim[1], out_w = output.dim[2];
  if (in_h > kMaxReach || in_w > kMaxReach || dilated(kernel_h, dilation_h) > kMaxReach || dilated(kernel_w, dilation_w) > kMaxReach) {
    return Status::kBadShape;
  }
  if (out_h != output_size(padding, in_h, kernel_h, stride_h, dilation_h) ||
      out_w != output_size(padding, in_w, kernel_w, stride_w, dilation_w)) {
    return Status::kBadShape;
  }
  const bool same = padding == Padding::kSame;
  *window = {input.dim[0],
             in_h,
             in_w,
             input.dim[3],
             out_h,
             out_w,
             output.dim[3],
             kernel_h,
             kernel_w,
             stride_h,
             stride_w,
             dilation_h,
             dilation_w,
             same ? pad_in_front(in_h, out_h, kernel_h, stride_h, dilation_h) : 0,
             same ? pad_in_front(in_w, out_w, kernel_w, stride_w, dilation_w) : 0};
  return Status::kOk;
}

}  // namespace pin
