// tests/data/keras: small files for the command line's cases and as seeds for fuzz/keras.cc. They are made here, with
// PINHOLE_UPDATE_GOLDENS=1; otherwise each must be read, or refused, like the one that is made in memory.
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/unit/compiler/formats/keras/sketch.h"

namespace pinhole::test {
namespace {

Json conv(int filters) {
  return layer("Conv2D", "stem",
               {{"filters", filters}, {"kernel_size", {3, 3}}, {"strides", {2, 2}}, {"padding", "same"}, {"use_bias", false}});
}

Json picture_net(int filters, int classes) {
  return sequential({8, 8, 1}, {conv(filters), layer("BatchNormalization", "norm", {{"axis", {3}}, {"epsilon", 0.001}}),
                                layer("ReLU", "relu", {{"max_value", 6.0}}), layer("GlobalAveragePooling2D", "pool"),
                                layer("Dense", "classes", {{"units", classes}, {"activation", "softmax"}})});
}

ModelWeights picture_weights() {
  const Array ones{{4}, {1, 1, 1, 1}};
  return {{"stem", {{"kernel:0", array({3, 3, 1, 4})}}},
          {"norm", {{"gamma:0", ones}, {"beta:0", array({4})}, {"moving_mean:0", array({4})}, {"moving_variance:0", ones}}},
          {"classes", {{"kernel:0", array({4, 3})}, {"bias:0", array({3})}}}};
}

ModelWeights archive_weights() {
  const ModelWeights named = picture_weights();
  return {{"layers/conv2d", named.at("stem")}, {"layers/batch_normalization", named.at("norm")}, {"layers/dense", named.at("classes")}};
}

Bytes lacking() {
  return keras_h5(sequential({8, 8, 1}, {conv(4), layer("Lambda", "slice"), layer("ReLU", "clip", {{"max_value", 4.0}}),
                                         layer("Dense", "classes", {{"units", 3}, {"activation", "softsign"}})}),
                  {});
}

Bytes only_weights() {
  H5Sketch sketch;
  sketch.texts("", "layer_names", {"stem"});
  sketch.floats("stem/stem/kernel:0", array({3, 3, 1, 4}));
  return sketch.bytes();
}

std::map<std::string, Bytes> files() {
  ModelWeights missing = picture_weights();
  missing.at("classes").pop_back();
  const Json net = picture_net(4, 3);
  return {{"picture.h5", keras_h5(net, picture_weights())},
          {"picture.keras", keras_archive(net, archive_weights())},
          {"layers_lacking.h5", lacking()},
          {"weights_missing.h5", keras_h5(net, missing)},
          {"weights_other_shape.h5", keras_h5(picture_net(4, 5), picture_weights())},
          {"weights_only.h5", only_weights()},
          {"bomb.keras", zip_of({{"config.json", bytes_of(std::string(1 << 22, ' '))}}, true)},
          {"picture.json", bytes_of(net.dump())}};
}

TEST(KerasFiles, InTheRepositoryAreReadLikeThoseMadeInMemory) {
  const std::filesystem::path folder = std::filesystem::path(PINHOLE_SOURCE_DIR) / "tests" / "data" / "keras";
  const bool update = std::getenv("PINHOLE_UPDATE_GOLDENS") != nullptr;
  for (const auto& [name, made] : files()) {
    SCOPED_TRACE(name);
    if (update) write_file(folder / name, made);
    const Bytes kept = read_file(folder / name);
    EXPECT_LE(kept.size(), 32'768u);
    if (name.ends_with(".json")) continue;
    EXPECT_EQ(refusal(kept), refusal(made));
    if (refusal(made) != "no error") continue;
    EXPECT_EQ(import_any(kept), import_any(made));
  }
}

TEST(KerasFiles, OfBothFormsAreTheSameNetwork) {
  const Graph h5 = import_any(files().at("picture.h5")), archive = import_any(files().at("picture.keras"));
  EXPECT_EQ(h5, archive);
  EXPECT_EQ(h5.nodes.size(), 7u);  // conv, mul, add, relu6, mean, fully connected, softmax
}

}  // namespace
}  // namespace pinhole::test
