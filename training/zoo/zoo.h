// The networks that Pinhole can build from nothing: float graphs with seeded initial weights, ready for the trainer.
// Called by cli/zoo, cli/init and pinhole-train. Never reads files and never trains.
//
// Batch normalisation has no operator of its own. Behind a convolution without bias and activation stand, per channel,
//   LAYER.conv -> mul by LAYER.bn.scale [C] -> add LAYER.bn.shift [C], with the layer's activation fused into the add.
// scale = gamma / sqrt(variance + epsilon), shift = beta - mean * scale: batch normalisation as it is at inference. A scale of
// ones with a shift of zeros is a layer that has never been trained. The trainer recognises the pattern, trains gamma and beta with
// the batch's statistics and writes scale and shift back; the pass fold_batch_norm multiplies them into the convolution.
//
// Weights end in ".weights", biases in ".bias": the trainer trains every constant float operand of conv_2d, depthwise_conv_2d and
// fully_connected, whatever its name, and the pattern above.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ir/graph.h"

namespace pinhole {

struct NetworkOptions {
  std::int32_t height = 0, width = 0, channels = 0;  // of the input [1, height, width, channels]; 0: the architecture's own
  std::int32_t classes = 2;                          // at least 2
  double alpha = 0.0;                                // factor on all channel counts, above 0 to 8; 0: the architecture's own
  std::uint64_t seed = 1;                            // of the initial weights
};

struct ArchitectureInfo {
  std::string name;         // "mobilenet_v1"
  std::string text;         // one line for people
  std::string source;       // the paper or repository that defines it
  NetworkOptions usual;     // what stands for the zeros of NetworkOptions; classes as published
  std::int32_t least_side;  // smallest height and width that it takes
};

// All of them, in the order in which they are listed to people.
std::vector<ArchitectureInfo> architectures();

// The one with this name. Throws Error with the nearest name when there is none.
ArchitectureInfo architecture(std::string_view name);

// A graph that passes verify(): one float input [1, height, width, channels], one float output [1, classes] of probabilities
// (softmax). Weights are uniform in +-sqrt(6 / inputs of a filter) (He et al., "Delving Deep into Rectifiers", 2015, equation 10: variance
// 2 / inputs), biases zero. Same options, same bytes, on every machine. Throws Error for options out of range.
Graph build_network(std::string_view name, const NetworkOptions& options);

}  // namespace pinhole
