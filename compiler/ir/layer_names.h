// Short names of a graph's layers, for tables, generated code and profiles. Converters name a fused layer after everything that went
// into it ("model/activation_1/Relu;model/conv2d_1/BiasAdd;model/conv2d_2/Conv2D;model/conv2d_1/Conv2D1"); people call it conv2d_1.
#pragma once

#include <string>
#include <vector>

#include "compiler/ir/graph.h"

namespace pinhole {

// One for each node, all different. A name without '/' and ';' stays as it is. Otherwise it is the innermost scope of the part that the
// layer's bias or filter comes from; a name that only says "output" ("Identity", "StatefulPartitionedCall:0") becomes the operator's.
// A name that is taken already gets the operator's name behind it, then a number: "conv2d_1.relu", "conv2d_1.relu.2".
std::vector<std::string> short_layer_names(const Graph& graph);

}  // namespace pinhole
