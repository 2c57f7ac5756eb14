#include "compiler/quantize/quantize.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"
#include "compiler/ir/preprocess.h"
#include "compiler/ir/verify.h"
#include "compiler/passes/pipeline.h"
#include "training/zoo/zoo.h"

namespace pinhole {
namespace {

Calibration random_inputs(std::size_t count, std::uint64_t seed = 1, double low = 0, double high = 1) {
  return {count, [=](std::size_t sample, std::span<const std::span<float>> inputs) {
            Random random(seed * 1000 + sample);
            for (const std::span<float> input : inputs) {
              for (float& value : input) value = static_cast<float>(random.uniform(low, high));
            }
          }};
}

ValueId add_input(Graph& graph, Shape shape, std::string name = "x") {
  const ValueId id = graph.add({std::move(name), DType::kFloat32, shape, {}, nullptr});
  graph.inputs.push_back(id);
  return id;
}

ValueId add_weights(Graph& graph, std::string name, Shape shape, std::vector<float> values) {
  return graph.add_constant<float>(std::move(name), DType::kFloat32, shape, values);
}

const Value& weights_of(const Graph& graph, std::size_t node) { return graph.input(graph.nodes[node], 1); }

TEST(Quantize, EveryNetworkOfTheZooBecomesInt8AndFollowsTheFloatNetwork) {
  for (const char* name : {"cnn", "ds_cnn", "mobilenet_v1", "resnet_8"}) {
    const Graph graph = build_network(name, {.height = 32, .width = 32, .channels = 3, .classes = 10, .seed = 3});
    const QuantizeResult result = quantize(graph, random_inputs(16));
    EXPECT_NO_THROW(verify(result.graph)) << name;
    EXPECT_EQ(result.graph.value(result.graph.inputs[0]).dtype, DType::kInt8) << name;
    EXPECT_EQ(result.graph.value(result.graph.outputs[0]).dtype, DType::kInt8) << name;
    ASSERT_FALSE(result.report.layers.empty()) << name;
    for (const LayerReport& layer : result.report.layers) EXPECT_GT(layer.sqnr_db, 15.0) << name << " " << layer.layer;
  }
}

TEST(Quantize, RoundsWeightsHalfAwayFromZeroPerOutputChannel) {
  Graph graph;
  const ValueId x = add_input(graph, make_shape({1, 1, 1, 3}));
  // Channel 0: scale 1, halves both ways. Channel 1: scale 2.
  const ValueId w = add_weights(graph, "w", make_shape({2, 1, 1, 3}), {127.0f, 2.5f, -2.5f, -254.0f, 1.0f, 3.0f});
  graph.outputs = {graph.append(Op::conv_2d, pin::Conv2dAttributes{}, {x, w}, "y")};
  const QuantizeResult result = quantize(graph, random_inputs(4));
  const Value& q = weights_of(result.graph, 0);
  EXPECT_EQ(q.dtype, DType::kInt8);
  EXPECT_EQ(q.quantization.scales, (std::vector<float>{1.0f, 2.0f}));
  EXPECT_EQ(q.quantization.axis, 0);
  const auto data = q.data<std::int8_t>();
  EXPECT_EQ(std::vector<int>(data.begin(), data.end()), (std::vector<int>{127, 3, -3, -127, 1, 2}));
}

TEST(Quantize, DepthwiseWeightsHaveTheirScalesOnAxisThree) {
  Graph graph;
  const ValueId x = add_input(graph, make_shape({1, 2, 2, 2}));
  const ValueId w = add_weights(graph, "w", make_shape({1, 1, 2, 2}), {1.27f, -0.5f, 0.1f, 2.54f});
  graph.outputs = {graph.append(Op::depthwise_conv_2d, pin::DepthwiseConv2dAttributes{}, {x, w}, "y")};
  const Value q = weights_of(quantize(graph, random_inputs(4)).graph, 0);
  EXPECT_EQ(q.quantization.axis, 3);
  const auto data = q.data<std::int8_t>();
  EXPECT_EQ(std::vector<int>(data.begin(), data.end()), (std::vector<int>{127, -25, 10, 127}));
}

TEST(Quantize, DenseWeightsArePerTensorOnRequest) {
  Graph graph;
  const ValueId x = add_input(graph, make_shape({1, 2}));
  const ValueId w = add_weights(graph, "w", make_shape({2, 2}), {1.0f, 2.0f, 127.0f, 4.0f});
  graph.outputs = {graph.append(Op::fully_connected, pin::FullyConnectedAttributes{}, {x, w}, "y")};
  EXPECT_EQ(weights_of(quantize(graph, random_inputs(4)).graph, 0).quantization.scales.size(), 2u);
  const QuantizeResult result = quantize(graph, random_inputs(4), {.per_channel_dense = false});
  EXPECT_EQ(weights_of(result.graph, 0).quantization.scales, std::vector<float>{1.0f});
}

TEST(Quantize, BiasHasTheScaleOfInputTimesWeights) {
  Graph graph;
  const ValueId x = add_input(graph, make_shape({1, 2}));
  const ValueId w = add_weights(graph, "w", make_shape({1, 2}), {127.0f, 1.0f});
  const ValueId b = add_weights(graph, "b", make_shape({1}), {-3.0f});
  graph.outputs = {graph.append(Op::fully_connected, pin::FullyConnectedAttributes{}, {x, w, b}, "y")};
  const Graph q = quantize(graph, random_inputs(8)).graph;
  const float input_scale = q.value(q.inputs[0]).quantization.scales[0];
  const Value& bias = q.input(q.nodes[0], 2);
  EXPECT_EQ(bias.dtype, DType::kInt32);
  EXPECT_EQ(bias.quantization.scales[0], input_scale * 1.0f);
  EXPECT_EQ(bias.data<std::int32_t>()[0], static_cast<std::int32_t>(std::lround(-3.0 / static_cast<double>(input_scale))));
}

TEST(Quantize, AHugeBiasWidensTheScaleInsteadOfOverflowing) {
  Graph graph;
  const ValueId x = add_input(graph, make_shape({1, 1}));
  const ValueId w = add_weights(graph, "w", make_shape({2, 1}), {1e-9f, 1.0f});
  const ValueId b = add_weights(graph, "b", make_shape({2}), {50.0f, 0.0f});
  graph.outputs = {graph.append(Op::fully_connected, pin::FullyConnectedAttributes{}, {x, w, b}, "y")};
  const QuantizeResult result = quantize(graph, random_inputs(8));
  const std::int32_t bias = result.graph.input(result.graph.nodes[0], 2).data<std::int32_t>()[0];
  EXPECT_GT(bias, 1 << 29);
  EXPECT_LE(bias, (1 << 30) + 128);
  EXPECT_GT(result.report.layers[0].sqnr_db, 30.0);
}

TEST(Quantize, PixelsEnterExactlyWithPlainNormalisation) {
  const Quantization q = input_quantization({.width = 1, .height = 1, .channels = 1});
  EXPECT_EQ(q.scales[0], 1.0f / 255.0f);
  EXPECT_EQ(q.zero_points[0], -128);
  const Quantization centred =
      input_quantization({.width = 1, .height = 1, .channels = 1, .mean = {128.0f / 255.0f}, .deviation = {128.0f / 255.0f}});
  EXPECT_NEAR(static_cast<double>(centred.scales[0]), 1.0 / 128.0, 1e-9);
  EXPECT_EQ(centred.zero_points[0], 0);
}

TEST(Quantize, TakesTheInputScaleFromTheMetadata) {
  Graph graph = build_network("cnn", {.height = 16, .width = 16, .channels = 1, .classes = 3});
  graph.metadata[kPreprocessKey] = preprocess_text({.width = 16, .height = 16, .channels = 1});
  const QuantizeResult result = quantize(graph, random_inputs(4, 1, 0.2, 0.6));  // the calibration alone would give a narrower range
  EXPECT_EQ(result.graph.value(result.graph.inputs[0]).quantization, (Quantization{{1.0f / 255.0f}, {-128}, 0}));
  EXPECT_EQ(result.report.tensors[0].method, "preprocessing");
}

TEST(Quantize, SoftmaxAndLogisticHaveTheirFixedScale) {
  for (const Op op : {Op::softmax, Op::logistic}) {
    Graph graph;
    const ValueId x = add_input(graph, make_shape({1, 4}));
    const Attributes attributes = op == Op::softmax ? Attributes(pin::SoftmaxAttributes{}) : Attributes(pin::NoAttributes{});
    graph.outputs = {graph.append(op, attributes, {x}, "y")};
    const Graph q = quantize(graph, random_inputs(4, 1, -3, 3)).graph;
    EXPECT_EQ(q.value(q.outputs[0]).quantization, (Quantization{{1.0f / 256.0f}, {-128}, 0})) << op_name(op);
  }
}

TEST(Quantize, PoolsShareTheirInputsScale) {
  Graph graph;
  const ValueId x = add_input(graph, make_shape({1, 4, 4, 1}));
  graph.outputs = {
      graph.append(Op::average_pool_2d, pin::Pool2dAttributes{.stride_h = 4, .stride_w = 4, .filter_h = 4, .filter_w = 4}, {x}, "y")};
  const Graph q = quantize(graph, random_inputs(16, 1, -2, 5)).graph;
  EXPECT_EQ(q.value(q.inputs[0]).quantization, q.value(q.outputs[0]).quantization);
}

TEST(Quantize, ConcatenationCoversAllItsInputsAndRequantisesProbabilities) {
  Graph graph;
  const ValueId a = add_input(graph, make_shape({1, 4}), "a"), b = add_input(graph, make_shape({1, 4}), "b");
  const ValueId wide = graph.append(Op::mul, pin::MulAttributes{}, {a, a}, "wide");
  const ValueId share = graph.append(Op::softmax, pin::SoftmaxAttributes{}, {b}, "share");
  graph.outputs = {graph.append(Op::concatenation, pin::ConcatenationAttributes{.axis = 1}, {wide, share}, "y")};
  const QuantizeResult result = quantize(graph, random_inputs(16, 1, -3, 3), {.range = RangeMethod::kMinMax});
  const Graph& q = result.graph;
  const Node& join = q.nodes.back();
  EXPECT_EQ(q.input(join, 0).quantization, q.output(join).quantization);
  EXPECT_EQ(q.nodes[static_cast<std::size_t>(q.producer(join.inputs[1]))].op, Op::quantize);
  EXPECT_GT(result.report.layers.back().sqnr_db, 30.0);
}

TEST(Quantize, LeastErrorIgnoresAnOutlierThatMinMaxFollows) {
  Graph graph;
  const ValueId x = add_input(graph, make_shape({1, 1'000'000}));
  graph.outputs = {graph.append(Op::relu, pin::NoAttributes{}, {x}, "y")};
  const Calibration outlier = {1, [](std::size_t, std::span<const std::span<float>> inputs) {
                                 Random random(7);
                                 for (float& value : inputs[0]) value = static_cast<float>(random.uniform());
                                 inputs[0][0] = 4.0f;
                               }};
  EXPECT_NEAR(quantize(graph, outlier, {.range = RangeMethod::kMinMax}).report.tensors[0].high, 4.0, 0.02);
  EXPECT_LT(quantize(graph, outlier).report.tensors[0].high, 2.0);
}

TEST(Quantize, RefusesToGuessWithoutSamples) {
  EXPECT_THROW(quantize(build_network("cnn", {.height = 16, .width = 16}), random_inputs(0)), Error);
}

TEST(Quantize, NamesTheTensorThatIsNotFinite) {
  Graph graph;
  const ValueId x = add_input(graph, make_shape({1, 2}));
  graph.outputs = {graph.append(Op::relu, pin::NoAttributes{}, {x}, "y")};
  const Calibration broken = {1, [](std::size_t, std::span<const std::span<float>> inputs) {
                                inputs[0][0] = std::nanf("");
                                inputs[0][1] = 1.0f;
                              }};
  try {
    quantize(graph, broken);
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.parts().place, "input 'x'");
  }
}

TEST(Quantize, TheSameInputsGiveTheSameBytes) {
  const Graph graph = build_network("ds_cnn", {.height = 16, .width = 16, .classes = 4});
  EXPECT_TRUE(quantize(graph, random_inputs(4)).graph == quantize(graph, random_inputs(4)).graph);
}

}  // namespace
}  // namespace pinhole
