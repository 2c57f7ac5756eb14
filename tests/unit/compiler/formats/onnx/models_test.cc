// Whole ONNX networks made by others, in ../shared/data/models/onnx: they run, and agree with the same network in another form.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <numeric>

#include "compiler/formats/detect.h"
#include "compiler/ir/evaluate.h"
#include "tests/support/npy.h"

namespace pinhole {
namespace {

namespace fs = std::filesystem;

fs::path shared() { return fs::path(PINHOLE_SOURCE_DIR).parent_path() / "shared"; }
fs::path onnx_model(const std::string& name) { return shared() / "data/models/onnx" / (name + ".onnx"); }

Bytes bytes_of(const std::vector<float>& values) {
  const auto bytes = std::as_bytes(std::span(values));
  return {bytes.begin(), bytes.end()};
}
std::vector<float> floats_of(const Bytes& bytes) {
  std::vector<float> values(bytes.size() / sizeof(float));
  std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

// The conformance suite's inputs of a model, real pictures and signals, times `factor`.
std::vector<std::vector<float>> case_inputs(const std::string& model, float factor) {
  std::vector<std::vector<float>> inputs;
  for (int i = 0; fs::exists(shared() / "conformance/models" / model / ("case" + std::to_string(i) + "_in0.npy")); ++i) {
    const test::Npy npy = test::read_npy(shared() / "conformance/models" / model / ("case" + std::to_string(i) + "_in0.npy"));
    std::vector<float>& values = inputs.emplace_back(npy.data.size() / sizeof(float));
    std::memcpy(values.data(), npy.data.data(), npy.data.size());
    for (float& v : values) v *= factor;
  }
  return inputs;
}

double largest_difference(const Graph& a, const Graph& b, const std::vector<std::vector<float>>& inputs) {
  double largest = 0;
  for (const std::vector<float>& input : inputs) {
    const std::vector<Bytes> given = {bytes_of(input)};
    const std::vector<float> x = floats_of(evaluate(a, given).at(0)), y = floats_of(evaluate(b, given).at(0));
    EXPECT_EQ(x.size(), y.size());
    for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i) largest = std::max(largest, static_cast<double>(std::abs(x[i] - y[i])));
  }
  return largest;
}

TEST(OnnxTwins, ResnetAgreesWithItsTfliteFile) {
  if (!fs::exists(onnx_model("mlperf_kaijiang_pretrainedResnet"))) GTEST_SKIP() << "needs ../shared/data/models/onnx";
  const auto inputs = case_inputs("ic_float", 1.0f);
  ASSERT_FALSE(inputs.empty());
  const double difference = largest_difference(load_model(onnx_model("mlperf_kaijiang_pretrainedResnet")),
                                               load_model(shared() / "conformance/models/ic_float/model.tflite"), inputs);
  EXPECT_LT(difference, 1e-4);
  RecordProperty("largest_difference", std::to_string(difference));
}

TEST(OnnxTwins, VisualWakeWordsAgreesWithItsTfliteFile) {
  if (!fs::exists(onnx_model("mlperf_kaijiang_vww_96_float"))) GTEST_SKIP() << "needs ../shared/data/models/onnx";
  const auto inputs = case_inputs("vww_float", 1.0f);
  ASSERT_FALSE(inputs.empty());
  const double difference = largest_difference(load_model(onnx_model("mlperf_kaijiang_vww_96_float")),
                                               load_model(shared() / "conformance/models/vww_float/model.tflite"), inputs);
  EXPECT_LT(difference, 1e-4);
  RecordProperty("largest_difference", std::to_string(difference));
}

// Every file runs on two inputs: finite numbers, not all the same, other ones for another input; soft maxima add up to 1.
TEST(OnnxModels, AllRunWithPlausibleOutputs) {
  if (!fs::exists(shared() / "data/models/onnx")) GTEST_SKIP() << "needs ../shared/data/models/onnx";
  int ran = 0;
  for (const auto& entry : fs::directory_iterator(shared() / "data/models/onnx")) {
    if (entry.path().extension() != ".onnx") continue;
    SCOPED_TRACE(entry.path().filename().string());
    Graph graph;
    ASSERT_NO_THROW(graph = load_model(entry.path()));
    std::vector<std::vector<float>> results;
    for (const float phase : {0.1f, 1.7f}) {
      std::vector<Bytes> inputs;
      for (const ValueId id : graph.inputs) {
        std::vector<float> values(static_cast<std::size_t>(graph.value(id).shape.count()));
        for (std::size_t i = 0; i < values.size(); ++i) values[i] = 0.5f + 0.5f * std::sin(phase * static_cast<float>(i) * 0.37f + phase);
        inputs.push_back(bytes_of(values));
      }
      const std::vector<Bytes> outputs = evaluate(graph, inputs);
      results.push_back(floats_of(outputs.at(0)));
      for (std::size_t o = 0; o < outputs.size(); ++o) {
        for (const float v : floats_of(outputs[o])) ASSERT_TRUE(std::isfinite(v)) << "output " << o;
      }
    }
    EXPECT_NE(results[0], results[1]) << "the output does not depend on the input";
    const Op last = graph.nodes[static_cast<std::size_t>(graph.producer(graph.outputs[0]))].op;
    if (last == Op::softmax) {
      const auto classes = static_cast<std::size_t>(graph.value(graph.outputs[0]).shape.dim[graph.value(graph.outputs[0]).shape.rank - 1]);
      EXPECT_NEAR(std::accumulate(results[0].begin(), results[0].begin() + static_cast<std::ptrdiff_t>(classes), 0.0f), 1.0f, 1e-3f);
    }
    ++ran;
  }
  EXPECT_EQ(ran, 15);
}

}  // namespace
}  // namespace pinhole
