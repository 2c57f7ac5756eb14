// Which models share an image, and that one that fails takes no other along.
#include "verify/groups.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace pinhole {
namespace {

using Groups = std::vector<Group>;

Groups groups_of(const std::vector<JobBytes>& jobs, const GroupLimits& limits) {
  std::vector<std::size_t> indices;
  for (std::size_t i = 0; i < jobs.size(); ++i) indices.push_back(i);
  return make_groups(indices, limits, [&](std::size_t i) { return jobs[i]; });
}

TEST(Groups, HoldSoManyModelsAtTheMost) { EXPECT_EQ(groups_of({5, JobBytes{}}, {.models = 2}), (Groups{{0, 1}, {2, 3}, {4}})); }
TEST(Groups, ShareTheFlash) { EXPECT_EQ(groups_of({{40, 0}, {60, 0}, {1, 0}, {99, 0}}, {.flash_bytes = 100}), (Groups{{0, 1}, {2, 3}})); }
TEST(Groups, TakeTurnsInRam) { EXPECT_EQ(groups_of({{0, 90}, {0, 90}, {0, 100}}, {.ram_bytes = 100}), (Groups{{0, 1, 2}})); }
TEST(Groups, LeaveWhatCannotFitAlone) {
  EXPECT_EQ(groups_of({{1, 1}, {1, 101}, {1, 1}, {101, 1}, {1, 1}, {1, 1}}, {.flash_bytes = 100, .ram_bytes = 100}),
            (Groups{{0}, {1}, {2}, {3}, {4, 5}}));
}
TEST(Groups, OfNothingAreNone) { EXPECT_TRUE(groups_of({}, {}).empty()); }

struct Outcome {
  std::set<std::size_t> served, failed;
  int attempts = 0;
};

Outcome serve(std::size_t count, const std::set<std::size_t>& bad) {
  Outcome outcome;
  Group group;
  for (std::size_t i = 0; i < count; ++i) group.push_back(i);
  serve_or_halve(
      group,
      [&](const Group& tried) {
        ++outcome.attempts;
        for (const std::size_t i : tried) {
          if (bad.count(i) != 0) throw Error({.problem = "a wild access"});
        }
        outcome.served.insert(tried.begin(), tried.end());
      },
      [&](std::size_t i, const Error& error) {
        EXPECT_STREQ(error.what(), "a wild access");
        EXPECT_TRUE(outcome.failed.insert(i).second) << "told twice";
      });
  return outcome;
}

TEST(Groups, OnlyTheModelThatFaultsFails) {
  for (std::size_t bad = 0; bad < 64; ++bad) {
    const Outcome outcome = serve(64, {bad});
    EXPECT_EQ(outcome.failed, std::set<std::size_t>{bad});
    EXPECT_EQ(outcome.served.size(), 63u);
    EXPECT_EQ(outcome.attempts, 13) << "the whole, and both halves six times";
  }
}

TEST(Groups, SeveralFaultsAreFoundEach) {
  const Outcome outcome = serve(7, {0, 3, 6});
  EXPECT_EQ(outcome.failed, (std::set<std::size_t>{0, 3, 6}));
  EXPECT_EQ(outcome.served, (std::set<std::size_t>{1, 2, 4, 5}));
}

TEST(Groups, AGoodGroupIsServedOnce) { EXPECT_EQ(serve(64, {}).attempts, 1); }

}  // namespace
}  // namespace pinhole
