// Holes in text files.
#include "base/template.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace pinhole {
namespace {

TEST(Template, FillsEveryHole) { EXPECT_EQ(fill_template("@A@, @B_C@ and @A@", {{"A", "one"}, {"B_C", "two"}}), "one, two and one"); }
TEST(Template, AValueMayHaveLinesAndHolesOfItsOwn) { EXPECT_EQ(fill_template("<@A@>", {{"A", "x\n@B@\n"}}), "<x\n@B@\n>"); }
TEST(Template, LeavesOtherAtSignsAlone) {
  EXPECT_EQ(fill_template("a@b.c @ @@ @low@ @", {}), "a@b.c @ @@ @low@ @");
  EXPECT_EQ(fill_template("me@@A@", {{"A", "x"}}), "me@x");
}
TEST(Template, AHoleWithoutValueIsABug) { EXPECT_THROW(fill_template("@A@", {}), InternalError); }
TEST(Template, AValueWithoutHoleIsABug) { EXPECT_THROW(fill_template("text", {{"A", "x"}}), InternalError); }
TEST(Template, EmptyStaysEmpty) { EXPECT_EQ(fill_template("", {}), ""); }

}  // namespace
}  // namespace pinhole
