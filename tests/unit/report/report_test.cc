#include "report/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "tests/report/example.h"

namespace pinhole {
namespace {

using testing::HasSubstr;
using testing::Not;

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

TEST(Report, SameInputGivesSameBytes) { EXPECT_EQ(render_report(example_report()), render_report(example_report())); }

TEST(Report, NamesNoOtherAddressToLoadFrom) {
  const std::string page = render_report(example_report());
  for (const char* reference :
       {"src=\"http", "href=\"http", "src=\"//", "href=\"//", "url(", "@import", "fetch(", "XMLHttpRequest", "import("})
    EXPECT_THAT(page, Not(HasSubstr(reference)));
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
}

// The page ends its scripts where it means to: no text of the input can, and no source of the page does.
TEST(Report, HasExactlyItsOwnScriptElements) {
  const std::string page = render_report(example_report());
  EXPECT_EQ(count(page, "<script"), 2u);
  EXPECT_EQ(count(page, "</script"), 2u);
  EXPECT_EQ(count(page, "<!--"), 0u);
  EXPECT_EQ(count(page, "</style"), 1u);
}

TEST(Report, EscapesTitleBoardAndVersion) {
  const std::string page = render_report({.title = "<b>\"a\" & 'b'</b>", .created_by = "<i>", .board = "</header>"});
  EXPECT_THAT(page, HasSubstr("<title>&lt;b&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/b&gt;</title>"));
  EXPECT_THAT(page, HasSubstr("<p class=\"board\">&lt;/header&gt;</p>"));
  EXPECT_THAT(page, HasSubstr("<p>&lt;i&gt;</p>"));
}

TEST(Report, ReplacesWhatIsNotUtf8) {
  const std::string page = render_report({.title = "a\xff\xc3(\xe2\x82"
                                                   "b\x01"
                                                   "c",
                                          .created_by = "\xc3\xa4"});
  EXPECT_THAT(page, HasSubstr("<title>a\xef\xbf\xbd\xef\xbf\xbd(\xef\xbf\xbd\xef\xbf\xbd"
                              "b\xef\xbf\xbd"
                              "c</title>"));
  EXPECT_THAT(page, HasSubstr("<p>\xc3\xa4</p>"));
}

TEST(Report, HolesInTextStayText) {
  EXPECT_THAT(render_report({.title = "@DATA@", .created_by = "@SCRIPT@"}), HasSubstr("<title>@DATA@</title>"));
}

// What goes wrong when the caller's figures contradict each other is named, not drawn.
TEST(Report, RefusesAMatrixThatIsNotSquare) {
  ReportInput input;
  input.confusion = ReportConfusion{.labels = {"a", "b"}, .counts = {1, 2, 3}};
  EXPECT_THROW(render_report(input), InternalError);
}

TEST(Report, RefusesABufferOutsideTheArena) {
  ReportInput input;
  input.memory_map = ReportMemoryMap{.positions = {"a"}, .buffers = {{"x", "input", 8, 9, -1, 0}}, .arena_bytes = 16};
  EXPECT_THROW(render_report(input), InternalError);
  input.memory_map->buffers[0].bytes = 8;
  EXPECT_NO_THROW(render_report(input));
  input.memory_map->buffers[0].offset_bytes = ~std::uint64_t{0};
  EXPECT_THROW(render_report(input), InternalError);
}

TEST(Report, RefusesALifetimeThatEndsBeforeItBeginsOrAfterTheRun) {
  ReportInput input;
  input.memory_map = ReportMemoryMap{.positions = {"a"}, .buffers = {{"x", "input", 0, 8, 1, 0}}, .arena_bytes = 16};
  EXPECT_THROW(render_report(input), InternalError);
  input.memory_map->buffers[0] = {"x", "output", 0, 8, 0, 2};
  EXPECT_THROW(render_report(input), InternalError);
  input.memory_map->buffers[0] = {"x", "output", 0, 8, 0, 1};
  EXPECT_NO_THROW(render_report(input));
}

TEST(Report, RefusesMoreCorrectThanTotalAClockOfZeroAndAPictureThatIsNoPng) {
  EXPECT_THROW(render_report({.accuracies = {{"float", 2, 1, ""}}}), InternalError);
  EXPECT_THROW(render_report({.timing = ReportTiming{}}), InternalError);
  EXPECT_THROW(render_report({.mistakes = {{.png = Bytes(20), .file = "a.jpg"}}}), InternalError);
}

}  // namespace
}  // namespace pinhole
