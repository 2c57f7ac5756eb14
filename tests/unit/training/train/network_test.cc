#include "training/train/network.h"

#include <gtest/gtest.h>

#include <cstring>

#include "base/random.h"
#include "compiler/ir/evaluate.h"
#include "training/zoo/zoo.h"

namespace pinhole {
namespace {

constexpr std::int64_t kBatch = 3;

std::vector<float> random_values(std::size_t count, std::uint64_t seed, double low = -1, double high = 1) {
  Random random(seed);
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(random.uniform(low, high));
  return values;
}

// Scales and shifts as after training, so that folding them wrongly would show.
Graph with_random_batch_norm(Graph graph) {
  std::uint64_t seed = 100;
  for (Value& value : graph.values) {
    const bool scale = value.name.ends_with(".bn.scale");
    if (!scale && !value.name.ends_with(".bn.shift")) continue;
    const std::vector<float> values =
        random_values(static_cast<std::size_t>(value.shape.count()), seed++, scale ? 0.6 : -0.3, scale ? 1.4 : 0.3);
    const auto bytes = std::as_bytes(std::span(values));
    value.constant = std::make_shared<const Bytes>(bytes.begin(), bytes.end());
  }
  return graph;
}

// What evaluate() computes for one picture, at the value that Network calls the logits.
std::vector<float> evaluated_logits(const Graph& graph, std::span<const float> picture) {
  Evaluator evaluator(graph);
  const std::span<float> input = evaluator.data<float>(graph.inputs[0]);
  std::copy(picture.begin(), picture.end(), input.begin());
  evaluator.run();
  const Node& last = graph.nodes.back();
  const std::span<float> logits = evaluator.data<float>(last.op == Op::softmax ? last.inputs[0] : last.outputs[0]);
  return {logits.begin(), logits.end()};
}

void expect_same_as_evaluate(const Graph& graph, const std::string& what) {
  const Shape shape = graph.value(graph.inputs[0]).shape;
  const auto size = static_cast<std::size_t>(shape.count());
  std::vector<float> pictures = random_values(kBatch * size, 5);
  std::vector<std::int64_t> sizes(shape.dim, shape.dim + shape.rank);
  sizes[0] = kBatch;
  Network network(graph, torch::kCPU);
  const torch::NoGradGuard no_grad;
  const torch::Tensor logits = network.logits(torch::from_blob(pictures.data(), sizes), Network::Mode::kEvaluate).contiguous();
  for (std::size_t i = 0; i < kBatch; ++i) {
    const std::vector<float> expected = evaluated_logits(graph, std::span(pictures).subspan(i * size, size));
    for (std::size_t k = 0; k < expected.size(); ++k) {
      EXPECT_NEAR(logits.data_ptr<float>()[i * expected.size() + k], expected[k], 1e-4 * std::max(1.0f, std::abs(expected[k])))
          << what << " " << i << " " << k;
    }
  }
}

TEST(Network, ComputesWhatEvaluateComputesForEveryArchitecture) {
  for (const ArchitectureInfo& info : architectures()) {
    for (const std::int32_t side : {32, 37}) {  // odd sizes have odd paddings
      const Graph graph =
          build_network(info.name, {.height = side, .width = side + 1, .channels = 3, .classes = 4, .alpha = 0.5, .seed = 2});
      expect_same_as_evaluate(with_random_batch_norm(graph), info.name + " " + std::to_string(side));
    }
  }
}

ValueId add_input(Graph& graph, Shape shape) {
  graph.inputs = {graph.add({"x", DType::kFloat32, shape, {}, nullptr})};
  return graph.inputs[0];
}

Graph finish(Graph graph, ValueId id) {  // flattened to two classes
  const std::int32_t axes[] = {1, 2};
  const ValueId constant = graph.add_constant<std::int32_t>("axes", DType::kInt32, make_shape({2}), axes);
  const ValueId mean = graph.append(Op::mean, pin::MeanAttributes{}, {id, constant}, "mean");
  const std::int32_t depth = graph.value(mean).shape.dim[1];
  const ValueId w =
      graph.add_constant<float>("w", DType::kFloat32, make_shape({2, depth}), random_values(static_cast<std::size_t>(2 * depth), 9));
  graph.outputs = {graph.append(Op::fully_connected, pin::FullyConnectedAttributes{}, {mean, w}, "y")};
  return graph;
}

TEST(Network, PadsWindowsAsTheGraphDoes) {
  for (const pin::Padding padding : {pin::Padding::kSame, pin::Padding::kValid}) {
    for (const std::int32_t stride : {1, 2, 3}) {
      for (const std::int32_t size : {7, 8}) {
        const std::string what = std::to_string(stride) + " " + std::to_string(size);
        const pin::Pool2dAttributes pool = {.padding = padding, .stride_h = stride, .stride_w = stride, .filter_h = 3, .filter_w = 2};
        Graph average, largest, conv;
        const Shape shape = make_shape({1, size, size + 1, 4});
        const ValueId a = add_input(average, shape), b = add_input(largest, shape), c = add_input(conv, shape);
        expect_same_as_evaluate(finish(average, average.append(Op::average_pool_2d, pool, {a}, "p")), "average " + what);
        expect_same_as_evaluate(finish(largest, largest.append(Op::max_pool_2d, pool, {b}, "p")), "max " + what);
        const ValueId w = conv.add_constant<float>("conv", DType::kFloat32, make_shape({6, 3, 2, 2}), random_values(72, 4));  // two groups
        expect_same_as_evaluate(
            finish(conv, conv.append(Op::conv_2d, pin::Conv2dAttributes{.padding = padding, .stride_h = stride, .stride_w = stride}, {c, w},
                                     "p")),
            "conv " + what);
      }
    }
  }
}

TEST(Network, JoinsPadsAndBroadcasts) {
  Graph graph;
  const ValueId x = add_input(graph, make_shape({1, 5, 4, 2}));
  const std::int32_t paddings[] = {0, 0, 1, 2, 0, 1, 0, 0};
  const ValueId constant = graph.add_constant<std::int32_t>("paddings", DType::kInt32, make_shape({4, 2}), paddings);
  const ValueId padded = graph.append(Op::pad, pin::NoAttributes{}, {x, constant}, "padded");
  const ValueId sigmoid = graph.append(Op::logistic, pin::NoAttributes{}, {padded}, "sigmoid");
  const ValueId product = graph.append(Op::mul, pin::MulAttributes{.activation = pin::Activation::kRelu6}, {padded, sigmoid}, "product");
  const ValueId joined = graph.append(Op::concatenation, pin::ConcatenationAttributes{.axis = -1}, {product, sigmoid}, "joined");
  expect_same_as_evaluate(finish(graph, joined), "joined");
}

TEST(Network, GivesBackTheGraphThatItWasGiven) {
  const Graph graph = with_random_batch_norm(build_network("resnet_8", {.height = 16, .width = 16, .channels = 1, .classes = 3}));
  const Graph back = Network(graph, torch::kCPU).graph();
  ASSERT_EQ(back.values.size(), graph.values.size());
  for (std::size_t i = 0; i < graph.values.size(); ++i) {
    if (!graph.values[i].is_constant() || graph.values[i].dtype != DType::kFloat32) continue;
    const auto a = graph.values[i].data<float>(), b = back.values[i].data<float>();
    for (std::size_t k = 0; k < a.size(); ++k) EXPECT_NEAR(a[k], b[k], 1e-6f) << graph.values[i].name;
  }
}

// A normalised layer that was trained before keeps its function when its statistics are found anew.
TEST(Network, AdoptingStatisticsKeepsTheFunction) {
  const Graph graph = with_random_batch_norm(build_network("cnn", {.height = 16, .width = 16, .channels = 1, .classes = 3}));
  Network network(graph, torch::kCPU);
  ASSERT_TRUE(network.needs_statistics());
  std::vector<float> pictures = random_values(20 * 256, 8);
  const torch::NoGradGuard no_grad;
  const torch::Tensor input = torch::from_blob(pictures.data(), {20, 16, 16, 1});
  const torch::Tensor before = network.logits(input, Network::Mode::kObserve).clone();
  network.adopt_statistics();
  EXPECT_FALSE(network.needs_statistics());
  EXPECT_LT((network.logits(input, Network::Mode::kEvaluate) - before).abs().max().item<float>(), 1e-4f);
  EXPECT_LT((network.logits(input, Network::Mode::kTrain) - before).abs().max().item<float>(), 1e-2f);  // epsilon, and n - 1 for n
}

TEST(Network, TrainsWeightsBiasesAndNormalisationOnly) {
  Network network(build_network("cnn", {.height = 16, .width = 16, .channels = 1, .classes = 3}), torch::kCPU);
  for (const Parameter& parameter : network.parameters()) {
    EXPECT_EQ(parameter.decays, parameter.name.ends_with(".weights")) << parameter.name;
    EXPECT_TRUE(parameter.tensor.requires_grad()) << parameter.name;
  }
  EXPECT_EQ(network.parameters().size(), 3u * 3 + 2);  // stem, stage1 and last: weights, scale, shift; classes: weights, bias
}

TEST(Network, RefusesAGraphWithoutClasses) {
  Graph graph;
  const ValueId x = add_input(graph, make_shape({1, 4, 4, 1}));
  graph.outputs = {graph.append(Op::relu, pin::NoAttributes{}, {x}, "y")};
  EXPECT_THROW(Network(graph, torch::kCPU), Error);
}

}  // namespace
}  // namespace pinhole
