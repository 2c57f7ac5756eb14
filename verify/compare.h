// When outputs count as equal: integers in every bit, floats within |got - want| <= relative * |want| + absolute * max(1, M), M being the
// largest finite |want| of the tensor (the conformance suite's rule and table). NaN equals NaN, an infinity the same infinity.
#pragma once

#include <span>
#include <string>

#include "base/npy.h"
#include "compiler/ir/graph.h"

namespace pinhole {

struct Tolerance {
  double relative = 0, absolute = 0;
};

// One operator: its row of the conformance table. Several: 1e-4 and 1e-5.
Tolerance tolerance_of(const Graph& graph);

// "" when equal; otherwise where they differ first and by how much: "element 7 of 120: 3 instead of 4 (12 differ)".
std::string difference(DType type, std::span<const std::byte> got, std::span<const std::byte> want, const Tolerance& tolerance);

// numpy's name of an element type: "i1"; "" for types that .npy lacks.
const char* npy_type(DType type);

}  // namespace pinhole
