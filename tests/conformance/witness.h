// A second opinion on what an operator computes: its definition over real numbers, in doubles, element by element, sharing no code with
// device/. Generating the cases and their test ask it. It knows nothing of fixed point: integers may be off by a unit or so.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "compiler/ir/graph.h"

namespace pinhole {

// "" when every output of `node` is what its operands make in real numbers: within one unit of an integer output (softmax and logistic two,
// int16 ones 64: tables), within 1e-4 of a float. Otherwise the first that is not. operands and output are the values' bytes.
std::string disagreement(const Graph& graph, const Node& node, const std::vector<std::span<const std::byte>>& operands,
                         std::span<const std::byte> output);

}  // namespace pinhole
