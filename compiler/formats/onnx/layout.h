// Where a tensor's elements stand. ONNX numbers the elements of a tensor row-major (NCHW); Pinhole stores pictures NHWC. A Layout says,
// from the outermost stored extent to the innermost, which step in ONNX's numbering each stored index makes. So a Reshape never moves
// anything (the numbering does not change), nor does a Transpose (only the steps do); data moves only where an operator needs its axes
// in an order that the stored one is not.
//
//   N=1, C=2, H=3, W=4 stored NHWC: {3, step 4} {4, step 1} {2, step 12}, that is {12, step 1} {2, step 12}
//   the same after Reshape to 1 x 24: unchanged; after Transpose(0, 2, 3, 1): {24, step 1}
//
// Pure functions on numbers; called by tensor.cc.
#pragma once

#include <optional>
#include <vector>

#include "compiler/formats/onnx/array.h"

namespace pinhole::onnx {

struct Run {
  std::int64_t extent, step;  // extent at least 2
  bool operator==(const Run&) const = default;
};
using Layout = std::vector<Run>;  // joined: never {a, b * s} followed by {b, s}

// A run that lies within one axis.
struct AxisRun {
  std::int64_t extent, step;
  int axis;
};

// Axis order[0] outermost, and so on: the layout in which a tensor of these extents is stored with its axes in that order.
Layout layout_of(const Dims& dims, const std::vector<int>& order);
inline Layout row_major(std::int64_t count) { return count > 1 ? Layout{{count, 1}} : Layout{}; }

// Neighbours that make one run become one.
Layout joined(const Layout& layout);

// The runs cut where ONNX's axes begin and end; nothing when a run straddles a boundary that does not divide it.
std::optional<std::vector<AxisRun>> split_by_axis(const Layout& layout, const Dims& dims);

// The layout after Transpose: axis i of the result is axis perm[i]. Nothing where split_by_axis has nothing.
std::optional<Layout> transposed(const Layout& layout, const Dims& dims, const std::vector<int>& perm);

// The order of axes in which the tensor is stored; axes of extent 1 stand where they disturb least (before the next higher axis).
// Nothing when an axis is stored in several places.
std::optional<std::vector<int>> stored_order(const Layout& layout, const Dims& dims);

// How to get from one layout of the same elements to another with one TRANSPOSE: the stored runs' extents and their new order. Nothing
// when the two cut the elements differently; each can be reached from row_major() and the other way round.
struct Turn {
  Dims extents;
  std::vector<int> perm;
};
std::optional<Turn> turn_between(const Layout& from, const Layout& to);

std::vector<int> identity_order(std::size_t rank);
// Batch, the spatial axes, channels: NHWC for rank 4.
std::vector<int> channels_last(std::size_t rank);

}  // namespace pinhole::onnx
