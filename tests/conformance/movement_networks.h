// Networks of one operator that puts elements elsewhere: a part of operator_graphs() (networks.h).
#pragma once

#include "tests/conformance/networks.h"

namespace pinhole {

std::vector<NamedGraph> movement_graphs(PictureSize size, DType type);

}  // namespace pinhole
