#include "compiler/quantize/accuracy.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/random.h"
#include "training/zoo/zoo.h"

namespace pinhole {
namespace {

// A network that answers with the brighter of two pixels.
Graph brighter_pixel() {
  Graph graph;
  const ValueId x = graph.add({"x", DType::kFloat32, make_shape({1, 1, 2, 1}), {}, nullptr});
  graph.inputs = {x};
  const ValueId flat = graph.append(Op::reshape, pin::ReshapeAttributes{.new_shape = make_shape({1, 2})}, {x}, "flat");
  graph.outputs = {graph.append(Op::softmax, pin::SoftmaxAttributes{.beta = 8.0f}, {flat}, "y")};
  return graph;
}

constexpr pin::Preprocess kTwoPixels = {.width = 2, .height = 1, .channels = 1};

TEST(Accuracy, CountsWhatIsRightAndWhatIsTakenForWhat) {
  const std::vector<std::uint8_t> pixels = {200, 10, 3, 90, 50, 40};
  const std::vector<std::uint32_t> labels = {0, 1, 1};
  const Accuracy accuracy = measure_accuracy(brighter_pixel(), {pixels, labels}, kTwoPixels);
  EXPECT_EQ(accuracy.right, 2u);
  EXPECT_EQ(accuracy.confusion, (std::vector<std::vector<std::uint32_t>>{{1, 0}, {1, 1}}));
}

TEST(Accuracy, DoesNotDependOnThreads) {
  const Graph graph = build_network("cnn", {.height = 12, .width = 12, .channels = 1, .classes = 5});
  Random random(3);
  std::vector<std::uint8_t> pixels(40 * 144);
  for (std::uint8_t& p : pixels) p = static_cast<std::uint8_t>(random.below(256));
  const pin::Preprocess preprocess = {.width = 12, .height = 12, .channels = 1};
  EXPECT_EQ(classify(graph, {pixels, {}}, preprocess, 1), classify(graph, {pixels, {}}, preprocess, 3));
}

TEST(Accuracy, Int8AgreesWithFloat) {
  const Graph graph = build_network("cnn", {.height = 12, .width = 12, .channels = 1, .classes = 5});
  Random random(3);
  std::vector<std::uint8_t> pixels(60 * 144);
  for (std::uint8_t& p : pixels) p = static_cast<std::uint8_t>(random.below(256));
  const pin::Preprocess preprocess = {.width = 12, .height = 12, .channels = 1};
  const Graph integers = quantize(graph, calibration_of(graph, {pixels, {}}, preprocess, 20), {.preprocess = preprocess}).graph;
  const auto exact = classify(graph, {pixels, {}}, preprocess), rounded = classify(integers, {pixels, {}}, preprocess);
  int agreeing = 0;
  for (std::size_t i = 0; i < exact.size(); ++i) agreeing += exact[i] == rounded[i];
  EXPECT_GE(agreeing, 54);
}

TEST(Accuracy, RefusesPicturesOfAnotherSize) {
  const std::vector<std::uint8_t> pixels(3);
  const std::vector<std::uint32_t> labels(1);
  EXPECT_THROW(measure_accuracy(brighter_pixel(), {pixels, labels}, {.width = 3, .height = 1, .channels = 1}), Error);
}

}  // namespace
}  // namespace pinhole
