// What is refused, and with which words: "place: problem | expected | got".
#include <gtest/gtest.h>

#include "compiler/formats/detect.h"
#include "tests/unit/compiler/formats/keras/sketch.h"

namespace pinhole::test {
namespace {

const LayerWeights kDense{{"kernel:0", {{2, 1}, {2, 3}}}, {"bias:0", {{1}, {1}}}};

Json dense(Json config = {{"units", 1}}) { return layer("Dense", "fc", std::move(config)); }
std::string refused(std::vector<Json> layers, const ModelWeights& weights = {}, std::vector<int> shape = {4, 4, 3}) {
  return refusal(keras_h5(sequential(std::move(shape), std::move(layers)), weights));
}

TEST(KerasRefusals, ListEverythingThatIsLackingAtOnce) {
  Json inner = sequential({4, 4, 3}, {layer("Lambda", "slice")});
  inner["config"]["name"] = inner["name"] = "inner";
  const std::string text = refused({layer("Conv2DTranspose", "up"), layer("ReLU", "clip", {{"max_value", 4.0}}),
                                    layer("Conv2D", "first", {{"data_format", "channels_first"}}),
                                    layer("Dense", "fc", {{"units", 2}, {"activation", "softsign"}}), inner});
  EXPECT_NE(text.find("the model uses 5 features that Pinhole does not have | the layers Activation, ActivityRegularization, Add,"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find(" | layer 'up' (Conv2DTranspose): no such layer in Pinhole\n"
                      "       layer 'clip' (ReLU): max_value 4; Pinhole has 6 or none\n"
                      "       layer 'first' (Conv2D): data_format 'channels_first'; Pinhole has channels_last only\n"
                      "       layer 'fc' (Dense): activation 'softsign'\n"
                      "       layer 'slice' (Lambda): no such layer in Pinhole"),
            std::string::npos)
      << text;
}

TEST(KerasRefusals, OfLackingLayersComeBeforeTheWeightsAreLookedAt) {
  const Bytes file =
      zip_of({{"config.json", bytes_of(sequential({2}, {layer("Lambda", "l")}).dump())}, {"model.weights.h5", bytes_of("no HDF5")}});
  EXPECT_TRUE(refusal(file).starts_with("the model uses 1 feature that Pinhole does not have")) << refusal(file);
}

TEST(KerasRefusals, NameMissingWeightsAndWhatIsThereInstead) {
  EXPECT_EQ(refused({dense()}, {{"fc", {{"bias:0", {{1}, {1}}}}}}, {2}),
            "layer 'fc' (Dense): its weights 'kernel' are missing | one in '/model_weights/fc' | fc/bias:0");
  EXPECT_EQ(refused({dense()}, {}, {2}), "layer 'fc' (Dense): its weights 'kernel' are missing | one in '/model_weights/fc' | none");
  H5Sketch sketch;
  sketch.text("", "model_config", sequential({2}, {dense()}).dump());
  sketch.texts("model_weights/fc", "weight_names", {"kernel:0"});
  EXPECT_EQ(refusal(sketch.bytes()),
            "layer 'fc' (Dense): weights '/model_weights/fc/kernel:0' are missing | 2x1 | no data set of that name");
}

TEST(KerasRefusals, NameBothShapesOfWeightsThatDoNotFit) {
  EXPECT_EQ(refused({dense({{"units", 7}})}, {{"fc", kDense}}, {2}),
            "layer 'fc' (Dense): weights '/model_weights/fc/fc/kernel:0' have the wrong shape | 2x7, as the architecture says | 2x1");
}

TEST(KerasRefusals, CoverWeightsOfArchivesToo) {
  const Json net = sequential({2}, {dense()});
  EXPECT_EQ(refusal(keras_archive(net, {{"layers/dense", {{"", {{2, 1}, {2, 3}}}}}})),
            "layer 'fc' (Dense): its weights 'bias' are missing | '/layers/dense/vars/1' | 0");
  H5Sketch other;
  other.floats("layers/dense/vars/0", kDense[0].second);
  other.text("layers/dense/vars", "name", "fc_old");
  EXPECT_EQ(refusal(zip_of({{"config.json", bytes_of(net.dump())}, {"model.weights.h5", other.bytes()}})),
            "layer 'fc' (Dense): the weights '/layers/dense/vars' belong to another layer | 'fc' | 'fc_old'");
}

std::string refused_storage(Storage storage) {
  H5Sketch sketch;
  sketch.text("", "model_config", sequential({2}, {dense()}).dump());
  sketch.floats("model_weights/fc/kernel:0", kDense[0].second, storage);
  sketch.texts("model_weights/fc", "weight_names", {"kernel:0", "bias:0"});
  return refusal(sketch.bytes());
}

TEST(KerasRefusals, NameTheElementTypeOfWeightsThatAreNoFloats) {
  EXPECT_EQ(refused_storage(Storage::kInt32),
            "layer 'fc' (Dense): weights '/model_weights/fc/kernel:0' are no floats | float32, float64 or float16 | another element type");
}

TEST(KerasRefusals, ComeBeforeMemoryIsTakenForWeightsThatTheFileDoesNotHold) {
  EXPECT_EQ(refused_storage(Storage::kUnwritten),
            "layer 'fc' (Dense): weights '/model_weights/fc/kernel:0' claim more bytes than are in the file | 8 bytes of data | 0");
  H5Sketch sketch;  // a terabyte that was never written, in a file of some kilobytes
  sketch.text("", "model_config", sequential({1 << 14}, {dense({{"units", 1 << 24}})}).dump());
  sketch.floats("model_weights/fc/kernel:0", {{1 << 14, 1 << 24}, {}}, Storage::kUnwritten);
  sketch.texts("model_weights/fc", "weight_names", {"kernel:0"});
  EXPECT_EQ(refusal(sketch.bytes()), "layer 'fc' (Dense): the weights are too large | at most 268435456 elements | 16384x16777216");
}

TEST(KerasRefusals, OfLinksThatLeadOutOfTheFile) {
  const TemporaryFolder folder;
  H5Sketch target;
  target.floats("fc/kernel:0", kDense[0].second);
  write_file(folder.path() / "other.h5", target.bytes());
  H5Sketch sketch;
  sketch.text("", "model_config", sequential({2}, {dense()}).dump());
  sketch.group("model_weights/fc");
  sketch.texts("model_weights/fc", "weight_names", {"elsewhere/fc/kernel:0"});
  sketch.external_link("model_weights/fc/elsewhere", (folder.path() / "other.h5").string());
  EXPECT_EQ(refusal(sketch.bytes()),
            "layer 'fc' (Dense): weights '/model_weights/fc/elsewhere/fc/kernel:0' are missing | 2x1 | no data set of that name");
}

TEST(KerasRefusals, SayWhatAnHdf5FileHoldsInstead) {
  H5Sketch nothing, weights;
  EXPECT_EQ(refusal(nothing.bytes()), "the HDF5 file holds no Keras model | an attribute 'model_config' with the architecture | none");
  weights.texts("", "layer_names", {"fc"});
  EXPECT_EQ(refusal(weights.bytes()),
            "the file has weights, but no network | an attribute 'model_config' with the architecture | weights only");
}

TEST(KerasRefusals, NameTheByteAtWhichTheDescriptionEnds) {
  H5Sketch sketch;
  sketch.text("", "model_config", R"({"class_name": "Sequential", "conf)");
  EXPECT_EQ(refusal(sketch.bytes()),
            "model_config, byte 35: the model's description is no JSON | Keras' JSON | something that cannot be read from there on");
}

TEST(KerasRefusals, BoundTheDepthOfTheDescription) {
  H5Sketch sketch;
  sketch.text("", "model_config", std::string(100'000, '['));
  EXPECT_EQ(refusal(sketch.bytes()), "model_config: the model's description is nested too deeply | at most 64 levels of JSON | more");
}

TEST(KerasRefusals, NameMembersOfTheWrongType) {
  EXPECT_EQ(refused({layer("Conv2D", "c", {{"filters", "many"}, {"kernel_size", 3}})}),
            "layer 'c' (Conv2D): 'filters' is not usable | a whole number from 1 to 16777216 | \"many\"");
  EXPECT_EQ(refused({layer("Conv2D", "c", {{"filters", 8}})}),
            "layer 'c' (Conv2D): 'kernel_size' is missing | a member of that name | none");
  EXPECT_EQ(refused({layer("Conv2D", "c", {{"filters", 8}, {"kernel_size", {3, 3, 3}}})}),
            "layer 'c' (Conv2D): 'kernel_size' is not usable | two numbers: height and width | [3,3,3]");
  EXPECT_EQ(refused({layer("Conv2D", "c", {{"filters", 8}, {"kernel_size", 3}, {"strides", 0}})}),
            "layer 'c' (Conv2D): 'strides' is not usable | a whole number from 1 to 32768 | 0");
  EXPECT_EQ(refused({layer("Conv2D", "c", {{"filters", 8}, {"kernel_size", 3}, {"groups", 2}})}),
            "layer 'c' (Conv2D): 'groups' does not divide the channels | a divisor of 3 and 8 | 2");
  EXPECT_EQ(refused({dense({{"units", -3}})}), "layer 'fc' (Dense): 'units' is not usable | a whole number from 1 to 16777216 | -3");
  EXPECT_EQ(refused({dense({{"units", 1}, {"use_bias", "yes"}})}, {{"fc", {{"kernel:0", array({3, 1})}}}}),
            "layer 'fc' (Dense): 'use_bias' is not usable | true or false | \"yes\"");
  EXPECT_EQ(refused({layer("Reshape", "r", {{"target_shape", {5, -1}}})}),
            "layer 'r' (Reshape): 'target_shape' is not usable | 48 elements, as the input 1x4x4x3 has | [5,-1]");
  EXPECT_EQ(refused({layer("ZeroPadding2D", "z", {{"padding", -1}})}),
            "layer 'z' (ZeroPadding2D): 'padding' is not usable | a whole number from 0 to 1048576 | -1");
}

TEST(KerasRefusals, NameLayersThatDoNotFitEachOther) {
  EXPECT_EQ(refused({layer("Flatten", "f"), layer("MaxPooling2D", "p")}),
            "layer 'p' (MaxPooling2D): the input has the wrong number of dimensions | 4, the batch included | 1x48");
  EXPECT_EQ(refused({layer("MaxPooling2D", "p", {{"pool_size", 9}})}),
            "layer 'p' (MaxPooling2D): the window is larger than the input | at most 4x4 | 9x9");
  EXPECT_EQ(refused({layer("BatchNormalization", "b", {{"axis", 1}})}),
            "layer 'b' (BatchNormalization): normalises another axis than the last one | axis -1 | 1");
  EXPECT_EQ(refused({layer("Softmax", "s", {{"axis", 1}})}),
            "layer 's' (Softmax): softmax over another axis than the last one | axis -1 | 1");
}

TEST(KerasRefusals, BoundResultsBeforeTheyAreComputed) {
  EXPECT_EQ(refused({layer("ZeroPadding2D", "z", {{"padding", 1 << 20}})}),
            "layer 'z' (ZeroPadding2D): its result is too large | at most 268435456 elements | 1x2097156x2097156x3");
  EXPECT_EQ(refused({}, {}, {1 << 20, 1 << 20, 3}),
            "layer 'in' (InputLayer): 'batch_input_shape' is not usable | at most 268435456 elements | [null,1048576,1048576,3]");
}

std::string refused_input(Json config) {
  const Json list = Json::array({layer("InputLayer", "in", std::move(config)), layer("ReLU", "r")});
  return refusal(keras_h5({{"class_name", "Sequential"}, {"config", {{"name", "s"}, {"layers", list}}}}, {}));
}

TEST(KerasRefusals, AskForInputsOfFixedShape) {
  EXPECT_EQ(refused_input({{"batch_input_shape", {nullptr, nullptr, 3}}}),
            "layer 'in' (InputLayer): an extent of the input is open | numbers, known before running | [null,null,3]");
  EXPECT_EQ(refused_input(Json::object()), "layer 'in' (InputLayer): the input's shape is not in the file | a shape | none");
  EXPECT_EQ(refused_input({{"batch_input_shape", {nullptr, 3}}, {"dtype", "uint8"}}),
            "layer 'in' (InputLayer): the input is no float32 | float32 | uint8");
}

std::string refused_graph(std::vector<Json> layers, const std::string& output) {
  layers.insert(layers.begin(), node(layer("InputLayer", "in", {{"batch_input_shape", {nullptr, 2}}}), {}));
  return refusal(keras_h5(functional(std::move(layers), "in", output), {}));
}

TEST(KerasRefusals, NameLayersThatReadWhatIsNotThere) {
  EXPECT_EQ(refused_graph({node(layer("ReLU", "r"), {"lost"})}, "r"),
            "layer 'r' (ReLU): it reads a layer that is not in the model | the name of a layer | 'lost'");
  EXPECT_EQ(refused_graph({node(layer("ReLU", "a"), {"b"}), node(layer("ReLU", "b"), {"a"})}, "b"),
            "layer 'a' (ReLU): it waits for its own result | layers without a cycle | a cycle");
  EXPECT_EQ(refused_graph({node(layer("ReLU", "r"), {"in"}), node(layer("ReLU", "r"), {"in"})}, "r"),
            "layer 'r' (ReLU): two layers have the same name | a name of its own | 'r' twice");
  EXPECT_EQ(refused_graph({node(layer("ReLU", "r"), {"in", "in"})}, "r"),
            "layer 'r' (ReLU): the layer has the wrong number of inputs | one tensor | 2 operands");
  EXPECT_EQ(refused_graph({layer("ReLU", "r")}, "r"),
            "model 'net': it reads what no layer computes | an output of a layer | output 0 of call 0 of 'r'");
  Json second = node(layer("ReLU", "r"), {"in"}), reader = node(layer("ReLU", "s"), {"r"});
  reader["inbound_nodes"][0][0][1] = 3;
  EXPECT_EQ(refused_graph({second, reader}, "s"),
            "layer 's' (ReLU): it reads a call of a layer that is not there | one of the 1 calls of 'r' | call 3");
  reader["inbound_nodes"][0][0] = 7;
  EXPECT_EQ(refused_graph({second, reader}, "s"), "layer 's' (ReLU): a reference to a layer is malformed | [layer, call, output] | 7");
}

TEST(KerasRefusals, OfModelsThatOnlyTheirOwnClassCouldRun) {
  EXPECT_EQ(refusal(keras_h5({{"class_name", "MyNet"}, {"config", Json::object()}}, {})),
            "model_config: the model's own class cannot be read from the file | a Functional or Sequential model | MyNet");
}

TEST(KerasRefusals, BoundTheNestingOfModels) {
  Json net = sequential({2}, {layer("ReLU", "r")});
  for (int i = 0; i < 12; ++i) {
    net["name"] = "level";
    net = sequential({2}, {net});
  }
  EXPECT_NE(refusal(keras_h5(net, {})).find("models are nested too deeply | at most 8 levels | more"), std::string::npos);
}

// Each level calls the level below a hundred times: 100^8 calls from a file of some kilobytes.
TEST(KerasRefusals, BoundTheWorkOfNestedModels) {
  const Json in = node(layer("InputLayer", "in", {{"batch_input_shape", {nullptr, 2}}}), {});
  Json net = functional({in, node(layer("Dropout", "nothing"), {"in"})}, "in", "nothing");
  for (int level = 0; level < 6; ++level) {
    net["name"] = "below";
    for (int i = 0; i < 100; ++i)
      net["inbound_nodes"].push_back(Json::array({Json::array({i == 0 ? "in" : "below", i == 0 ? 0 : i - 1, 0, Json::object()})}));
    net = functional({in, net}, "in", "below");
  }
  EXPECT_EQ(refusal(keras_h5(net, {})), "layer 'below' (Functional): the network is too large | at most 100000 calls of models | more");
}

TEST(KerasRefusals, OfArchivesThatHoldNoModel) {
  EXPECT_EQ(refusal(zip_of({{"cat.png", bytes_of("x")}, {"dog.png", bytes_of("x")}})),
            "config.json: the archive lacks a part of a Keras model | config.json and model.weights.h5 | cat.png, dog.png");
  EXPECT_EQ(refusal(zip_of({{"config.json", bytes_of(sequential({2}, {dense()}).dump())}})),
            "model.weights.h5: the archive lacks a part of a Keras model | config.json and model.weights.h5 | config.json");
}

TEST(KerasRefusals, OfArchivesThatUnpackToFarMoreThanTheyAre) {
  EXPECT_EQ(refusal(zip_of({{"config.json", bytes_of(std::string(1 << 20, ' '))}}, true)).substr(0, 100),
            "config.json: the archive's entry is packed too tightly to be a model | at most 100 times its packed ");
  EXPECT_EQ(refusal(zip_of({{"config.json", bytes_of(std::string((1 << 24) + 1, ' '))}}, true)),
            "config.json: the archive's entry is too large | at most 16777216 bytes | 16777217");
}

// Cut at every length, and every byte changed: an error each time, or a network that passes verify().
template <class Damage>
void expect_no_surprise(const Bytes& file, std::size_t step, Damage damage) {
  std::size_t refused = 0, tried = 0;
  for (std::size_t at = 0; at < file.size(); at += step, ++tried) {
    Bytes copy = file;
    damage(copy, at);
    if (detect_format(copy) == FileFormat::kUnknown) continue;
    refused += refusal(copy) == "no error" ? 0 : 1;
  }
  EXPECT_GT(tried, 50u);
  EXPECT_GT(refused, 0u);
}

TEST(KerasRefusals, OfFilesThatAreCutShort) {
  const Json net = sequential({2}, {dense()});
  for (const Bytes& file : {keras_h5(net, {{"fc", kDense}}), keras_archive(net, {{"layers/dense", kDense}})}) {
    for (std::size_t bytes = 8; bytes < file.size(); bytes += 97)
      EXPECT_NE(refusal(Bytes(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(bytes))), "no error") << bytes;
  }
}

TEST(KerasRefusals, OfChangedBytesAreErrorsAndNothingElse) {
  const Json net = sequential({2}, {dense()});
  for (const Bytes& file : {keras_h5(net, {{"fc", kDense}}), keras_archive(net, {{"layers/dense", kDense}})}) {
    expect_no_surprise(file, 23, [](Bytes& copy, std::size_t at) { copy[at] ^= std::byte{0x55}; });
  }
}

}  // namespace
}  // namespace pinhole::test
