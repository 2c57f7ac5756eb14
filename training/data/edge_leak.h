// The background test behind EdgeLeak. Included only by check.cc.
#pragma once

#include "training/data/check.h"

namespace pinhole {

EdgeLeak measure_edge_leak(const Dataset& set, const Survey& survey);

}  // namespace pinhole
