// How often a graph is right: runs it over labelled pictures with the device's portable kernels, so an int8 graph's figure is that of the
// firmware. For float, int8 and uint8 inputs. Used by `eval`, by `build` and by tests.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "compiler/ir/graph.h"
#include "compiler/quantize/quantize.h"
#include "device/frame/preprocess.h"

namespace pinhole {

// Pictures as training/data loads them: preprocessed to the network's size, not normalised.
struct PictureView {
  std::span<const std::uint8_t> pixels;   // [count, height, width, channels]
  std::span<const std::uint32_t> labels;  // [count]
};

struct Accuracy {
  std::size_t count = 0, right = 0;
  std::vector<std::vector<std::uint32_t>> confusion;  // [label][guess], pictures

  double share() const { return count == 0 ? 0.0 : static_cast<double>(right) / static_cast<double>(count); }
};

// The graph has one input [1, height, width, channels] and its first output is one row of classes; the guess is the first largest.
// preprocess gives mean and deviation; scale and zero point are the graph's own. The result does not depend on `threads`.
// Throws Error when sizes or labels do not fit the graph.
Accuracy measure_accuracy(const Graph& graph, PictureView pictures, const pin::Preprocess& preprocess, int threads = 2);

// The guesses alone, by picture.
std::vector<std::uint32_t> classify(const Graph& graph, PictureView pictures, const pin::Preprocess& preprocess, int threads = 2);

// The first `most` pictures as calibration samples; the memory must outlive the result. Take them from a shuffled list: pictures
// sorted by class calibrate on one class.
Calibration calibration_of(const Graph& graph, PictureView pictures, const pin::Preprocess& preprocess, std::size_t most);

}  // namespace pinhole
