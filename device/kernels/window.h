// The sliding window shared by convolutions and pools: sizes, strides and the padding in front (conformance: SAME puts the odd
// pixel at the bottom and right; the total is max(0, (out - 1) * stride + (k - 1) * dilation + 1 - in), half of it in front).
#pragma once

#include "device/kernels/fields.h"
#include "device/kernels/types.h"

namespace pin {

struct Window {
  std::int32_t batches;
  std::int32_t in_h, in_w, in_c;
  std::int32_t out_h, out_w, out_c;
  std::int32_t kernel_h, kernel_w;
  std::int32_t stride_h, stride_w;
  std::int32_t dilation_h, dilation_w;
  std::int32_t pad_top, pad_left;
};

// Output extent of one axis; 0 or less when the window does not fit (VALID). All arguments at least 1.
std::int32_t window_output_size(Padding padding, std::int32_t in, std::int32_t kernel, std::int32_t stride, std::int32_t dilation);

// Fills in everything but out_h, out_w, out_c, which come from `output`. Returns kBadShape unless input and output are rank 4 with
// equal batches, all of kernel, stride and dilation are at least 1 and at most 2^15, and the output extents are those of the formula.
Status make_window(Padding padding, const Shape& input, const Shape& output, std::int32_t kernel_h, std::int32_t kernel_w,
                   std::int32_t stride_h, std::int32_t stride_w, std::int32_t dilation_h, std::int32_t dilation_w, Window* window);

}  // namespace pin

PIN_FIELDS(pin::Window, batches, in_h, in_w, in_c, out_h, out_w, out_c, kernel_h, kernel_w, stride_h, stride_w, dilation_h, dilation_w,
           pad_top, pad_left)
