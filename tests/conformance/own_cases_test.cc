// The project's own cases (cases/): they are what generate writes today, and both engines pass them on the host (board_test.cc: on a board).
#include <gtest/gtest.h>

#include <set>

#include "tests/conformance/cases.h"
#include "tests/conformance/passing.h"

namespace pinhole {
namespace {

namespace fs = std::filesystem;

fs::path cases_folder() { return fs::path(PINHOLE_SOURCE_DIR) / "tests/conformance/cases"; }

TEST(OwnCases, AreWhatTheGeneratorWrites) {
  std::set<std::string> generated;
  for (const auto& [path, content] : conformance_files()) {
    generated.insert(path);
    ASSERT_TRUE(fs::exists(cases_folder() / path)) << path << " is missing: run conformance_generate";
    EXPECT_EQ(read_file(cases_folder() / path), content) << path;
  }
  for (const auto& entry : fs::recursive_directory_iterator(cases_folder())) {
    const std::string path = entry.path().lexically_relative(cases_folder()).generic_string();
    const bool known = !entry.is_regular_file() || path == "README.md" || generated.contains(path);
    EXPECT_TRUE(known) << path << " is not generated any more";
  }
}

TEST(OwnCases, AreSmall) {
  std::size_t bytes = 0;
  for (const auto& [path, content] : conformance_files()) bytes += content.size();
  EXPECT_LT(bytes, 150'000u);
}

class OwnCases : public testing::TestWithParam<EngineKind> {};

TEST_P(OwnCases, PassOnTheHost) { expect_all_pass({cases_folder()}, {.kind = GetParam()}, 56); }

std::string engine_name(const testing::TestParamInfo<EngineKind>& info) { return info.param == EngineKind::compiled ? "compiled" : "interpreter"; }
INSTANTIATE_TEST_SUITE_P(Engines, OwnCases, testing::Values(EngineKind::interpreter, EngineKind::compiled), engine_name);

}  // namespace
}  // namespace pinhole
