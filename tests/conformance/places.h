// Positions in tensors, for the witness.
#pragma once

#include <cstddef>
#include <vector>

#include "compiler/ir/graph.h"

namespace pinhole {

using Reals = std::vector<double>;

struct Place {
  std::int32_t at[pin::kMaxRank] = {};
};

inline Place place(const Shape& shape, std::size_t i) {
  Place p;
  for (std::int32_t axis = shape.rank - 1; axis >= 0; --axis) {
    p.at[axis] = static_cast<std::int32_t>(i) % shape.dim[axis];
    i /= static_cast<std::size_t>(shape.dim[axis]);
  }
  return p;
}

inline std::size_t index(const Shape& shape, const Place& p) {
  std::size_t i = 0;
  for (std::int32_t axis = 0; axis < shape.rank; ++axis)
    i = i * static_cast<std::size_t>(shape.dim[axis]) + static_cast<std::size_t>(p.at[axis]);
  return i;
}

}  // namespace pinhole
