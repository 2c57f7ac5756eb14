// Nodes whose operands are all known: computed here, on arrays in ONNX's order. This is how the shape arithmetic that exporters leave
// behind (Shape, Gather, Concat, Cast, ...) goes away. Called by import.cc before a node is translated.
#pragma once

#include <optional>

#include "compiler/formats/onnx/node.h"

namespace pinhole::onnx {

// The outputs, or nothing for operators that fold() does not have (they may still be translated). Operands are null where left out.
// Throws Error naming the node when operands contradict each other.
std::optional<std::vector<Array>> fold(const NodeView& node, const std::vector<const Array*>& operands);

// The operator Shape, whose operand need not be constant.
Array shape_operator(const NodeView& node, const Dims& dims);

// The shape that Reshape's operand asks for: 0 copies the extent (unless allow_zero), -1 follows. Throws Error naming the node.
Dims reshaped(const NodeView& node, const Dims& from, const Dims& asked);
// Extents without, or with additional, extents of 1. Axes as the node gives them.
Dims squeezed(const NodeView& node, const Dims& from, const std::optional<Dims>& axes);
Dims unsqueezed(const NodeView& node, const Dims& from, const Dims& axes);

// Slice with every default filled in, by axis of the tensor: element i of the result is begin + i * step.
struct SliceRange {
  std::int64_t begin, size, step;
};
std::vector<SliceRange> slice_ranges(const NodeView& node, const Dims& dims, const Dims& starts, const Dims& ends, const Dims& axes,
                                     const Dims& steps);

// An operand that lists integers (axes, shape, pads): as the node's input `i`, or, in older opsets, its attribute.
std::optional<Dims> listed(const NodeView& node, const std::vector<const Array*>& operands, std::size_t i, const char* attribute);

}  // namespace pinhole::onnx
