#include "training/zoo/zoo.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "compiler/ir/semantics.h"

namespace pinhole {
namespace {

// Figures of ../shared/anchors.md, section 1.1, computed there from the reference files of mlcommons/tiny.
TEST(Zoo, MobileNetHasTheMacsOfVisualWakeWords) {
  EXPECT_EQ(macs(build_network("mobilenet_v1", {.height = 96, .width = 96, .channels = 3, .classes = 2, .alpha = 0.25})), 7'489'664u);
}

TEST(Zoo, ResNet8HasTheMacsOfImageClassification) {
  EXPECT_EQ(macs(build_network("resnet_8", {.height = 32, .width = 32, .channels = 3, .classes = 10})), 12'501'632u);
}

TEST(Zoo, DsCnnHasTheMacsOfKeywordSpotting) {
  EXPECT_EQ(macs(build_network("ds_cnn", {.height = 49, .width = 10, .channels = 1, .classes = 12})), 2'656'768u);
}

std::size_t weight_count(const Graph& graph) {
  std::size_t sum = 0;
  for (const Value& value : graph.values) {
    if (value.is_constant() && value.name.ends_with(".weights")) sum += static_cast<std::size_t>(value.shape.count());
  }
  return sum;
}

// 207,600 convolution weights of the reference file (anchors.md 1.1) and 512 of the classes.
TEST(Zoo, MobileNetHasTheWeightsOfVisualWakeWords) { EXPECT_EQ(weight_count(build_network("mobilenet_v1", {})), 208'112u); }

TEST(Zoo, EveryNetworkEndsInProbabilitiesOfItsClasses) {
  for (const ArchitectureInfo& info : architectures()) {
    NetworkOptions options;
    options.classes = 7;
    const Graph graph = build_network(info.name, options);
    ASSERT_EQ(graph.outputs.size(), 1u) << info.name;
    EXPECT_EQ(graph.value(graph.outputs[0]).shape, make_shape({1, 7})) << info.name;
    EXPECT_EQ(graph.nodes.back().op, Op::softmax) << info.name;
    EXPECT_EQ(graph.value(graph.inputs[0]).shape, make_shape({1, info.usual.height, info.usual.width, info.usual.channels})) << info.name;
  }
}

TEST(Zoo, EveryNetworkTakesItsLeastSide) {
  for (const ArchitectureInfo& info : architectures()) {
    EXPECT_NO_THROW(build_network(info.name, {.height = info.least_side, .width = info.least_side})) << info.name;
  }
}

TEST(Zoo, SameSeedGivesTheSameGraph) {
  EXPECT_TRUE(build_network("cnn", {.seed = 5}) == build_network("cnn", {.seed = 5}));
  EXPECT_FALSE(build_network("cnn", {.seed = 5}) == build_network("cnn", {.seed = 6}));
}

TEST(Zoo, CnnEndsItsStagesAtEightPixels) {
  for (const std::int32_t side : {12, 28, 32, 64, 96, 128}) {
    const Graph graph = build_network("cnn", {.height = side, .width = side});
    for (const Node& node : graph.nodes) {
      if (node.op != Op::mean) continue;
      EXPECT_LE(graph.input(node, 0).shape.dim[1], 8) << side;
    }
  }
}

TEST(Zoo, NamesTheNearestNetwork) {
  try {
    build_network("mobilenet_v2", {});
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.parts().help, "did you mean 'mobilenet_v1'?");
  }
}

TEST(Zoo, RefusesAnInputThatIsTooSmall) { EXPECT_THROW(build_network("mobilenet_v1", {.height = 16, .width = 16}), Error); }

TEST(Zoo, AlphaScalesChannelsToMultiplesOfFour) {
  for (const Value& value : build_network("cnn", {.alpha = 0.6}).values) {
    if (!value.name.ends_with(".bn.scale")) continue;
    EXPECT_EQ(value.shape.dim[0] % 4, 0) << value.name;
  }
}

}  // namespace
}  // namespace pinhole
