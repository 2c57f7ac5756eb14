// From pictures to a network's input and from its output to classes: what run, eval and build share.
#pragma once

#include <span>
#include <vector>

#include "base/file.h"
#include "cli/options.h"
#include "compiler/ir/graph.h"
#include "device/frame/preprocess.h"

namespace pinhole {

// From the graph's metadata; without it (a model made elsewhere) the input's size, [0, 1] for float and pixel - 128 for int8 input.
// Throws Error when the input is no picture [1, h, w, 1 or 3].
pin::Preprocess preprocess_of(const Graph& graph);

// The same; the error names the model's file and says what to do.
pin::Preprocess preprocess_of(const LoadedModel& model);

// The input tensor's bytes for one picture of network size, [h, w, c] pixels.
Bytes picture_input(const Graph& graph, std::span<const std::uint8_t> pixels, const pin::Preprocess& preprocess);

// Real values of a tensor's elements.
std::vector<float> real_values(const Value& value, std::span<const std::byte> bytes);

// Index of the first largest element.
std::size_t best_class(const Value& value, std::span<const std::byte> bytes);

}  // namespace pinhole
