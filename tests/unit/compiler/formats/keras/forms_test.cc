// The forms in which Keras 2 and 3 write the same things: models, calls, weights.
#include <gtest/gtest.h>

#include "tests/unit/compiler/formats/keras/sketch.h"

namespace pinhole::test {
namespace {

const Array kKernel{{2, 1}, {2, 3}}, kBias{{1}, {1}};
const LayerWeights kDense{{"kernel:0", kKernel}, {"bias:0", kBias}};
constexpr float kWant = 2 * 10 + 3 * 20 + 1;

Json dense(const std::string& name = "fc") { return layer("Dense", name, {{"units", 1}}); }
Json input(Json shape = {nullptr, 2}) { return node(layer("InputLayer", "in", {{"batch_input_shape", shape}}), {}); }
float run_on_10_20(const Bytes& file) { return run(import_any(file), {10, 20}).at(0); }

TEST(KerasForms, SequentialModelsNeedNoInputLayer) {
  Json first = dense();
  first["config"]["batch_input_shape"] = {nullptr, 2};
  const Json list = Json::array({first});
  EXPECT_EQ(run_on_10_20(keras_h5({{"class_name", "Sequential"}, {"config", list}}, {{"fc", kDense}})), kWant);
  EXPECT_EQ(run_on_10_20(keras_h5({{"class_name", "Sequential"}, {"config", {{"name", "s"}, {"layers", list}}}}, {{"fc", kDense}})), kWant);
  const Json built{{"class_name", "Sequential"},
                   {"config", {{"name", "s"}, {"layers", Json::array({dense()})}, {"build_input_shape", {nullptr, 2}}}}};
  EXPECT_EQ(run_on_10_20(keras_h5(built, {{"fc", kDense}})), kWant);
}

TEST(KerasForms, LayersMayStandInAnyOrder) {
  const Json net = functional(
      {node(layer("ReLU", "last"), {"fc"}), node(dense(), {"half"}), node(layer("Rescaling", "half", {{"scale", 1.0}}), {"in"}), input()},
      "in", "last");
  EXPECT_EQ(run_on_10_20(keras_h5(net, {{"fc", kDense}})), kWant);
}

TEST(KerasForms, ALayerThatIsCalledTwiceHasItsWeightsOnce) {
  Json shared = node(layer("Dense", "fc", {{"units", 2}}), {"in"});
  shared["inbound_nodes"].push_back(Json::array({Json::array({"fc", 0, 0, Json::object()})}));
  Json net = functional({input(), shared}, "in", "fc");
  net["config"]["output_layers"][0][1] = 1;  // its second call
  const Graph graph = import_any(keras_h5(net, {{"fc", {{"kernel:0", {{2, 2}, {1, 0, 0, 2}}}, {"bias:0", {{2}, {1, 1}}}}}}));
  EXPECT_EQ(run(graph, {10, 20}), (std::vector<float>{12, 83}));
  EXPECT_EQ(std::count_if(graph.values.begin(), graph.values.end(), [](const Value& v) { return v.is_constant(); }), 2);
}

Json nested_model() {
  Json inner = functional({input(), node(dense("block/fc"), {"in"})}, "in", "block/fc");
  inner["config"]["name"] = "inner";
  inner["name"] = "inner";
  return inner;
}

TEST(KerasForms, NestedModelsHaveTheirWeightsInTheOutermostGroup) {
  const LayerWeights weights{{"block/fc/kernel:0", kKernel}, {"block/fc/bias:0", kBias}};
  EXPECT_EQ(run_on_10_20(keras_h5(functional({input(), node(nested_model(), {"in"})}, "in", "inner"), {{"inner", weights}})), kWant);
  EXPECT_EQ(run_on_10_20(keras_h5(sequential({2}, {nested_model()}), {{"inner", weights}})), kWant);
  const Json alone{{"class_name", "Sequential"}, {"config", {{"name", "s"}, {"layers", Json::array({nested_model()})}}}};
  EXPECT_EQ(run_on_10_20(keras_h5(alone, {{"inner", weights}})), kWant);
}

TEST(KerasForms, OfNestedNamesTheShortestOneThatFitsIsTaken) {
  Json inner = functional({input(), node(layer("Dense", "fc", {{"units", 2}}), {"in"}), node(dense("a/fc"), {"fc"})}, "in", "a/fc");
  inner["config"]["name"] = inner["name"] = "inner";
  const LayerWeights weights{
      {"net/a/fc/kernel", kKernel}, {"net/a/fc/bias", kBias}, {"net/fc/kernel", {{2, 2}, {1, 0, 0, 1}}}, {"net/fc/bias", {{2}, {0, 0}}}};
  EXPECT_EQ(run_on_10_20(keras_h5(sequential({2}, {inner}), {{"inner", weights}}, "3.4.0")), kWant);
}

Json keras_3_tensor(const std::string& name) {
  return {{"class_name", "__keras_tensor__"}, {"config", {{"shape", {nullptr, 2}}, {"dtype", "float32"}, {"keras_history", {name, 0, 0}}}}};
}

Json keras_3_node(Json layer, Json args, Json kwargs = Json::object()) {
  layer["inbound_nodes"] = Json::array({{{"args", args}, {"kwargs", kwargs}}});
  return layer;
}

Json keras_3_model(std::vector<Json> layers, const std::string& output) {
  layers.insert(layers.begin(), node(layer("InputLayer", "in", {{"batch_shape", {nullptr, 2}}}), {}));
  Json net = functional(std::move(layers), "in", output);
  net["config"]["input_layers"] = {"in", 0, 0};  // one reference, not a list of them
  return net;
}

TEST(KerasForms, ArchivesOfKeras3CountTheirGroupsByClass) {
  const Json net = keras_3_model({keras_3_node(layer("Dense", "first", {{"units", 2}}), {keras_3_tensor("in")}, {{"training", false}}),
                                  keras_3_node(dense("second"), {keras_3_tensor("first")})},
                                 "second");
  const LayerWeights identity{{"", {{2, 2}, {1, 0, 0, 1}}}, {"", {{2}, {0, 0}}}};
  EXPECT_EQ(run_on_10_20(keras_archive(net, {{"layers/dense", identity}, {"layers/dense_1", kDense}})), kWant);
  EXPECT_EQ(run_on_10_20(keras_archive(
                net, {{"_layer_checkpoint_dependencies/dense", identity}, {"_layer_checkpoint_dependencies/dense_1", kDense}})),
            kWant);
}

TEST(KerasForms, NestedModelsOfArchivesHaveGroupsInGroups) {
  Json inner = keras_3_model({keras_3_node(dense(), {keras_3_tensor("in")})}, "fc");
  inner["config"]["name"] = inner["name"] = "inner";
  const Json net = keras_3_model({keras_3_node(inner, {keras_3_tensor("in")})}, "inner");
  EXPECT_EQ(run_on_10_20(keras_archive(net, {{"layers/functional/layers/dense", kDense}})), kWant);
}

TEST(KerasForms, FunctionsOfKeras3ReadTensorsAndNumbers) {
  const Json add = keras_3_node(layer("Add", "add"), {keras_3_tensor("in"), 0.5}),
             sum = keras_3_node(layer("Add", "sum"), Json::array({Json::array({keras_3_tensor("add"), keras_3_tensor("in")})}));
  const Json half = keras_3_node(layer("TrueDivide", "half"), {keras_3_tensor("sum"), 2});
  EXPECT_EQ(run(import_any(keras_archive(keras_3_model({add, sum, half}, "half"), {})), {10, 20}), (std::vector<float>{10.25, 20.25}));
}

TEST(KerasForms, FunctionsOfKeras2CarryTheirSecondOperandAsKeyword) {
  Json add = layer("TFOpLambda", "tf.add", {{"function", "__operators__.add"}}),
       scaled = layer("TFOpLambda", "tf.mul", {{"function", "math.multiply"}}),
       less = layer("TFOpLambda", "tf.sub", {{"function", "math.subtract"}});
  add["inbound_nodes"] = Json::array({Json::array({"in", 0, 0, {{"y", {"in", 0, 0}}, {"name", nullptr}}})});
  scaled["inbound_nodes"] = Json::array({Json::array({"_CONSTANT_VALUE", -1, 3, {{"y", {"tf.add", 0, 0}}}})});
  less["inbound_nodes"] = Json::array({Json::array({"tf.mul", 0, 0, {{"y", 1.5}}})});
  EXPECT_EQ(run(import_any(keras_h5(functional({input(), add, scaled, less}, "in", "tf.sub"), {})), {10, 20}),
            (std::vector<float>{58.5, 118.5}));
}

TEST(KerasForms, ActivationsAreTextOrObjects) {
  for (const Json& activation : {Json("relu6"), Json{{"class_name", "relu6"}, {"config", Json::object()}},
                                 Json{{"module", "builtins"}, {"class_name", "function"}, {"config", "relu6"}}}) {
    const Json net = sequential({2}, {layer("Activation", "a", {{"activation", activation}})});
    EXPECT_EQ(run(import_any(keras_h5(net, {})), {10, 2}), (std::vector<float>{6, 2})) << activation;
  }
}

TEST(KerasForms, LongListsOfNamesAreSpreadOverAttributes) {
  H5Sketch sketch(true);  // also the form of HDF5 with the second superblock
  sketch.text("", "model_config", sequential({2}, {dense()}).dump());
  sketch.floats("model_weights/fc/kernel:0", kKernel, Storage::kFloat64);
  sketch.floats("model_weights/fc/bias:0", kBias);
  sketch.texts("model_weights/fc", "weight_names0", {"kernel:0"});
  sketch.texts("model_weights/fc", "weight_names1", {"bias:0"});
  EXPECT_EQ(run_on_10_20(sketch.bytes()), kWant);
}

TEST(KerasForms, WeightsMayBePackedWithGzip) {
  H5Sketch sketch;
  sketch.text("", "model_config", sequential({2}, {dense()}).dump());
  sketch.floats("model_weights/fc/kernel:0", kKernel, Storage::kDeflated);
  sketch.floats("model_weights/fc/bias:0", kBias);
  sketch.texts("model_weights/fc", "weight_names", {"kernel:0", "bias:0"});
  EXPECT_EQ(run_on_10_20(sketch.bytes()), kWant);
}

TEST(KerasForms, ValuesAreNamedAfterTheirLayers) {
  const Graph graph =
      import_any(keras_h5(sequential({2}, {layer("Dense", "fc", {{"units", 1}, {"activation", "relu"}})}), {{"fc", kDense}}));
  EXPECT_EQ(graph.name, "net");
  EXPECT_EQ(graph.value(graph.inputs[0]).name, "in");
  EXPECT_EQ(graph.value(graph.outputs[0]).name, "fc");
  EXPECT_EQ(graph.output(graph.nodes[0]).name, "fc.linear");
}

}  // namespace
}  // namespace pinhole::test
