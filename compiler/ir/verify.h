// The verifier: what every room may rely on. Runs after import and after every pass.
#pragma once

#include "compiler/ir/graph.h"

namespace pinhole {

// Throws Error (place: the operator or value; expected, got) unless
//  - every id is in range, every value is written exactly once (by a node, as an input, or as a constant) before it is read,
//  - every extent is at least 1, every element count fits 31 bits, every rank is at most kMaxRank, and a constant has exactly the
//    bytes that type and shape ask for,
//  - scales are positive and finite, zero points lie in the type's range, a per-axis quantisation has one scale an index,
//  - each node's outputs have the types and shapes that its inputs imply (semantics.h), and
//  - the device's operator accepts it: types, quantisation and shapes (device/kernels, NameOp::prepare).
void verify(const Graph& graph);

}  // namespace pinhole
