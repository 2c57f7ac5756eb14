// Shapes of sliding windows, for convolutions and pools.
#pragma once

#include <fmt/format.h>

#include "compiler/ir/semantics.h"
#include "device/kernels/window.h"

namespace pinhole {

struct WindowSize {
  pin::Padding padding;
  std::int32_t kernel_h, kernel_w, stride_h, stride_w, dilation_h, dilation_w;
};

// [N, OH, OW, channels] for an input [N,H,W,C]. Fails with the layer's place when the window does not fit.
inline Shape window_output_shape(const Operands& operands, const WindowSize& w, std::int32_t channels) {
  for (const std::int32_t n : {w.kernel_h, w.kernel_w, w.stride_h, w.stride_w, w.dilation_h, w.dilation_w}) {
    if (n < 1 || n > 32768) operands.fail("kernel, stride and dilation must be between 1 and 32768", {}, fmt::format("{}", n));
  }
  const Shape& in = operands[0].shape;
  Shape out{4, {in.dim[0], 0, 0, channels}};
  out.dim[1] = pin::window_output_size(w.padding, in.dim[1], w.kernel_h, w.stride_h, w.dilation_h);
  out.dim[2] = pin::window_output_size(w.padding, in.dim[2], w.kernel_w, w.stride_w, w.dilation_w);
  if (out.dim[1] < 1 || out.dim[2] < 1) {
    operands.fail("the window is larger than the input", fmt::format("at most {}x{}", in.dim[1], in.dim[2]),
                  fmt::format("{}x{}", (w.kernel_h - 1) * w.dilation_h + 1, (w.kernel_w - 1) * w.dilation_w + 1));
  }
  return out;
}

inline void expect_bias(const Operands& operands, std::size_t i, std::int32_t channels) {
  if (operands.has(i) && operands[i].shape.count() != channels) {
    operands.fail("the bias does not fit the outputs", fmt::format("{} values", channels), to_string(operands[i].shape));
  }
}

}  // namespace pinhole
