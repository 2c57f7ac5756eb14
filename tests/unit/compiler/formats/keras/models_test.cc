// Keras files made by others, beside the checkout: each is read, and those that have a .tflite twin compute what the twin computes.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "base/npy.h"
#include "compiler/formats/detect.h"
#include "compiler/ir/evaluate.h"
#include "compiler/passes/pipeline.h"
#include "tests/unit/compiler/formats/conformance.h"
#include "tests/unit/compiler/formats/keras/sketch.h"
#include "training/data/load.h"

namespace pinhole::test {
namespace {

std::filesystem::path shared() { return std::filesystem::path(PINHOLE_SOURCE_DIR).parent_path() / "shared"; }
std::filesystem::path keras_folder() { return shared() / "data" / "models" / "keras"; }

// Some pattern in the range of the model's pictures.
std::vector<float> pattern(const Graph& graph, int seed) {
  std::vector<float> values(static_cast<std::size_t>(graph.value(graph.inputs[0]).shape.count()));
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<float>((i * 31 + static_cast<std::size_t>(seed) * 977) % 257) / 256.0f;
  return values;
}

// A cat, a fruit, a flower and a plane at the network's size, 0 to `range`.
std::vector<std::vector<float>> real_pictures(const Graph& graph, float range) {
  const Shape& shape = graph.value(graph.inputs[0]).shape;
  const Dataset set = open_dataset(shared() / "data" / "natural_images30");
  std::vector<std::uint32_t> items;
  for (std::uint32_t i = 0; i < 4; ++i) items.push_back(static_cast<std::uint32_t>(set.items.size()) / 4 * i);
  pin::Preprocess size;
  size.height = shape.dim[1];
  size.width = shape.dim[2];
  size.channels = shape.dim[3];
  const LoadedPictures loaded = load_pictures(set, items, size);
  std::vector<std::vector<float>> inputs;
  for (std::size_t i = 0; i < loaded.count; ++i) {
    inputs.emplace_back();
    for (const std::uint8_t pixel : loaded.picture(i)) inputs.back().push_back(static_cast<float>(pixel) * range / 255.0f);
  }
  return inputs;
}

void expect_equal_within(const std::vector<float>& got, const std::vector<float>& want, const std::string& what) {
  ASSERT_EQ(got.size(), want.size()) << what;
  ASSERT_FALSE(got.empty());
  for (std::size_t i = 0; i < got.size(); ++i) EXPECT_NEAR(got[i], want[i], 1e-4) << what << ", output " << i;
}

struct Twin {
  const char *keras, *tflite;
  float range;  // of the input: 1 or 255
};
constexpr Twin kTwins[] = {
    {"mlperf_ic_pretrainedResnet.h5", "ic_float", 255},         {"mlperf_vww_96.h5", "vww_float", 1},
    {"tinymaix_cifar10.h5", "tinymaix_cifar10_f", 1},           {"tinymaix_mnist_dw.h5", "tinymaix_mnist_dw_f", 1},
    {"tinymaix_mnist_resnet.h5", "tinymaix_mnist_resnet_f", 1}, {"tinymaix_mnist_valid.h5", "tinymaix_mnist_valid_f", 1},
};

TEST(KerasModels, ComputeWhatTheirTfliteTwinsCompute) {
  if (!std::filesystem::exists(keras_folder())) GTEST_SKIP() << "no ../shared/data beside the checkout";
  std::size_t compared = 0, pictures = 0;
  for (const Twin& twin : kTwins) {
    const Graph graph = load_model(keras_folder() / twin.keras), folded = run_pipeline(graph);
    const std::filesystem::path folder = conformance_folder() / "models" / twin.tflite;
    const Graph other = load_model(folder / "model.tflite");
    for (int i = 0; std::filesystem::exists(folder / ("case" + std::to_string(i) + "_in0.npy")); ++i) {
      const NpyArray in = read_npy(folder / ("case" + std::to_string(i) + "_in0.npy")),
                     out = read_npy(folder / ("case" + std::to_string(i) + "_out0.npy"));
      std::vector<float> input(in.bytes.size() / 4), want(out.bytes.size() / 4);
      std::memcpy(input.data(), in.bytes.data(), in.bytes.size());
      std::memcpy(want.data(), out.bytes.data(), out.bytes.size());
      expect_equal_within(run(graph, input), want, twin.keras);
      expect_equal_within(run(folded, input), want, twin.keras);
      ++compared;
    }
    for (const std::vector<float>& input : real_pictures(graph, twin.range)) {
      expect_equal_within(run(folded, input), run(other, input), twin.keras);
      ++pictures;
    }
  }
  EXPECT_EQ(compared, 24u);
  EXPECT_EQ(pictures, 24u);
}

TEST(KerasModels, OfOthersAreAllReadAndGiveFiniteResults) {
  if (!std::filesystem::exists(keras_folder())) GTEST_SKIP() << "no ../shared/data beside the checkout";
  std::size_t read = 0;
  for (const auto& entry : std::filesystem::directory_iterator(keras_folder())) {
    SCOPED_TRACE(entry.path().filename());
    const Graph graph = load_model(entry.path());
    const std::vector<float> input = pattern(graph, 1), result = run(graph, input), folded = run(run_pipeline(graph), input);
    float largest = 0;
    for (const float x : result) {
      ASSERT_TRUE(std::isfinite(x));
      largest = std::max(largest, std::abs(x));
    }
    ASSERT_EQ(folded.size(), result.size());
    for (std::size_t i = 0; i < result.size(); ++i) EXPECT_NEAR(folded[i], result[i], 1e-4 * std::max(largest, 1.0f));
    ++read;
  }
  EXPECT_EQ(read, 19u);
}

}  // namespace
}  // namespace pinhole::test
