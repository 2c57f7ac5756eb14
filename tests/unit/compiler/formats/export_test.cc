#include "compiler/formats/tflite/export.h"

#include <gtest/gtest.h>

#include "compiler/formats/tflite/import.h"
#include "compiler/ir/verify.h"
#include "tests/unit/compiler/formats/conformance.h"

namespace pinhole {
namespace {

Quantization per_tensor(float scale, std::int32_t zero_point) { return {{scale}, {zero_point}, 0}; }

// 1x4x4x2 -> CONV_2D 3 filters -> RELU6 -> output; names that are empty and doubled.
Graph small_graph() {
  Graph graph;
  graph.name = "small";
  graph.inputs = {graph.add({"image", DType::kInt8, make_shape({1, 4, 4, 2}), per_tensor(0.5f, -1), nullptr})};
  std::vector<std::int8_t> weights(3 * 3 * 3 * 2);
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = static_cast<std::int8_t>(i);
  const ValueId w =
      graph.add_constant<std::int8_t>("w", DType::kInt8, make_shape({3, 3, 3, 2}), weights, {{0.1f, 0.2f, 0.3f}, {0, 0, 0}, 0});
  const ValueId b = graph.add_constant<std::int32_t>("w", DType::kInt32, make_shape({3}), std::vector<std::int32_t>{1, -2, 3},
                                                     {{0.05f, 0.1f, 0.15f}, {0, 0, 0}, 0});
  pin::Conv2dAttributes conv;
  conv.stride_h = 2;
  const ValueId x = graph.append(Op::conv_2d, conv, {graph.inputs[0], w, b}, "", per_tensor(0.7f, 3));
  graph.outputs = {graph.append(Op::relu6, pin::NoAttributes{}, {x}, "out", per_tensor(0.7f, 3))};
  graph.labels = {"cat", "", "dog"};
  graph.metadata = {{"description", "a test"}, {"pinhole.preprocess", std::string("a\0b", 3)}};
  return graph;
}

TEST(TfliteExporter, WritesWhatTheImporterReadsBackAsTheSameGraph) {
  const Graph graph = small_graph();
  const Bytes bytes = export_tflite(graph);
  EXPECT_EQ(import_tflite(bytes, "small.tflite"), graph);
  EXPECT_EQ(export_tflite(import_tflite(bytes, "small.tflite")), bytes);
}

TEST(TfliteExporter, KeepsEveryConformanceModelThroughARoundTrip) {
  std::vector<std::filesystem::path> paths = conformance_operator_models({});
  for (const auto& path : conformance_models()) paths.push_back(path);
  if (paths.empty()) GTEST_SKIP() << "no conformance suite beside the checkout";
  std::size_t kept = 0;
  for (const auto& path : paths) {
    Graph graph;
    try {
      graph = import_tflite(read_file(path), path.string());
      verify(graph);
    } catch (const Error&) {
      continue;  // an operator that Pinhole lacks
    }
    const Bytes bytes = export_tflite(graph);
    const Graph again = import_tflite(bytes, path.string());
    EXPECT_EQ(again, graph) << path;
    EXPECT_EQ(export_tflite(again), bytes) << path;
    ++kept;
  }
  EXPECT_GT(kept, 280u);
}

TEST(TfliteExporter, SharesABufferBetweenEqualConstantsOnly) {
  Graph graph = small_graph();
  const std::size_t before = export_tflite(graph).size();
  const std::vector<std::int8_t> table(4096, 7);
  graph.add_constant<std::int8_t>("a", DType::kInt8, make_shape({4096}), table);
  graph.add_constant<std::int8_t>("b", DType::kInt8, make_shape({4096}), table);
  const std::size_t shared = export_tflite(graph).size();
  EXPECT_LT(shared, before + 4096 + 512);
}

TEST(TfliteExporter, StartsEveryConstantAtAMultipleOf16) {
  Graph graph = small_graph();
  const std::vector<std::uint8_t> mark = {0xde, 0xad, 0xbe, 0xef, 0x12, 0x34, 0x56};
  const ValueId extra = graph.add_constant<std::uint8_t>("mark", DType::kUint8, make_shape({7}), mark);
  graph.outputs.push_back(extra);
  const Bytes bytes = export_tflite(graph);
  const auto found = std::search(bytes.begin(), bytes.end(), std::as_bytes(std::span(mark)).begin(), std::as_bytes(std::span(mark)).end());
  ASSERT_NE(found, bytes.end());
  EXPECT_EQ((found - bytes.begin()) % 16, 0);
}

TEST(TfliteExporter, RefusesALabelWithALineBreak) {
  Graph graph = small_graph();
  graph.labels = {"two\nlines"};
  EXPECT_THROW(export_tflite(graph), Error);
}

}  // namespace
}  // namespace pinhole
