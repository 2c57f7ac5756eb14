// Every model that can be read survives print and parse.
#include <gtest/gtest.h>

#include "compiler/formats/tflite/import.h"
#include "compiler/ir/text.h"
#include "tests/unit/compiler/formats/conformance.h"

namespace pinhole {
namespace {

TEST(TextForm, KeepsEveryConformanceModelThroughARoundTrip) {
  std::vector<std::filesystem::path> paths = conformance_operator_models({});
  for (const auto& path : conformance_models()) paths.push_back(path);
  for (const MalformedFile& file : conformance_malformed()) paths.push_back(file.path);
  if (paths.empty()) GTEST_SKIP() << "no conformance suite beside the checkout";
  std::size_t kept = 0;
  for (const auto& path : paths) {
    Graph graph;
    try {
      graph = import_tflite(read_file(path), path.string());
    } catch (const Error&) {
      continue;
    }
    try {
      Bytes data;
      const std::string text = print_text(graph, &data);
      const Graph again = parse_text(text, data, "round");
      if (path.string().find("malformed") == std::string::npos) {
        EXPECT_EQ(again, graph) << path;
      }
      Bytes data_again;
      EXPECT_EQ(print_text(again, &data_again), text) << path;  // also where a NaN is not equal to itself
      ++kept;
    } catch (const Error& error) {  // damaged models may be out of order
      EXPECT_NE(path.string().find("malformed"), std::string::npos) << path << "\n" << error.what();
    }
  }
  EXPECT_GT(kept, 280u);
}

}  // namespace
}  // namespace pinhole
