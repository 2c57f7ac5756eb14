// Post-training quantisation: a float graph and some typical inputs become an int8 graph with TFLite's rules, and a report that says
// where accuracy is lost. Called by cli after training or import. Needs no labels, trains nothing, never reads files.
//
// What comes out (rules Q1 ...; docs/training.md):
//  Q1 weights int8, symmetric, scale = max |w| / 127 per output channel (conv_2d axis 0, depthwise_conv_2d axis 3, fully_connected axis 0 or
//     per tensor), q = w / scale rounded half away from zero, -127 to 127; bias int32 with scale input scale * weights scale
//  Q2 activations int8 with scale and zero point of a range that holds 0: scale = (high - low) / 255, zero point = round(-128 - low / scale)
//  Q3 SOFTMAX and LOGISTIC give scale 1/256, zero point -128
//  Q4 pools, PAD, RESHAPE, RELU6 and CONCATENATION do not rescale: their inputs and outputs share one scale and zero point
//     (conformance README); where a concatenation's input cannot, a QUANTIZE stands in front of it
//  Q5 the graph's input takes scale and zero point from the preprocessing where that is known, so that with mean 0 and deviation 1 (all
//     channels alike) a pixel p is exactly p - 128
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "compiler/ir/graph.h"
#include "device/frame/preprocess.h"

namespace pinhole {

// Typical inputs. fill(i, inputs) writes sample i (0 .. count - 1) into one span an input of the graph, in its order, float32.
struct Calibration {
  std::size_t count = 0;
  std::function<void(std::size_t sample, std::span<const std::span<float>> inputs)> fill;
};

enum class RangeMethod : std::uint8_t {
  kMinMax,      // from the smallest to the largest value seen
  kPercentile,  // without the outermost 0.01 % of the values at each end
  kLeastError,  // the range with the least mean square error of the values seen, out of these two and of narrower ones
};

struct QuantizeOptions {
  RangeMethod range = RangeMethod::kLeastError;
  // Weights of fully_connected per channel. TensorFlow's converter does so since 2.17; readers older than 2024 (TFLite Micro, CMSIS-NN)
  // take only per tensor.
  bool per_channel_dense = true;
  std::optional<pin::Preprocess> preprocess;  // of the first input; otherwise from the graph's metadata, if it is there
  std::size_t report_samples = 64;            // at most so many samples are compared for the report; 0: none
};

struct TensorReport {
  std::string name;
  double seen_low = 0, seen_high = 0;  // smallest and largest float value seen
  double low = 0, high = 0;            // real values of -128 and 127
  float scale = 0;
  std::int32_t zero_point = 0;
  std::string method;  // "min-max", "percentile", "least error", "fixed", "preprocessing"
};

// How well a layer's int8 output follows the float network's, errors of the layers before it included.
struct LayerReport {
  std::string layer;
  Op op;
  double sqnr_db = 0;     // 10 log10(sum of float^2 / sum of (float - int8)^2); 200 when there is no difference
  double mean_error = 0;  // mean of int8 - float, in steps of the output's scale: a bias shift shows here
  double clipped = 0;     // share of outputs whose float value lies outside what int8 covers
};

struct QuantizeReport {
  std::vector<TensorReport> tensors;  // activations, in the graph's order
  std::vector<LayerReport> layers;    // in execution order
  std::size_t samples = 0;            // that the layers were compared on
  std::size_t agreeing = 0;           // samples whose largest output is the same class in both
};

struct QuantizeResult {
  Graph graph;  // passes verify(); int8 inputs and outputs; labels and metadata as before
  QuantizeReport report;
};

// Runs the pipeline of passes first (batch normalisation must be folded). Throws Error when the graph is not float32 throughout, has an
// operator without a rule for int8, when there is no sample, or when a value is not finite (place: the layer).
QuantizeResult quantize(const Graph& graph, const Calibration& calibration, const QuantizeOptions& options = {});

// Q5. Scale and zero point of an input that is filled by this preprocessing.
Quantization input_quantization(const pin::Preprocess& preprocess);

}  // namespace pinhole
