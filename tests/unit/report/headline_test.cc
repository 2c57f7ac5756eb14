#include "report/headline.h"

#include <gtest/gtest.h>

namespace pinhole {
namespace {

ReportInput with_sizes(std::uint64_t ram, std::uint64_t flash) {
  ReportInput input;
  input.sizes = ReportSizes{.ram = {{{"arena", ram, ""}}, 1'000, ""}, .flash = {{{"weights", flash, ""}}, 2'000, ""}};
  return input;
}

TEST(Headline, IsEmptyWhenNothingIsKnown) {
  const Headline head = headline({});
  EXPECT_FALSE(head.fits.has_value());
  EXPECT_EQ(head.sentence, "");
  EXPECT_TRUE(head.tiles.empty());
}

TEST(Headline, FitsUpToTheLastByte) {
  EXPECT_EQ(headline(with_sizes(1'000, 2'000)).sentence, "Fits.");
  EXPECT_TRUE(*headline(with_sizes(1'000, 2'000)).fits);
  EXPECT_EQ(headline(with_sizes(1'001, 2'000)).sentence, "Does not fit: too much RAM.");
  EXPECT_EQ(headline(with_sizes(1'000, 2'001)).sentence, "Does not fit: too much flash.");
  EXPECT_EQ(headline(with_sizes(1'001, 2'001)).sentence, "Does not fit: too much RAM and flash.");
}

TEST(Headline, SaysByHowMuchARegionIsOver) {
  const Tile ram = headline(with_sizes(1'300, 10)).tiles.at(0);
  EXPECT_EQ(ram.label, "RAM");
  EXPECT_EQ(ram.detail, "300 B over 1000 B");
  EXPECT_TRUE(ram.bad);
}

TEST(Headline, AddsAccuracyAndTime) {
  ReportInput input = with_sizes(10, 10);
  input.accuracies = {{"float", 95, 100, ""}, {"int8 on the host", 941, 1'000, ""}};
  input.timing = ReportTiming{.clock_hz = 64'000'000, .cycles = 3'916'800};
  EXPECT_EQ(headline(input).sentence, "Fits: 94.1 % right, 61.2 ms a run.");
  input.sizes->ram.limit_bytes = 1;
  EXPECT_EQ(headline(input).sentence, "Does not fit: too much RAM; 94.1 % right, 61.2 ms a run.");
  input.sizes.reset();
  EXPECT_EQ(headline(input).sentence, "94.1 % right, 61.2 ms a run.");
}

TEST(Headline, TakesTheAccuracyOverMostPicturesNearestToTheBoard) {
  ReportInput input;
  input.accuracies = {{"float", 95, 100, ""}, {"host", 94, 100, ""}, {"board", 20, 20, ""}};
  EXPECT_EQ(headline(input).tiles.at(0).detail, "host, 100 pictures");
  input.accuracies.back().total = 100;
  EXPECT_EQ(headline(input).tiles.at(0).detail, "board, 100 pictures");
}

TEST(Headline, CountsWaitStatesWhereTheyAreKnown) {
  ReportInput input;
  input.timing = ReportTiming{.clock_hz = 1'000'000, .cycles = 10'000, .stall_cycles = 2'000, .volts = 3.0, .milliamperes = 5.0};
  EXPECT_EQ(headline(input).sentence, "12.0 ms a run.");
  EXPECT_DOUBLE_EQ(input.timing->millijoules(), 0.18);
  EXPECT_EQ(headline(input).tiles.at(1).value, "0.18 mJ");
}

TEST(Headline, ShowsNoEnergyWithoutASupplyCurrent) {
  ReportInput input;
  input.timing = ReportTiming{.clock_hz = 1'000'000, .cycles = 42};
  EXPECT_EQ(headline(input).sentence, "0.042 ms a run.");
  EXPECT_EQ(headline(input).tiles.size(), 1u);
}

}  // namespace
}  // namespace pinhole
