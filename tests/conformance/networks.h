// Small networks made by the project itself: one operator each, and one whole classifier. The conformance cases (generate.cc) and the
// kernel costs (bench/kernels) are made of them. The same arguments always give the same graph.
#pragma once

#include <string>
#include <vector>

#include "compiler/ir/graph.h"

namespace pinhole {

struct NamedGraph {
  std::string name;  // "conv_2d_int8"
  Graph graph;       // passes verify()
};

// The pictures that the operators work on: [1, side, side, channels].
struct PictureSize {
  std::int32_t side, channels;
};

// Every operator of ops.def at least once, in int8 and float32, some also in int16 and int32.
std::vector<NamedGraph> operator_graphs(PictureSize size);

// Twelve layers, int8: convolutions, a residual sum, pools, a dense layer, softmax.
NamedGraph tiny_classifier();

// Bytes for graph.inputs: seeded, extremes among them.
std::vector<Bytes> example_inputs(const Graph& graph, std::uint64_t seed);

}  // namespace pinhole
