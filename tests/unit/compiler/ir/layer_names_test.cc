#include "compiler/ir/layer_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pinhole {
namespace {

using testing::ElementsAre;

std::vector<std::string> names_of(const std::vector<std::pair<Op, std::string>>& layers) {
  Graph graph;
  for (const auto& [op, name] : layers) {
    const ValueId output = graph.add({name, DType::kInt8, make_shape({1}), {}, nullptr});
    graph.nodes.push_back({op, {}, {}, {output}});
  }
  return short_layer_names(graph);
}
std::string name_of(Op op, const std::string& name) { return names_of({{op, name}})[0]; }

TEST(LayerNames, PlainNamesStay) {
  EXPECT_EQ(name_of(Op::conv_2d, "stem"), "stem");
  EXPECT_EQ(name_of(Op::conv_2d, "block 1.conv"), "block 1.conv");
}

TEST(LayerNames, AFusedConvolutionIsCalledAfterItsBias) {
  EXPECT_EQ(name_of(Op::conv_2d,
                    "model/activation_2/Relu;model/batch_normalization_2/FusedBatchNormV3;model/conv2d_1/BiasAdd/ReadVariableOp/resource;"
                    "model/conv2d_1/BiasAdd;model/depthwise_conv2d_1/depthwise;model/conv2d_1/Conv2D1"),
            "conv2d_1");
  EXPECT_EQ(name_of(Op::depthwise_conv_2d,
                    "model/activation_5/Relu;model/depthwise_conv2d_2/depthwise;model/depthwise_conv2d_2/BiasAdd;"
                    "model/depthwise_conv2d_3/depthwise;model/depthwise_conv2d_2/BiasAdd/ReadVariableOp/resource1"),
            "depthwise_conv2d_2");
}

TEST(LayerNames, WithoutABiasTheLastFilterCounts) {
  EXPECT_EQ(name_of(Op::depthwise_conv_2d, "model/re_lu_5/Relu6;model/depthwise_conv2d_3/depthwise;model/depthwise_conv2d_2/depthwise"),
            "depthwise_conv2d_2");
  EXPECT_EQ(name_of(Op::conv_2d, "model/re_lu/Relu6;model/depthwise_conv2d/depthwise;model/conv2d/Conv2D"), "conv2d");
  EXPECT_EQ(name_of(Op::depthwise_conv_2d, "model/depthwise_conv2d_3/depthwise21"), "depthwise_conv2d_3");
}

TEST(LayerNames, TensorFlowsOwnWordsAreDropped) {
  EXPECT_EQ(name_of(Op::add, "model/activation_2/Relu;model/add/add"), "add");
  EXPECT_EQ(name_of(Op::average_pool_2d, "functional_1/average_pooling2d/AvgPool"), "average_pooling2d");
  EXPECT_EQ(name_of(Op::depthwise_conv_2d, "MobilenetV1/MobilenetV1/Conv2d_1_depthwise/Relu6"), "Conv2d_1_depthwise");
}

TEST(LayerNames, ANameThatOnlySaysOutputIsTheOperators) {
  EXPECT_EQ(name_of(Op::softmax, "Identity"), "softmax");
  EXPECT_EQ(name_of(Op::softmax, "StatefulPartitionedCall:0"), "softmax");
}

TEST(LayerNames, ATakenNameGetsTheOperatorBehindIt) {
  EXPECT_THAT(names_of({{Op::conv_2d, "m/c/Conv2D"}, {Op::relu, "m/c/Relu"}, {Op::relu, "x/c/Relu"}}),
              ElementsAre("c", "c.relu", "c.relu.2"));
}

TEST(LayerNames, OddSeparatorsNeverGiveAnEmptyName) {
  EXPECT_EQ(name_of(Op::relu, ";"), "relu");
  EXPECT_EQ(name_of(Op::relu, "/"), "relu");
  EXPECT_EQ(name_of(Op::relu, ";;/Relu"), "relu");
}

}  // namespace
}  // namespace pinhole
