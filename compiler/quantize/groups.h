// Which values must have one scale and zero point (Q4), and which have it from their operator (Q3). Used by this room only.
#pragma once

#include <vector>

#include "compiler/ir/graph.h"

namespace pinhole {

struct Groups {
  std::vector<ValueId> of;        // by value id: the group's number (the id of one of its values)
  std::vector<bool> probability;  // by group number: Q3
};

// Throws Error (place: the operator) for operators that a float graph must not have.
Groups make_groups(const Graph& graph);

}  // namespace pinhole
