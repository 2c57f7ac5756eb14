// The witness's part for operators that put elements elsewhere (witness.h).
#pragma once

#include "tests/conformance/places.h"

namespace pinhole {

// Element `p` of the node's first result from its operands in real numbers. False when the operator is not one of these.
bool moved(const Graph& graph, const Node& node, const std::vector<Reals>& operands, const Place& p, double* value);

}  // namespace pinhole
