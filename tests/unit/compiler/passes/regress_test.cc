// tests/regress/host_importer: inputs on which fuzz/host_importer.cc once failed, each named after what was wrong. They have to be refused,
// or to pass through text form, exporter and pipeline.
#include <gtest/gtest.h>

#include <filesystem>

#include "compiler/formats/detect.h"
#include "compiler/formats/tflite/export.h"
#include "compiler/formats/tflite/import.h"
#include "compiler/ir/text.h"
#include "compiler/passes/pipeline.h"

namespace pinhole {
namespace {

TEST(FoundByFuzzing, InputsNoLongerFail) {
  int looked_at = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(PINHOLE_SOURCE_DIR) / "tests" / "regress" / "host_importer")) {
    ++looked_at;
    Graph graph;
    try {
      graph = load_model(entry.path());
    } catch (const Error&) {
      continue;
    }
    Bytes data;
    const std::string text = print_text(graph, &data);
    Graph read;
    ASSERT_NO_THROW(read = parse_text(text, data, "text")) << entry.path();
    EXPECT_EQ(print_text(read, nullptr), print_text(graph, nullptr)) << entry.path();
    EXPECT_NO_THROW(run_pipeline(graph)) << entry.path();
    EXPECT_NO_THROW(import_tflite(export_tflite(graph), "again")) << entry.path();
  }
  EXPECT_GT(looked_at, 0);
}

}  // namespace
}  // namespace pinhole
