#include "tests/cli/case_file.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace pinhole::test {
namespace {

using Lines = std::vector<std::string>;

TEST(CaseFile, PrintsWhatItRead) {
  const std::string text = "A case.\n\nneeds: pinhole-sim\nprepare: mkdir a\n$ pinhole boards\nexit 1\nout> one\nout>\nerr> two\n";
  const CaseFile file = parse_case(text, "case.txt");
  ASSERT_EQ(file.steps.size(), 2u);
  EXPECT_EQ(file.steps[1].exit_code, 1);
  EXPECT_EQ(file.steps[1].out, (Lines{"one", ""}));
  EXPECT_EQ(case_text(file), text);
}

TEST(CaseFile, RefusesALineWithoutAMark) {
  EXPECT_THROW(parse_case("A case.\n\n$ pinhole\nwhat is this\n", "case.txt"), Error);
  EXPECT_THROW(parse_case("A case without a command.\n", "case.txt"), Error);
}

TEST(CaseFile, LinesMustBeEqualExceptWhereAnythingIsAllowed) {
  EXPECT_TRUE(matches({"a <...> c"}, {"a b c"}));
  EXPECT_FALSE(matches({"a <...> c"}, {"a b d"}));
  EXPECT_TRUE(matches({"a", "<...>", "z"}, {"a", "b", "c", "z"}));
  EXPECT_FALSE(matches({"a"}, {"a", "b"}));
  EXPECT_FALSE(matches({"a"}, {}));
  EXPECT_TRUE(matches({}, {}));
}

TEST(CaseFile, UpdatingKeepsLinesThatAllowAnything) {
  EXPECT_EQ(updated({"took <...> ms", "old"}, {"took 3 ms", "new"}), (Lines{"took <...> ms", "new"}));
}

}  // namespace
}  // namespace pinhole::test
