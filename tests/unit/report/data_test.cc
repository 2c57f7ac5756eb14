#include "report/data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <cstdlib>

#include "tests/report/example.h"

namespace pinhole {
namespace {

using testing::HasSubstr;
using testing::Not;

ReportInput small() {
  ReportInput input{.title = "small", .created_by = "Pinhole", .board = "a board"};
  input.history = {{.epoch = 1, .loss = 0.5, .accuracy = 0.75, .learning_rate = 0.001, .best = true}};
  input.accuracies = {{"float", 3, 4, ""}};
  input.confusion = ReportConfusion{"float", {"no", "yes"}, {2, 0, 1, 1}};
  input.sizes = ReportSizes{{{{"arena", 640, "all"}}, 1'024, "RAM"}, {{{"code", 2'000, ""}}, 4'096, "flash"}};
  input.timing = ReportTiming{.clock_hz = 1'000'000,
                              .instructions = 900,
                              .cycles = 1'000,
                              .stall_cycles = 500,
                              .volts = 3.0,
                              .milliamperes = 2.0,
                              .supply_source = "a data sheet"};
  input.layers = ReportLayers{{{.name = "only",
                                .op = "dense",
                                .kernel = "dense_s8",
                                .summary = "dense 4 -> 2",
                                .macs = 8,
                                .instructions = 880,
                                .cycles = 980,
                                .weights_bytes = 8,
                                .sqnr_db = 30.5,
                                .rejected = {"dense_s8_dsp needs the DSP extension"}}},
                              true};
  input.memory_map = ReportMemoryMap{{"only"}, {{"input", "input", 0, 4, -1, 0}, {"output", "output", 16, 2, 0, 1}}, 32, 6, false};
  input.commands = {"pinhole build"};
  return input;
}

// One member a line, so that a change can be reviewed. To accept one: PINHOLE_UPDATE_GOLDENS=1 build/tests/test_report.
TEST(ReportData, IsWhatTheGoldenSays) {
  const std::string path = std::string(PINHOLE_SOURCE_DIR) + "/tests/goldens/report/small.json";
  const std::string got = nlohmann::ordered_json::parse(report_data(small())).dump(1) + "\n";
  if (std::getenv("PINHOLE_UPDATE_GOLDENS") != nullptr) write_file(path, got);
  EXPECT_EQ(got, read_text_file(path));
}

TEST(ReportData, LeavesAbsentSectionsOut) { EXPECT_EQ(report_data({}), R"({"board":""})"); }

TEST(ReportData, LeavesOutSectionsThatArePresentButEmpty) {
  ReportInput input;
  input.layers = ReportLayers{};
  input.memory_map = ReportMemoryMap{};
  input.confusion = ReportConfusion{};
  EXPECT_EQ(report_data(input), R"({"board":""})");
}

TEST(ReportData, HoldsNoOpeningBracketSoThatNoScriptElementEnds) {
  const std::string text = report_data({.commands = {"</script><script>alert(1)//", "<!--", "]]>", "\"quoted\"", "back\\slash"}});
  EXPECT_THAT(text, Not(HasSubstr("<")));
  const auto commands = nlohmann::json::parse(text)["commands"];
  EXPECT_EQ(commands[0], "</script><script>alert(1)//");
  EXPECT_EQ(commands[1], "<!--");
  EXPECT_EQ(commands[3], "\"quoted\"");
  EXPECT_EQ(commands[4], "back\\slash");
}

TEST(ReportData, KeepsEveryTextOfTheExample) {
  const auto data = nlohmann::json::parse(report_data(example_report()));
  EXPECT_EQ(data["confusion"]["labels"][3], "</script><b>mould</b>");
  EXPECT_EQ(data["mistakes"].size(), 10u);
  EXPECT_EQ(data["mistakes"][4]["true_score"], nullptr);
}

TEST(ReportData, ReplacesWhatIsNotUtf8) {
  const auto data = nlohmann::json::parse(report_data({.commands = {"a\xff"
                                                                    "b"}}));
  EXPECT_EQ(data["commands"][0],
            "a\xef\xbf\xbd"
            "b");
}

TEST(ReportData, WritesAbsentAndInfiniteFiguresAsNull) {
  const auto data = nlohmann::json::parse(report_data({.history = {{.epoch = 1, .loss = std::numeric_limits<double>::infinity()}}}));
  EXPECT_EQ(data["history"][0]["loss"], nullptr);
  EXPECT_EQ(data["history"][0]["validation_loss"], nullptr);
}

// The vectors of RFC 4648 section 10.
TEST(ReportData, WritesPicturesAsBase64) {
  const std::pair<const char*, const char*> vectors[] = {
      {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, encoded] : vectors) {
    ReportMistake mistake;
    for (const char* c = plain; *c != 0; ++c) mistake.png.push_back(static_cast<std::byte>(*c));
    EXPECT_EQ(nlohmann::json::parse(report_data({.mistakes = {mistake}}))["mistakes"][0]["png"], encoded);
  }
}

TEST(ReportData, OfAThousandClassesStaysSmall) { EXPECT_LT(report_data(example_report(1000)).size(), 1'000'000u); }

}  // namespace
}  // namespace pinhole
