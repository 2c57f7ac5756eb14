// The importer against the conformance suite: what must be read, what must be refused.
#include <gtest/gtest.h>

#include "compiler/formats/tflite/import.h"
#include "compiler/ir/verify.h"
#include "tests/unit/compiler/formats/conformance.h"

namespace pinhole {
namespace {

std::vector<std::string> supported_operators() {
  std::vector<std::string> names;
  for (const Op op : kAllOps) names.emplace_back(op_tflite_name(op));
  return names;
}

Graph import_file(const std::filesystem::path& path) {
  Graph graph = import_tflite(read_file(path), path.string());
  verify(graph);
  return graph;
}

TEST(TfliteImporter, ReadsEveryCaseOfTheSupportedOperators) {
  const auto models = conformance_operator_models(supported_operators());
  if (models.empty()) GTEST_SKIP() << "no conformance suite beside the checkout";
  for (const auto& path : models) EXPECT_NO_THROW(import_file(path)) << path;
  EXPECT_GT(models.size(), 250u);
}

TEST(TfliteImporter, ReadsModelsOrNamesTheOperatorsItLacks) {
  const auto models = conformance_models();
  if (models.empty()) GTEST_SKIP() << "no conformance suite beside the checkout";
  std::size_t read = 0;
  for (const auto& path : models) {
    try {
      import_file(path);
      ++read;
    } catch (const Error& error) {
      EXPECT_NE(error.parts().got.find("no such operator in Pinhole"), std::string::npos) << path << "\n" << error.what();
    }
  }
  EXPECT_GE(read, 20u);
}

TEST(TfliteImporter, RefusesWhatItLacksWithoutFallingOver) {
  const auto models = conformance_operator_models({});
  if (models.empty()) GTEST_SKIP() << "no conformance suite beside the checkout";
  for (const auto& path : models) {
    try {
      import_file(path);
    } catch (const Error& error) {
      EXPECT_EQ(error.parts().file, path.string()) << error.what();
    }
  }
}

TEST(TfliteImporter, RefusesEveryDamagedFileAndSaysWhere) {
  const auto files = conformance_malformed();
  if (files.empty()) GTEST_SKIP() << "no conformance suite beside the checkout";
  std::size_t refused = 0;
  for (const MalformedFile& file : files) {
    if (!file.must_be_refused) continue;
    try {
      import_file(file.path);
      ADD_FAILURE() << file.path << " was accepted: " << file.description;
    } catch (const Error& error) {
      ++refused;
      EXPECT_TRUE(!error.parts().place.empty() || !error.parts().got.empty()) << file.path << "\n" << error.what();
    }
  }
  EXPECT_EQ(refused, 267u);
}

TEST(TfliteImporter, SurvivesFilesThatMayBeLegal) {
  const auto files = conformance_malformed();
  if (files.empty()) GTEST_SKIP() << "no conformance suite beside the checkout";
  std::size_t looked_at = 0;
  for (const MalformedFile& file : files) {
    if (file.must_be_refused) continue;
    ++looked_at;
    try {
      import_file(file.path);
    } catch (const Error&) {
    }
  }
  EXPECT_EQ(looked_at, 87u);
}

}  // namespace
}  // namespace pinhole
