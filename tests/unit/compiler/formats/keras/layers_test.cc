// What each Keras layer becomes computes what Keras documents; the expected numbers come from loops over Keras' own layouts.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "compiler/formats/keras/layers.h"
#include "compiler/formats/keras/snake_case.h"
#include "tests/unit/compiler/formats/keras/sketch.h"

namespace pinhole::test {
namespace {

// A picture [h, w, c] without the batch.
struct Picture {
  int h, w, c;
  std::vector<float> at;
  float get(int y, int x, int z) const {
    return y < 0 || x < 0 || y >= h || x >= w ? 0.0f : at[static_cast<std::size_t>((y * w + x) * c + z)];
  }
};

Picture picture(int h, int w, int c) {
  Picture p{h, w, c, std::vector<float>(static_cast<std::size_t>(h * w * c))};
  for (std::size_t i = 0; i < p.at.size(); ++i) p.at[i] = static_cast<float>(static_cast<int>(i * 7 % 23) - 11) / 8.0f;
  return p;
}

void expect_near(const std::vector<float>& got, const std::vector<float>& want) {
  ASSERT_EQ(got.size(), want.size());
  ASSERT_FALSE(want.empty());
  for (std::size_t i = 0; i < want.size(); ++i) EXPECT_NEAR(got[i], want[i], 1e-5) << "element " << i;
}

std::vector<float> run_layers(const Picture& in, std::vector<Json> layers, const ModelWeights& weights, const char* version = "2.15.0") {
  return run(import_any(keras_h5(sequential({in.h, in.w, in.c}, std::move(layers)), weights, version)), in.at);
}

template <class F>
std::vector<float> mapped(const std::vector<float>& in, F f) {
  std::vector<float> out;
  for (const float x : in) out.push_back(static_cast<float>(f(static_cast<double>(x))));
  return out;
}

// Keras' Conv2D, stride 2, same: kernel [kh, kw, in, out].
std::vector<float> conv_stride_2(const Picture& in, const Array& kernel, const std::vector<float>& bias) {
  const int kh = static_cast<int>(kernel.extents[0]), kw = static_cast<int>(kernel.extents[1]), out_c = static_cast<int>(kernel.extents[3]);
  const int oh = (in.h + 1) / 2, ow = (in.w + 1) / 2;
  const int top = std::max(0, (oh - 1) * 2 + kh - in.h) / 2, left = std::max(0, (ow - 1) * 2 + kw - in.w) / 2;
  std::vector<float> out;
  for (int y = 0; y < oh; ++y) {
    for (int x = 0; x < ow; ++x) {
      for (int o = 0; o < out_c; ++o) {
        float sum = bias[static_cast<std::size_t>(o)];
        for (int i = 0; i < kh; ++i) {
          for (int j = 0; j < kw; ++j) {
            for (int c = 0; c < in.c; ++c)
              sum += in.get(y * 2 + i - top, x * 2 + j - left, c) *
                     kernel.values[static_cast<std::size_t>(((i * kw + j) * in.c + c) * out_c + o)];
          }
        }
        out.push_back(sum);
      }
    }
  }
  return out;
}

// Keras' DepthwiseConv2D, valid: kernel [kh, kw, in, multiplier].
Picture depthwise_valid(const Picture& in, const Array& kernel) {
  const int kh = static_cast<int>(kernel.extents[0]), kw = static_cast<int>(kernel.extents[1]), m = static_cast<int>(kernel.extents[3]);
  Picture out{in.h - kh + 1, in.w - kw + 1, in.c * m, {}};
  for (int y = 0; y < out.h; ++y) {
    for (int x = 0; x < out.w; ++x) {
      for (int o = 0; o < out.c; ++o) {
        float sum = 0;
        for (int i = 0; i < kh; ++i) {
          for (int j = 0; j < kw; ++j)
            sum += in.get(y + i, x + j, o / m) * kernel.values[static_cast<std::size_t>(((i * kw + j) * in.c + o / m) * m + o % m)];
        }
        out.at.push_back(sum);
      }
    }
  }
  return out;
}

TEST(KerasLayers, Conv2DReadsKernelsAsHeightWidthInOut) {
  const Picture in = picture(5, 6, 2);
  const Array kernel = array({3, 2, 2, 4}), bias = array({4});
  const Json conv =
      layer("Conv2D", "conv", {{"filters", 4}, {"kernel_size", {3, 2}}, {"strides", {2, 2}}, {"padding", "same"}, {"activation", "relu"}});
  expect_near(run_layers(in, {conv}, {{"conv", {{"kernel:0", kernel}, {"bias:0", bias}}}}),
              mapped(conv_stride_2(in, kernel, bias.values), [](double x) { return std::max(0.0, x); }));
}

TEST(KerasLayers, DepthwiseConv2DHasItsMultiplierInnermost) {
  const Picture in = picture(5, 4, 3);
  const Array kernel = array({2, 3, 3, 2});
  const Json conv = layer("DepthwiseConv2D", "dw", {{"kernel_size", {2, 3}}, {"depth_multiplier", 2}, {"use_bias", false}});
  expect_near(run_layers(in, {conv}, {{"dw", {{"depthwise_kernel:0", kernel}}}}), depthwise_valid(in, kernel).at);
}

TEST(KerasLayers, SeparableConv2DIsADepthwiseAndAPointwiseConvolution) {
  const Picture in = picture(5, 4, 3);
  const Array depthwise = array({2, 3, 3, 2}), pointwise = array({1, 1, 6, 2}), bias = array({2});
  const Picture spread = depthwise_valid(in, depthwise);
  std::vector<float> want;
  for (std::size_t i = 0; i < spread.at.size(); i += 6) {
    for (std::size_t o = 0; o < 2; ++o) {
      float sum = bias.values[o];
      for (std::size_t c = 0; c < 6; ++c) sum += spread.at[i + c] * pointwise.values[c * 2 + o];
      want.push_back(sum);
    }
  }
  const Json conv = layer("SeparableConv2D", "sep", {{"filters", 2}, {"kernel_size", {2, 3}}, {"depth_multiplier", 2}});
  expect_near(run_layers(in, {conv}, {{"sep", {{"depthwise_kernel:0", depthwise}, {"pointwise_kernel:0", pointwise}, {"bias:0", bias}}}}),
              want);
}

TEST(KerasLayers, DenseWorksOnTheLastAxisWhateverTheRank) {
  const Picture in = picture(2, 3, 4);
  const Array kernel = array({4, 2}), bias = array({2});
  std::vector<float> want;
  for (std::size_t row = 0; row < 6; ++row) {
    for (std::size_t o = 0; o < 2; ++o) {
      float sum = bias.values[o];
      for (std::size_t c = 0; c < 4; ++c) sum += in.at[row * 4 + c] * kernel.values[c * 2 + o];
      want.push_back(sum);
    }
  }
  const Json dense = layer("Dense", "fc", {{"units", 2}});
  const Graph graph = import_any(keras_h5(sequential({2, 3, 4}, {dense}), {{"fc", {{"kernel:0", kernel}, {"bias:0", bias}}}}));
  EXPECT_EQ(graph.value(graph.outputs[0]).shape, make_shape({1, 2, 3, 2}));
  expect_near(run(graph, in.at), want);
}

TEST(KerasLayers, BatchNormalizationIsAFactorAndAnOffsetPerChannel) {
  const Picture in = picture(2, 2, 3);
  const Array gamma = array({3}), beta{{3}, {0.5f, -1.0f, 2.0f}}, mean{{3}, {0.25f, -0.5f, 1.0f}}, variance{{3}, {1.0f, 0.25f, 4.0f}};
  const auto want = [&](bool scale, bool center) {
    std::vector<float> out;
    for (std::size_t i = 0; i < in.at.size(); ++i) {
      const std::size_t c = i % 3;
      out.push_back((scale ? gamma.values[c] : 1.0f) * (in.at[i] - mean.values[c]) / std::sqrt(variance.values[c] + 0.01f) +
                    (center ? beta.values[c] : 0.0f));
    }
    return out;
  };
  const LayerWeights statistics{{"moving_mean:0", mean}, {"moving_variance:0", variance}};
  LayerWeights all{{"gamma:0", gamma}, {"beta:0", beta}}, only_beta{{"beta:0", beta}};
  all.insert(all.end(), statistics.begin(), statistics.end());
  only_beta.insert(only_beta.end(), statistics.begin(), statistics.end());
  expect_near(run_layers(in, {layer("BatchNormalization", "bn", {{"axis", {3}}, {"epsilon", 0.01}})}, {{"bn", all}}), want(true, true));
  expect_near(run_layers(in, {layer("BatchNormalization", "bn", {{"axis", -1}, {"epsilon", 0.01}, {"scale", false}})}, {{"bn", only_beta}}),
              want(false, true));
  expect_near(run_layers(in, {layer("BatchNormalization", "bn", {{"axis", 3}, {"epsilon", 0.01}, {"scale", 0}, {"center", false}})},
                         {{"bn", statistics}}),
              want(false, false));
}

TEST(KerasLayers, ActivationsAreTheDocumentedFunctions) {
  const Picture in = picture(3, 3, 1);
  const auto sigmoid = [](double x) { return 1.0 / (1.0 + std::exp(-x)); };
  const auto check = [&](const char* name, const char* version, auto f) {
    SCOPED_TRACE(name);
    const Picture wide{3, 3, 1, mapped(in.at, [](double x) { return 6.0 * x; })};
    expect_near(run_layers(wide, {layer("Activation", "a", {{"activation", name}})}, {}, version), mapped(wide.at, f));
  };
  check("linear", "2.15.0", [](double x) { return x; });
  check("relu", "2.15.0", [](double x) { return std::max(0.0, x); });
  check("relu6", "2.15.0", [](double x) { return std::clamp(x, 0.0, 6.0); });
  check("sigmoid", "2.15.0", sigmoid);
  check("swish", "2.15.0", [&](double x) { return x * sigmoid(x); });
  check("silu", "3.3.0", [&](double x) { return x * sigmoid(x); });
  check("hard_sigmoid", "2.15.0", [](double x) { return std::clamp(0.2 * x + 0.5, 0.0, 1.0); });
  check("hard_sigmoid", "3.3.0", [](double x) { return std::clamp(x + 3.0, 0.0, 6.0) / 6.0; });
  check("hard_silu", "3.3.0", [](double x) { return x * std::clamp(x + 3.0, 0.0, 6.0) / 6.0; });
}

TEST(KerasLayers, ReluHasNoLimitOrSix) {
  const Picture in{1, 1, 4, {-1, 2, 6, 9}};
  expect_near(run_layers(in, {layer("ReLU", "r", {{"max_value", nullptr}})}, {}), {0, 2, 6, 9});
  expect_near(run_layers(in, {layer("ReLU", "r", {{"max_value", 6}})}, {}), {0, 2, 6, 6});
  expect_near(run_layers(in, {layer("ReLU", "r", {{"max_value", 6.0}, {"threshold", 0.0}})}, {}), {0, 2, 6, 6});
}

TEST(KerasLayers, PoolsTakeTheirWindowAsStride) {
  const Picture in{2, 5, 1, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}};
  expect_near(run_layers(in, {layer("MaxPooling2D", "p", {{"pool_size", {2, 2}}, {"strides", nullptr}})}, {}), {7, 9});
  expect_near(run_layers(in, {layer("MaxPooling2D", "p", {{"pool_size", 2}, {"strides", {1, 3}}})}, {}), {7, 10});
  expect_near(run_layers(in, {layer("AveragePooling2D", "p", {{"pool_size", {2, 2}}, {"padding", "same"}})}, {}), {4, 6, 7.5});
  expect_near(run_layers(in, {layer("GlobalAveragePooling2D", "p")}, {}), {5.5});
  expect_near(run_layers(in, {layer("GlobalMaxPooling2D", "p")}, {}), {10});
}

TEST(KerasLayers, GlobalPoolsKeepDimensionsWhenAsked) {
  for (const char* name : {"GlobalAveragePooling2D", "GlobalMaxPooling2D"}) {
    for (const bool keep : {false, true}) {
      const Graph graph = import_any(keras_h5(sequential({4, 4, 3}, {layer(name, "p", {{"keepdims", keep}})}), {}));
      EXPECT_EQ(graph.value(graph.outputs[0]).shape, keep ? make_shape({1, 1, 1, 3}) : make_shape({1, 3})) << name;
    }
  }
}

TEST(KerasLayers, ZeroPaddingIsReadInItsThreeForms) {
  const Picture in{1, 1, 1, {7}};
  expect_near(run_layers(in, {layer("ZeroPadding2D", "z", {{"padding", 1}})}, {}), {0, 0, 0, 0, 7, 0, 0, 0, 0});
  expect_near(run_layers(in, {layer("ZeroPadding2D", "z", {{"padding", {0, 1}}})}, {}), {0, 7, 0});
  expect_near(run_layers(in, {layer("ZeroPadding2D", "z", {{"padding", {{0, 1}, {2, 0}}}})}, {}), {0, 0, 7, 0, 0, 0});
}

TEST(KerasLayers, ShapesAreChangedInTheOrderOfRows) {
  const Graph graph = import_any(keras_h5(sequential({2, 3, 4}, {layer("Flatten", "f"), layer("Reshape", "r", {{"target_shape", {4, -1}}}),
                                                                 layer("Dropout", "d", {{"rate", 0.5}})}),
                                          {}));
  EXPECT_EQ(graph.value(graph.outputs[0]).shape, make_shape({1, 4, 6}));
  EXPECT_EQ(graph.nodes.size(), 2u);
  expect_near(run(graph, picture(2, 3, 4).at), picture(2, 3, 4).at);
}

TEST(KerasLayers, PreprocessingLayersScalePerChannel) {
  const Picture in{1, 1, 2, {10, 20}};
  expect_near(run_layers(in, {layer("Rescaling", "s", {{"scale", 0.5}, {"offset", -1.0}})}, {}), {4, 9});
  expect_near(run_layers(in, {layer("Rescaling", "s", {{"scale", {0.5, 2}}, {"offset", {0, 1}}})}, {}), {5, 41});
  const LayerWeights adapted{{"mean:0", {{2}, {4, 8}}}, {"variance:0", {{2}, {9, 16}}}, {"count:0", {{}, {1}}}};
  expect_near(run_layers(in, {layer("Normalization", "n", {{"axis", {-1}}})}, {{"n", adapted}}), {2, 3});
  expect_near(run_layers(in, {layer("Normalization", "n", {{"axis", {-1}}, {"mean", {4, 8}}, {"variance", {9, 16}}})}, {}), {2, 3});
}

std::vector<float> run_merge(const Json& merge) {
  const Json net = functional({node(layer("InputLayer", "in", {{"batch_input_shape", {nullptr, 1, 1, 2}}}), {}),
                               node(layer("Rescaling", "double", {{"scale", 2.0}}), {"in"}),
                               node(layer("Rescaling", "ten", {{"scale", 10.0}}), {"in"}), node(merge, {"in", "double", "ten"})},
                              "in", merge.at("name"));
  return run(import_any(keras_h5(net, {})), {1, 3});
}

TEST(KerasLayers, MergesTakeAnyNumberOfInputs) {
  expect_near(run_merge(layer("Add", "m")), {13, 39});
  expect_near(run_merge(layer("Multiply", "m")), {20, 540});
  expect_near(run_merge(layer("Average", "m")), {13.0f / 3, 13});
  expect_near(run_merge(layer("Concatenate", "m", {{"axis", 3}})), {1, 3, 2, 6, 10, 30});
  expect_near(run_merge(layer("Concatenate", "m", {{"axis", 1}})), {1, 3, 2, 6, 10, 30});
}

TEST(KerasLayers, EveryOneHasADescriptionAndIsFoundByName) {
  const std::vector<std::string> names = keras::layer_names();
  EXPECT_GE(names.size(), 35u);
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end()) << "two layers of one name";
  const std::string document = read_text_file(std::filesystem::path(PINHOLE_SOURCE_DIR) / "docs" / "keras.md");
  for (const std::string& name : names) {
    ASSERT_NE(keras::find_layer(name), nullptr) << name;
    EXPECT_NE(document.find("`" + name + "`"), std::string::npos) << name << " is not in docs/keras.md";
  }
}

TEST(KerasLayers, HaveKerasOwnNamesForTheirGroups) {
  EXPECT_EQ(keras::snake_case("Conv2D"), "conv2d");
  EXPECT_EQ(keras::snake_case("DepthwiseConv2D"), "depthwise_conv2d");
  EXPECT_EQ(keras::snake_case("BatchNormalization"), "batch_normalization");
  EXPECT_EQ(keras::snake_case("ReLU"), "re_lu");
  EXPECT_EQ(keras::snake_case("PReLU"), "p_re_lu");
  EXPECT_EQ(keras::snake_case("LeakyReLU"), "leaky_re_lu");
  EXPECT_EQ(keras::snake_case("GlobalAveragePooling2D"), "global_average_pooling2d");
  EXPECT_EQ(keras::snake_case("Functional"), "functional");
  EXPECT_EQ(keras::snake_case("My.Layer"), "my_layer");
  EXPECT_EQ(keras::snake_case(""), "");
}

}  // namespace
}  // namespace pinhole::test
