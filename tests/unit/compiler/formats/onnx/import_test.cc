// What becomes of small ONNX graphs, written by hand.
#include <gtest/gtest.h>

#include "compiler/formats/onnx/import.h"
#include "compiler/ir/evaluate.h"
#include "compiler/ir/verify.h"
#include "tests/unit/compiler/formats/onnx/sketch.h"

namespace pinhole {
namespace {

using test::OnnxSketch;

Graph imported(const OnnxSketch& sketch) {
  const std::string bytes = sketch.bytes();
  Graph graph = import_onnx(std::as_bytes(std::span(bytes)), "sketch.onnx");
  verify(graph);
  return graph;
}

std::vector<std::string> operators(const Graph& graph) {
  std::vector<std::string> names;
  for (const Node& node : graph.nodes) names.emplace_back(op_name(node.op));
  return names;
}

std::string refusal(const OnnxSketch& sketch) {
  try {
    (void)imported(sketch);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

std::vector<float> ramp(std::size_t count) {
  std::vector<float> values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(static_cast<float>(static_cast<int>(i * 7 % 13) - 6) / 8);
  return values;
}

std::vector<float> run(const Graph& graph, const std::vector<float>& input) {
  const auto bytes = std::as_bytes(std::span(input));
  const std::vector<Bytes> inputs = {Bytes(bytes.begin(), bytes.end())};
  const Bytes out = evaluate(graph, inputs).at(0);
  std::vector<float> values(out.size() / sizeof(float));
  std::memcpy(values.data(), out.data(), out.size());
  return values;
}

OnnxSketch convolution_and_gemm() {
  OnnxSketch s;
  s.nodes = {test::onnx_node("Conv", {"x", "w"}, "conv"), test::onnx_node("Flatten", {"conv"}, "flat"),
             test::onnx_node("Gemm", {"flat", "g"}, "y")};
  s.initializers = {test::onnx_floats("w", {2, 3, 1, 1}, ramp(6)), test::onnx_floats("g", {2 * 2 * 5, 3}, ramp(60))};
  s.inputs = {test::onnx_value("x", {0, 3, 2, 5})};
  s.outputs = {test::onnx_value("y", {0, 3})};
  return s;
}

TEST(OnnxImport, TurnsAPictureRoundWithoutATranspose) {
  const Graph graph = imported(convolution_and_gemm());
  EXPECT_EQ(operators(graph), (std::vector<std::string>{"conv_2d", "reshape", "fully_connected"}));
  EXPECT_EQ(to_string(graph.value(graph.inputs[0]).shape), "1x2x5x3");
}

TEST(OnnxImport, PermutesTheWeightsBehindAFlatten) {
  const Graph graph = imported(convolution_and_gemm());
  const std::vector<float> w = ramp(6), g = ramp(60), picture = ramp(30);  // picture: H, W, C
  std::vector<float> expected(3, 0.0f);
  for (std::size_t m = 0; m < 2; ++m) {
    for (std::size_t p = 0; p < 10; ++p) {
      float conv = 0;
      for (std::size_t c = 0; c < 3; ++c) conv += w[m * 3 + c] * picture[p * 3 + c];
      for (std::size_t o = 0; o < 3; ++o) expected[o] += conv * g[(m * 10 + p) * 3 + o];
    }
  }
  const std::vector<float> got = run(graph, picture);
  ASSERT_EQ(got.size(), 3u);
  for (std::size_t o = 0; o < 3; ++o) EXPECT_NEAR(got[o], expected[o], 1e-4f);
}

TEST(OnnxImport, KeepsTheInputOfANetworkThatTurnsItItself) {
  OnnxSketch s = convolution_and_gemm();
  s.inputs = {test::onnx_value("x", {1, 2, 5, 3})};
  s.nodes[0] = test::onnx_node("Conv", {"nchw", "w"}, "conv");
  s.nodes.insert(s.nodes.begin(),
                 test::onnx_node("Transpose", {"x"}, "nchw", {test::onnx_attribute("perm", std::vector<std::int64_t>{0, 3, 1, 2})}));
  const Graph graph = imported(s);
  EXPECT_EQ(to_string(graph.value(graph.inputs[0]).shape), "1x2x5x3");
  EXPECT_EQ(operators(graph), (std::vector<std::string>{"conv_2d", "reshape", "fully_connected"}));
}

TEST(OnnxImport, ComputesShapeArithmeticAway) {
  OnnxSketch s;
  s.nodes = {test::onnx_node("Shape", {"x"}, "shape"), test::onnx_node("Gather", {"shape", "zero"}, "batch"),
             test::onnx_node("Concat", {"batch", "rest"}, "wanted", {test::onnx_attribute("axis", 0)}),
             test::onnx_node("Reshape", {"x", "wanted"}, "flat"), test::onnx_node("Relu", {"flat"}, "y")};
  s.initializers = {test::onnx_integers("zero", {0}), test::onnx_integers("rest", {-1})};
  s.inputs = {test::onnx_value("x", {0, 3, 4})};
  s.outputs = {test::onnx_value("y", {0, 12})};
  const Graph graph = imported(s);
  EXPECT_EQ(to_string(graph.value(graph.outputs[0]).shape), "1x12");
}

TEST(OnnxImport, ReadsOperatorsBetweenQuantiseAndDequantiseAsIntegers) {
  OnnxSketch s = convolution_and_gemm();
  const std::string zero = test::onnx_tensor("z", 3, {}, std::string(1, '\0'));
  s.initializers = {test::onnx_floats("s", {}, {0.05f}), zero, test::onnx_tensor("w8", 3, {2, 3, 1, 1}, "\1\2\3\4\5\6")};
  s.nodes = {test::onnx_node("QuantizeLinear", {"x", "s", "z"}, "xq"),
             test::onnx_node("DequantizeLinear", {"xq", "s", "z"}, "xr"),
             test::onnx_node("DequantizeLinear", {"w8", "s", "z"}, "wr"),
             test::onnx_node("Conv", {"xr", "wr"}, "conv"),
             test::onnx_node("Relu", {"conv"}, "relu"),
             test::onnx_node("QuantizeLinear", {"relu", "s", "z"}, "q"),
             test::onnx_node("DequantizeLinear", {"q", "s", "z"}, "y")};
  s.outputs = {test::onnx_value("y", {1, 2, 2, 5})};
  const Graph graph = imported(s);
  EXPECT_EQ(operators(graph), (std::vector<std::string>{"quantize", "conv_2d", "relu", "dequantize"}));
  EXPECT_EQ(graph.output(graph.nodes[1]).dtype, DType::kInt8);
}

TEST(OnnxImport, RefusesAnAttributeThatItDoesNotKnow) {
  OnnxSketch s = convolution_and_gemm();
  s.nodes[0] = test::onnx_node("Conv", {"x", "w"}, "conv", {test::onnx_attribute("twist", 1)});
  EXPECT_NE(refusal(s).find("node 0 Conv 'conv': its attribute 'twist' is not known to Pinhole"), std::string::npos) << refusal(s);
}

TEST(OnnxImport, NamesWeightsThatAreComputed) {
  OnnxSketch s = convolution_and_gemm();
  s.initializers.erase(s.initializers.begin());
  s.inputs.push_back(test::onnx_value("w", {2, 3, 1, 1}));
  EXPECT_NE(refusal(s).find("node 0 Conv 'conv': its weights ('w') must be constant"), std::string::npos) << refusal(s);
}

TEST(OnnxImport, RefusesAnAttributeOfTheWrongKind) {
  OnnxSketch s = convolution_and_gemm();
  s.nodes[0] = test::onnx_node("Conv", {"x", "w"}, "conv", {test::onnx_attribute("pads", 1)});
  EXPECT_NE(refusal(s).find("the attribute 'pads' is of the wrong kind"), std::string::npos) << refusal(s);
}

}  // namespace
}  // namespace pinhole
