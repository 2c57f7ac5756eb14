// Sliding windows (Conv, pools): ONNX's attributes as numbers, and how they become TFLite's paddings. Used by ops/conv.cc and ops/pool.cc.
#pragma once

#include <array>

#include "compiler/formats/onnx/importer.h"

namespace pinhole::onnx {

// One spatial axis. `before` and `after`: taps outside the picture that ONNX asks for; `after` without what ceil_mode adds.
struct WindowAxis {
  std::int64_t in = 1, kernel = 1, stride = 1, dilation = 1, before = 0, after = 0, out = 1;

  std::int64_t reach() const { return (kernel - 1) * dilation + 1; }
  // Elements that the last window needs behind the picture, at least 0.
  std::int64_t needed_after() const { return std::max<std::int64_t>(0, (out - 1) * stride + reach() - in - before); }
};

struct WindowGeometry {
  std::array<WindowAxis, 2> axis;  // height, width; a signal (N x C x L) has height 1

  bool valid() const { return axis[0].before + axis[0].needed_after() + axis[1].before + axis[1].needed_after() == 0; }
  // TFLite's SAME has the same windows: as many outputs, and half of what is missing in front, rounded down.
  bool same() const;
};

// N x C x L seen as N x C x 1 x L; rank 4 as it is; unsupported() for others.
Tensor as_picture(const NodeView& node, const Tensor& tensor);
// The other way: extents of the result in the node's own rank.
Dims from_picture(const Dims& picture, std::size_t rank);

// Reads auto_pad, dilations, pads, strides. kernel: extents of the spatial axes, as many as the tensor has. ceil: ceil_mode.
WindowGeometry window_geometry(const NodeView& node, const Tensor& picture, std::size_t rank, const Dims& kernel, bool ceil);

// The picture [N,H,W,C], with the padding that TFLite's attribute does not cover appended as PAD (zeros, or the zero point).
struct WindowInput {
  ValueId value;
  pin::Padding padding;
};
WindowInput window_input(Importer& importer, const NodeView& node, ValueId picture, const WindowGeometry& geometry);
// The same with all of the padding as an operator, also where it would be TFLite's SAME: zeros (PAD), or the lowest number of the type,
// which no maximum is made of (PADV2).
enum class PadWith : std::uint8_t { kZeros, kLowest };
WindowInput pad_window(Importer& importer, const NodeView& node, ValueId picture, const WindowGeometry& geometry, PadWith with);

std::int32_t as_int32(std::int64_t value);

}  // namespace pinhole::onnx
