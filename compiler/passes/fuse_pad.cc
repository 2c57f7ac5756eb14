// fuse_pad: PyTorch and Keras write a PAD before a convolution without padding; where that is the padding SAME would have, the
// convolution does it by itself, and the padded copy of the picture needs no memory.
//
//   before   %1 = pad %0, @around             after   %2 = conv_2d %0, @w, @b {padding = same, stride_h = 2}
//            %2 = conv_2d %1, @w, @b {padding = valid, stride_h = 2}
//
// Takes: conv_2d and depthwise_conv_2d with padding = valid whose output extents are those of SAME on the unpadded picture, with as much
// padding in front as SAME has (half of the total, rounded down). More padding behind than SAME has is never read.
// Keeps: every bit of integers: PAD writes the zero point, which contributes 0 like a tap that is left out. Floats too, unless a
// weight is infinite or not a number.
// Needs: nothing. PADs that are read elsewhere as well stay for those; the others are left to drop_dead.
#include "compiler/passes/edit.h"
#include "compiler/passes/pass.h"
#include "device/kernels/window.h"

namespace pinhole {
namespace {

struct Geometry {
  pin::Padding padding;
  std::int32_t stride[2], dilation[2];  // h, w
};

template <class T>
Geometry geometry_of(const T& a) {
  return {a.padding, {a.stride_h, a.stride_w}, {a.dilation_h, a.dilation_w}};
}

// True if SAME on the unpadded picture reads what VALID reads on the padded one.
bool same_would_do(const Graph& graph, const Node& pad, const Node& conv, const Geometry& g) {
  const Shape& in = graph.input(pad, 0).shape;
  const Shape& weights = graph.input(conv, 1).shape;
  const Shape& out = graph.output(conv).shape;
  const auto around = graph.input(pad, 1).data<std::int32_t>();
  if (in.rank != 4 || around[0] != 0 || around[1] != 0 || around[6] != 0 || around[7] != 0) return false;
  for (int axis = 0; axis < 2; ++axis) {
    const std::int32_t extent = in.dim[1 + axis], kernel = weights.dim[1 + axis], size = out.dim[1 + axis];
    if (pin::window_output_size(pin::Padding::kSame, extent, kernel, g.stride[axis], g.dilation[axis]) != size) return false;
    const std::int64_t total = std::int64_t{size - 1} * g.stride[axis] + std::int64_t{kernel - 1} * g.dilation[axis] + 1 - extent;
    if (around[static_cast<std::size_t>(2 + 2 * axis)] != (total > 0 ? total / 2 : 0)) return false;
  }
  return true;
}

template <class T>
bool fuse(Graph& graph, Node& conv) {
  auto& attributes = std::get<T>(conv.attributes);
  const std::int32_t before = graph.producer(conv.inputs[0]);
  if (attributes.padding != pin::Padding::kValid || before < 0) return false;
  const Node& pad = graph.nodes[static_cast<std::size_t>(before)];
  if (pad.op != Op::pad || !same_meaning(graph.input(pad, 0), graph.output(pad))) return false;
  if (!same_would_do(graph, pad, conv, geometry_of(attributes))) return false;
  attributes.padding = pin::Padding::kSame;
  conv.inputs[0] = pad.inputs[0];
  return true;
}

}  // namespace

bool fuse_pad(Graph& graph) {
  bool changed = false;
  for (Node& node : graph.nodes) {
    if (node.op == Op::conv_2d) changed |= fuse<pin::Conv2dAttributes>(graph, node);
    if (node.op == Op::depthwise_conv_2d) changed |= fuse<pin::DepthwiseConv2dAttributes>(graph, node);
  }
  return changed;
}

}  // namespace pinhole
