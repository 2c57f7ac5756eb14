// Operators that put elements elsewhere without touching the batch. One translation for all: the operator is run once on the numbers of a
// picture's elements, with the device's kernel, and libtorch picks by the numbers that come out.
#pragma once

#include "training/train/translate.h"

namespace pinhole {

// Operand 0 is data [1, ...], every other operand constant, the one result [1, ...].
torch::Tensor pick_elements(const Operation& operation);

template <Op op>
struct PickElements {
  static torch::Tensor run(const Operation& o, const AttributesOf<op>&) { return pick_elements(o); }
};
template <>
struct Translate<Op::transpose> : PickElements<Op::transpose> {};
template <>
struct Translate<Op::reverse_v2> : PickElements<Op::reverse_v2> {};
template <>
struct Translate<Op::slice> : PickElements<Op::slice> {};
template <>
struct Translate<Op::strided_slice> : PickElements<Op::strided_slice> {};
template <>
struct Translate<Op::broadcast_to> : PickElements<Op::broadcast_to> {};
template <>
struct Translate<Op::space_to_depth> : PickElements<Op::space_to_depth> {};
template <>
struct Translate<Op::depth_to_space> : PickElements<Op::depth_to_space> {};
template <>
struct Translate<Op::expand_dims> : PickElements<Op::expand_dims> {};
template <>
struct Translate<Op::squeeze> : PickElements<Op::squeeze> {};
template <>
struct Translate<Op::mirror_pad> : PickElements<Op::mirror_pad> {};
template <>
struct Translate<Op::gather> : PickElements<Op::gather> {};
template <>
struct Translate<Op::gather_nd> : PickElements<Op::gather_nd> {};
template <>
struct Translate<Op::resize_nearest_neighbor> : PickElements<Op::resize_nearest_neighbor> {};

template <>
struct Translate<Op::resize_bilinear> {
  static torch::Tensor run(const Operation& o, const pin::ResizeBilinearAttributes& a) {
    if (a.align_corners == a.half_pixel_centers) o.fail("a bilinear resize can be trained with aligned corners or half-pixel centres");
    const Shape& y = o.graph.output(o.node).shape;
    return to_nhwc(torch::upsample_bilinear2d(to_nchw(o.inputs[0]), {y.dim[1], y.dim[2]}, a.align_corners));
  }
};

}  // namespace pinhole
