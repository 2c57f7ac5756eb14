// tests/passes/<pass>/<case>.txt: text before, a line "----", text after. One file a test; PINHOLE_UPDATE_GOLDENS=1 rewrites the second
// half of each file, and `git diff` shows what changed.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "base/file.h"
#include "compiler/ir/text.h"
#include "compiler/ir/verify.h"
#include "compiler/passes/pass.h"

namespace pinhole {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSeparator = "----\n";

fs::path golden_folder() { return fs::path(PINHOLE_SOURCE_DIR) / "tests" / "passes"; }

std::vector<std::string> golden_files() {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(golden_folder())) {
    if (entry.path().extension() == ".txt") files.push_back(fs::relative(entry.path(), golden_folder()).generic_string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

class PassGolden : public testing::TestWithParam<std::string> {};

TEST_P(PassGolden, TurnsTheTextBeforeIntoTheTextAfter) {
  const fs::path path = golden_folder() / GetParam();
  const std::string text = read_text_file(path);
  const std::size_t middle = text.find(kSeparator);
  ASSERT_NE(middle, std::string::npos) << path << ": no line ----";
  const std::string before = text.substr(0, middle), after = text.substr(middle + 5);
  const PassInfo* pass = find_pass(path.parent_path().filename().string());
  ASSERT_NE(pass, nullptr) << path << ": the folder is not named after a pass";
  Graph graph = parse_text(before, {}, path.string());
  verify(graph);
  const Graph original = graph;
  const bool changed = pass->run(graph);
  EXPECT_EQ(changed, !(graph == original)) << "the pass says that it changed something, or does not say so";
  verify(graph);
  const std::string got = print_text(graph, nullptr);
  if (std::getenv("PINHOLE_UPDATE_GOLDENS") != nullptr) {
    write_file(path, before + kSeparator + got);
  } else {
    EXPECT_EQ(got, after) << path;
  }
  EXPECT_FALSE(pass->run(graph)) << "a second run changed something again";
}

INSTANTIATE_TEST_SUITE_P(Files, PassGolden, testing::ValuesIn(golden_files()), [](const auto& info) {
  std::string name = info.param;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); }, '_');
  return name;
});

TEST(PassGoldens, CoverEveryPass) {
  for (const PassInfo& pass : all_passes()) EXPECT_TRUE(fs::exists(golden_folder() / pass.name)) << pass.name;
}

}  // namespace
}  // namespace pinhole
