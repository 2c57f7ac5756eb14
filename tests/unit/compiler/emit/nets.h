// Three tiny networks for the emitter's tests, with made-up weights: leaf (int8, pictures to labels), slope (float), pair (two int8
// inputs, added). Small enough that a person can read the whole of what is emitted for them (tests/goldens/emit).
#pragma once

#include <string>
#include <vector>

#include "boards/board.h"
#include "compiler/compile.h"
#include "compiler/ir/graph.h"
#include "compiler/ir/preprocess.h"
#include "compiler/ir/verify.h"

namespace pinhole::emit_test {

inline Quantization per_channel(std::size_t channels) {
  Quantization q;
  for (std::size_t c = 0; c < channels; ++c) q.scales.push_back(0.01f + 0.002f * static_cast<float>(c));
  q.zero_points.assign(channels, 0);
  return q;
}

inline ValueId int8_weights(Graph& graph, const std::string& name, Shape shape, Quantization quantization) {
  std::vector<std::int8_t> data(static_cast<std::size_t>(shape.count()));
  for (std::size_t i = 0; i < data.size(); ++i) data[i] = static_cast<std::int8_t>(static_cast<int>(i * 37 % 251) - 125);
  return graph.add_constant<std::int8_t>(name, DType::kInt8, shape, data, std::move(quantization));
}

inline ValueId int32_bias(Graph& graph, const std::string& name, std::int32_t count) {
  std::vector<std::int32_t> data(static_cast<std::size_t>(count));
  for (std::int32_t i = 0; i < count; ++i) data[static_cast<std::size_t>(i)] = 100 * i - 150;
  return graph.add_constant<std::int32_t>(name, DType::kInt32, make_shape({count}), data);
}

inline ValueId float_values(Graph& graph, const std::string& name, Shape shape) {
  std::vector<float> data(static_cast<std::size_t>(shape.count()));
  for (std::size_t i = 0; i < data.size(); ++i) data[i] = 0.125f * static_cast<float>(static_cast<int>(i * 7 % 17) - 8);
  return graph.add_constant<float>(name, DType::kFloat32, shape, data);
}

// Convolution, depthwise convolution, mean, dense layer and softmax on 12x12x3 pictures; labels and preprocessing.
inline Graph leaf() {
  Graph g;
  g.name = "leaf";
  g.labels = {"healthy", "rust", "scab"};
  pin::Preprocess preprocess;
  preprocess.width = preprocess.height = 12;
  for (float& mean : preprocess.mean) mean = 0.5f;
  for (float& deviation : preprocess.deviation) deviation = 0.5f;
  g.metadata[kPreprocessKey] = preprocess_text(preprocess);
  g.inputs = {g.add({"image", DType::kInt8, make_shape({1, 12, 12, 3}), {{0.0078125f}, {0}, 0}, nullptr})};
  pin::Conv2dAttributes stem;
  stem.stride_h = stem.stride_w = 2;
  stem.activation = pin::Activation::kRelu6;
  const ValueId a =
      g.append(Op::conv_2d, stem,
               {g.inputs[0], int8_weights(g, "stem/weights", make_shape({4, 3, 3, 3}), per_channel(4)), int32_bias(g, "stem/bias", 4)},
               "stem", {{0.0235294f}, {-128}, 0});
  Quantization spatial = per_channel(4);
  spatial.axis = 3;
  pin::DepthwiseConv2dAttributes depthwise;
  depthwise.activation = pin::Activation::kRelu6;
  const ValueId b = g.append(Op::depthwise_conv_2d, depthwise,
                             {a, int8_weights(g, "block/weights", make_shape({1, 3, 3, 4}), spatial), int32_bias(g, "block/bias", 4)},
                             "block", {{0.0235294f}, {-128}, 0});
  pin::Pool2dAttributes pool;
  pool.padding = pin::Padding::kValid;
  pool.filter_h = pool.filter_w = pool.stride_h = pool.stride_w = 6;
  const ValueId c = g.append(Op::average_pool_2d, pool, {b}, "pool", {{0.0235294f}, {-128}, 0});
  const ValueId d = g.append(Op::fully_connected, pin::FullyConnectedAttributes{},
                             {c, int8_weights(g, "head/weights", make_shape({3, 4}), {{0.02f}, {0}, 0}), int32_bias(g, "head/bias", 3)},
                             "head", {{0.125f}, {7}, 0});
  g.outputs = {g.append(Op::softmax, pin::SoftmaxAttributes{}, {d}, "scores", {{1.0f / 256.0f}, {-128}, 0})};
  verify(g);
  return g;
}

// Float convolution, pooling and a dense layer with one output.
inline Graph slope() {
  Graph g;
  g.name = "slope";
  g.inputs = {g.add({"signal", DType::kFloat32, make_shape({1, 1, 16, 2}), {}, nullptr})};
  pin::Conv2dAttributes conv;
  conv.activation = pin::Activation::kRelu;
  const ValueId a =
      g.append(Op::conv_2d, conv,
               {g.inputs[0], float_values(g, "conv_w", make_shape({3, 1, 3, 2})), float_values(g, "conv_b", make_shape({3}))}, "conv");
  pin::Pool2dAttributes pool;
  pool.filter_w = pool.stride_w = 4;
  const ValueId b = g.append(Op::max_pool_2d, pool, {a}, "pool");
  g.outputs = {g.append(Op::fully_connected, pin::FullyConnectedAttributes{},
                        {b, float_values(g, "dense_w", make_shape({1, 12})), float_values(g, "dense_b", make_shape({1}))}, "slope")};
  verify(g);
  return g;
}

// Two inputs of different scales, added; no labels, no preprocessing.
inline Graph pair() {
  Graph g;
  g.name = "pair";
  g.inputs = {g.add({"left", DType::kInt8, make_shape({1, 8}), {{0.5f}, {3}, 0}, nullptr}),
              g.add({"right", DType::kInt8, make_shape({1, 8}), {{0.25f}, {-4}, 0}, nullptr})};
  g.outputs = {g.append(Op::add, pin::AddAttributes{}, {g.inputs[0], g.inputs[1]}, "sum", {{0.75f}, {1}, 0})};
  verify(g);
  return g;
}

struct Net {
  const char* name;
  Graph (*make)();
  const char* board;  // null: portable
};
inline constexpr Net kNets[] = {{"leaf", leaf, "nano33ble"}, {"slope", slope, nullptr}, {"pair", pair, nullptr}};

inline CompiledModel compile_net(const Net& net) {
  Board board;
  CompileOptions options{.name = net.name, .source = std::string(net.name) + ".tflite"};
  if (net.board != nullptr) {
    board = load_board(net.board);
    options.board = &board;
  }
  return compile(net.make(), options);
}

}  // namespace pinhole::emit_test
