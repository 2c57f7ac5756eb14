// The report opened in headless Chromium: it renders, nothing is written to the console, nothing is asked of the network.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/report/browser.h"
#include "tests/report/example.h"

namespace pinhole {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kAllSections = "sizes timing layers memory_map accuracy confusion mistakes training data figures run files commands";

class ReportInBrowser : public testing::Test {
 protected:
  void SetUp() override {
    chromium_ = find_chromium();
    if (chromium_.empty()) GTEST_SKIP() << "Chromium is not installed (Debian: apt install chromium); the report's page was not opened";
  }
  OpenedPage open(const std::string& html, int width) const { return open_page(chromium_, html, width); }

  static void expect_clean(const OpenedPage& page) {
    EXPECT_EQ(page.attribute("data-state"), "ready");
    EXPECT_EQ(page.attribute("data-errors"), "");
    EXPECT_THAT(page.log, Not(HasSubstr("CONSOLE")));
    EXPECT_THAT(page.requests, IsEmpty());
  }

 private:
  std::string chromium_;
};

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

// The document without its data, where every text of the input stands anyway.
std::string drawn(const OpenedPage& page) { return page.dom.substr(0, page.dom.find("<script type=\"application/json\"")); }

TEST_F(ReportInBrowser, DrawsEverySectionOnAWideScreen) {
  const OpenedPage page = open(render_report(example_report()), 1280);
  expect_clean(page);
  EXPECT_EQ(page.attribute("data-sections"), kAllSections);
  EXPECT_EQ(page.attribute("data-overflow"), "");
}

TEST_F(ReportInBrowser, DrawsEverySectionOnANarrowScreenWithoutSidewaysScrolling) {
  const OpenedPage page = open(render_report(example_report()), 400);
  expect_clean(page);
  EXPECT_EQ(page.attribute("data-sections"), kAllSections);
  EXPECT_EQ(page.attribute("data-overflow"), "");
}

TEST_F(ReportInBrowser, DrawsChartsWithTheirMarks) {
  const ReportInput input = example_report();
  const std::string dom = drawn(open(render_report(input), 1280));
  EXPECT_EQ(count(dom, "<img src=\"data:image/png;base64,"), input.mistakes.size());
  EXPECT_EQ(count(dom, "<g class=\"mark\""), 3 + 4 + input.layers->layers.size() + input.memory_map->buffers.size());
  EXPECT_THAT(dom, HasSubstr("aria-label=\"1. stem; conv_2d 96x96x3"));
  EXPECT_EQ(count(dom, "<path class=\"line s"), 5u);
}

TEST_F(ReportInBrowser, ShowsMarkupInLabelsAndFileNamesAsText) {
  const std::string dom = drawn(open(render_report(example_report()), 1280));
  EXPECT_THAT(dom, HasSubstr("&lt;/script&gt;&lt;b&gt;mould&lt;/b&gt;"));
  EXPECT_THAT(dom, Not(HasSubstr("<b>mould")));
  EXPECT_THAT(dom, Not(HasSubstr("<img src=x")));
}

TEST_F(ReportInBrowser, DrawsAThousandClasses) {
  const OpenedPage page = open(render_report(example_report(1000)), 1280);
  expect_clean(page);
  EXPECT_EQ(page.attribute("data-sections"), kAllSections);
  EXPECT_THAT(drawn(page), HasSubstr("Confusion matrix of 1000 classes"));
  EXPECT_THAT(drawn(page), HasSubstr("The 20 most frequent confusions of"));
}

TEST_F(ReportInBrowser, LeavesOutWhatIsAbsent) {
  const OpenedPage page = open(render_report({.title = "empty", .created_by = "Pinhole"}), 1280);
  expect_clean(page);
  EXPECT_EQ(page.attribute("data-sections"), "");
}

TEST_F(ReportInBrowser, DrawsASingleEpochAndASingleLayer) {
  ReportInput input{.title = "one", .created_by = "Pinhole"};
  input.history = {{.epoch = 1, .loss = 0.5, .accuracy = 0.9}};
  input.layers = ReportLayers{.layers = {{.name = "only", .op = "dense", .kernel = "dense_s8"}}};
  input.memory_map =
      ReportMemoryMap{.positions = {"only"}, .buffers = {{"input", "input", 0, 16, -1, 0}}, .arena_bytes = 16, .lower_bound_bytes = 16};
  input.confusion = ReportConfusion{.labels = {"a", "b"}, .counts = {0, 0, 0, 0}};
  input.accuracies = {{"float", 0, 0, ""}};
  const OpenedPage page = open(render_report(input), 1280);
  expect_clean(page);
  EXPECT_EQ(page.attribute("data-sections"), "layers memory_map accuracy confusion training");
  EXPECT_THAT(drawn(page), Not(HasSubstr("NaN")));
  EXPECT_THAT(drawn(page), Not(HasSubstr("Infinity")));
}

// Arrow keys walk the marks of a chart, the tip follows, Escape closes it; the map's columns can be as wide as their cycles.
TEST_F(ReportInBrowser, MovesAmongMarksByKeyboardAndWidensColumns) {
  std::string html = render_report(example_report());
  html.insert(html.rfind("</body>"), R"(<script>
    const root = document.documentElement, tip = document.getElementById("tip"), marks = document.querySelectorAll("#layers .mark");
    const press = (key) => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
    marks[0].focus();
    root.dataset.first = tip.textContent;
    press("ArrowRight");
    root.dataset.second = tip.textContent;
    press("End");
    root.dataset.last = String(document.activeElement === marks[marks.length - 1]);
    root.dataset.stops = document.querySelectorAll("#layers .mark[tabindex='0']").length;
    press("Escape");
    root.dataset.closed = tip.hidden;
    const width = () => document.querySelector("#memory_map .mark rect").getAttribute("width");
    const before = width();
    document.querySelectorAll("#memory_map input")[1].click();
    root.dataset.widened = String(before !== width());
    const firstRow = () => document.querySelector("#layers tbody strong").textContent;
    for (const button of document.querySelectorAll("#layers thead button")) if (button.textContent === "Weights") button.click();
    root.dataset.heaviest = firstRow();
  </script>)");
  const OpenedPage page = open(html, 1280);
  expect_clean(page);
  EXPECT_THAT(page.attribute("data-first"), HasSubstr("1. stem"));
  EXPECT_THAT(page.attribute("data-second"), HasSubstr("2. dw1"));
  EXPECT_EQ(page.attribute("data-last"), "true");
  EXPECT_EQ(page.attribute("data-stops"), "1");
  EXPECT_EQ(page.attribute("data-closed"), "true");
  EXPECT_EQ(page.attribute("data-widened"), "true");
  EXPECT_EQ(page.attribute("data-heaviest"), "pw13");
}

// The witnesses above see what they are meant to see.
TEST_F(ReportInBrowser, WouldNoticeAnOutsideRequestAndAnError) {
  std::string html = render_report(example_report());
  html.replace(html.find("<noscript>"), 0,
               "<img src=\"http://pinhole.invalid/a.png\"><iframe src=\"http://pinhole.invalid/b.html\"></iframe><script>setTimeout(() => "
               "missing(), 50)</script>");
  const OpenedPage page = open(html, 1280);
  EXPECT_THAT(page.log, HasSubstr("CONSOLE"));
  EXPECT_THAT(page.attribute("data-errors"), HasSubstr("missing is not defined"));
  EXPECT_THAT(page.requests, IsEmpty()) << "the page's own policy lets nothing out";

  const std::string policy = "http-equiv=\"Content-Security-Policy\"";
  html.replace(html.find(policy), policy.size(), "name=\"none\"");
  EXPECT_THAT(open(html, 1280).requests, testing::ElementsAre("http://pinhole.invalid/a.png", "http://pinhole.invalid/b.html"));
}

}  // namespace
}  // namespace pinhole
