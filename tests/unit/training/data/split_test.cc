#include "training/data/split.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/error.h"
#include "base/random.h"

namespace pinhole {
namespace {

using testing::HasSubstr;

// A set that exists only as facts: each item has its own picture unless told otherwise.
struct Made {
  Dataset set;
  Survey survey;
  void add(std::uint32_t label, const std::string& path, std::uint64_t picture, Part part = Part::kUnassigned) {
    set.items.push_back({label, part, path, 0});
    PictureFacts facts;
    facts.readable = picture != 0;
    facts.pixel_hash = picture;
    survey.push_back(facts);
  }
};

Made make(std::vector<int> counts) {
  Made made;
  for (std::uint32_t c = 0; c < counts.size(); ++c) {
    made.set.classes.push_back(std::string(1, static_cast<char>('a' + c)));
    for (int i = 0; i < counts[c]; ++i) made.add(c, made.set.classes[c] + "/" + std::to_string(i), 1 + made.survey.size());
  }
  return made;
}

std::size_t count(const Made& made, const std::vector<std::uint32_t>& part, std::uint32_t label) {
  return static_cast<std::size_t>(
      std::count_if(part.begin(), part.end(), [&](std::uint32_t i) { return made.set.items[i].label == label; }));
}

std::set<std::string> paths(const Made& made, const std::vector<std::uint32_t>& part) {
  std::set<std::string> names;
  for (const std::uint32_t i : part) names.insert(made.set.items[i].path);
  return names;
}

TEST(Split, KeepsTheFractionsOfEachClassAndLosesNothing) {
  const Made made = make({100, 40, 3});
  const Split split = split_dataset(made.set, made.survey, {.validation = 0.2, .test = 0.1, .seed = 3});
  EXPECT_EQ(count(made, split.validation, 0), 20u);
  EXPECT_EQ(count(made, split.test, 0), 10u);
  EXPECT_EQ(count(made, split.validation, 1), 8u);
  EXPECT_EQ(count(made, split.test, 1), 4u);
  EXPECT_EQ(count(made, split.validation, 2), 1u);
  EXPECT_EQ(count(made, split.test, 2), 1u);
  EXPECT_EQ(count(made, split.train, 2), 1u);
  EXPECT_EQ(split.train.size() + split.validation.size() + split.test.size(), 143u);
  EXPECT_TRUE(split.dropped.empty());
}

TEST(Split, IsTheSameForTheSameSeedWhateverTheOrderOfFiles) {
  const Made made = make({50, 50});
  Made shuffled;
  shuffled.set.classes = made.set.classes;
  for (const std::size_t i : Random(9).permutation(100)) {
    shuffled.set.items.push_back(made.set.items[i]);
    shuffled.survey.push_back(made.survey[i]);
  }
  const SplitOptions options = {.seed = 5};
  const Split a = split_dataset(made.set, made.survey, options), b = split_dataset(shuffled.set, shuffled.survey, options);
  EXPECT_EQ(paths(made, a.test), paths(shuffled, b.test));
  EXPECT_EQ(paths(made, a.validation), paths(shuffled, b.validation));
  const Split other = split_dataset(made.set, made.survey, {.seed = 6});
  EXPECT_NE(paths(made, a.test), paths(made, other.test));
}

TEST(Split, MovesFewPicturesWhenOneIsAdded) {
  Made made = make({200, 200});
  const auto before = paths(made, split_dataset(made.set, made.survey, {}).test);
  made.add(0, "a/new", 5000);
  const auto after = paths(made, split_dataset(made.set, made.survey, {}).test);
  std::vector<std::string> moved;
  std::set_symmetric_difference(before.begin(), before.end(), after.begin(), after.end(), std::back_inserter(moved));
  EXPECT_LE(moved.size(), 2u);
}

TEST(Split, KeepsEqualPicturesOnOneSide) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Made made = make({60, 60});
    Random random(seed);
    for (auto& facts : made.survey) facts.pixel_hash = 1 + random.below(40);
    const Split split = split_dataset(made.set, made.survey, {.seed = seed});
    std::map<std::uint64_t, std::set<int>> sides;
    int side = 0;
    for (const auto* part : {&split.train, &split.validation, &split.test}) {
      for (const std::uint32_t i : *part) sides[made.survey[i].pixel_hash].insert(side);
      ++side;
    }
    EXPECT_GT(sides.size(), 20u);
    for (const auto& [hash, where] : sides) EXPECT_EQ(where.size(), 1u) << "seed " << seed << " picture " << hash;
  }
}

TEST(Split, LeavesTheSetsOwnTestAndDropsTrainingCopiesOfIt) {
  Made made = make({});
  made.set.classes = {"a", "b"};
  for (int i = 0; i < 20; ++i)
    made.add(static_cast<std::uint32_t>(i % 2), "train[" + std::to_string(i) + "]", 100 + static_cast<std::uint64_t>(i), Part::kTrain);
  made.add(0, "test[0]", 103, Part::kTest);
  made.add(1, "test[1]", 500, Part::kTest);
  made.add(1, "test[2]", 500, Part::kTest);
  const Split split = split_dataset(made.set, made.survey, {.validation = 0.2, .test = 0.3});
  EXPECT_EQ(split.test, (std::vector<std::uint32_t>{20, 21, 22}));
  EXPECT_EQ(split.dropped, (std::vector<std::uint32_t>{3}));
  EXPECT_EQ(split.validation.size(), 4u);
  EXPECT_EQ(split.train.size(), 15u);
}

TEST(Split, KeepsTheSetsOwnTrainAndValidation) {
  Made made = make({10, 10});
  for (std::size_t i = 0; i < 20; ++i) made.set.items[i].part = i % 5 == 0 ? Part::kValidation : Part::kTrain;
  const Split split = split_dataset(made.set, made.survey, {});
  EXPECT_EQ(split.validation.size(), 4u);
  EXPECT_EQ(split.train.size(), 16u);
  EXPECT_TRUE(split.test.empty());
}

TEST(Split, DropsUnreadablePicturesAndRefusesAClassWithoutTraining) {
  Made made = make({5, 5});
  made.survey[2].readable = false;
  EXPECT_EQ(split_dataset(made.set, made.survey, {}).dropped, (std::vector<std::uint32_t>{2}));
  for (std::size_t i = 5; i < 10; ++i) made.survey[i].readable = false;
  try {
    split_dataset(made.set, made.survey, {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("class 'b'"));
  }
  EXPECT_THROW(split_dataset(made.set, made.survey, {.validation = 0.5, .test = 0.5}), Error);
}

}  // namespace
}  // namespace pinhole
