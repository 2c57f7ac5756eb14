#include "training/data/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "base/error.h"
#include "tests/unit/training/data/make_pictures.h"

namespace pinhole {
namespace {

using testing::HasSubstr;

pin::Preprocess square(int side) {
  pin::Preprocess p;
  p.width = p.height = side;
  return p;
}

std::vector<std::uint32_t> all(const Dataset& set) {
  std::vector<std::uint32_t> items(set.items.size());
  std::iota(items.begin(), items.end(), 0u);
  return items;
}

TEST(LoadPictures, GivesTheSameArrayForAnyThreadCount) {
  TemporaryFolder folder;
  make_class_folders(folder.path(), {"a", "b"}, 20, 13);
  const Dataset set = open_dataset(folder.path());
  std::size_t calls = 0, last = 0;
  const LoadedPictures one = load_pictures(set, all(set), square(8), {.threads = 1, .progress = [&](std::size_t done, std::size_t total) {
                                                                        ++calls;
                                                                        last = done;
                                                                        EXPECT_EQ(total, 40u);
                                                                      }});
  const LoadedPictures four = load_pictures(set, all(set), square(8), {.threads = 4});
  EXPECT_EQ(one.pixels, four.pixels);
  EXPECT_EQ(one.labels, four.labels);
  EXPECT_EQ(one.count, 40u);
  EXPECT_EQ(one.pixels.size(), 40u * 8 * 8 * 3);
  EXPECT_EQ(last, 40u);
  EXPECT_EQ(calls, 40u);
  const auto direct = preprocess_picture(set.picture(7), square(8), "x");
  EXPECT_TRUE(std::equal(direct.begin(), direct.end(), one.picture(7).begin()));
}

TEST(LoadPictures, LeavesOutDamagedPicturesAndSaysWhich) {
  TemporaryFolder folder;
  make_class_folders(folder.path(), {"a", "b"}, 3);
  Bytes broken = read_file(folder.path() / "a" / "p001.png");
  broken.resize(broken.size() / 2);
  write_file(folder.path() / "a" / "p001.png", broken);
  const Dataset set = open_dataset(folder.path());
  const LoadedPictures loaded = load_pictures(set, all(set), square(4));
  EXPECT_EQ(loaded.count, 5u);
  EXPECT_EQ(loaded.items, (std::vector<std::uint32_t>{0, 2, 3, 4, 5}));
  EXPECT_EQ(loaded.labels, (std::vector<std::uint32_t>{0, 0, 1, 1, 1}));
  ASSERT_EQ(loaded.problems.size(), 1u);
  EXPECT_EQ(loaded.problems[0].path, "a/p001.png");
  const auto direct = preprocess_picture(set.picture(5), square(4), "x");
  EXPECT_TRUE(std::equal(direct.begin(), direct.end(), loaded.picture(4).begin()));
  const std::uint32_t only[] = {1};
  EXPECT_THROW(load_pictures(set, only, square(4)), Error);
}

TEST(LoadPictures, RefusesTooMuchMemoryAndCropsOutsideThePicture) {
  TemporaryFolder folder;
  make_class_folders(folder.path(), {"a", "b"}, 3);
  const Dataset set = open_dataset(folder.path());
  EXPECT_NO_THROW(load_pictures(set, all(set), square(4), {.memory_limit_bytes = 6 * 48}));
  EXPECT_THROW(load_pictures(set, all(set), square(4), {.memory_limit_bytes = 6 * 48 - 1}), Error);
  pin::Preprocess p = square(4);
  p.crop = pin::Crop::kRectangle;
  p.rectangle = {5, 5, 8, 7};
  try {
    load_pictures(set, all(set), p);
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("8 x 7 pixels at (5, 5)"));
    EXPECT_THAT(error.what(), HasSubstr("12 x 12"));
  }
  p = square(0);
  EXPECT_THROW(load_pictures(set, all(set), p), Error);
}

TEST(ParallelFor, ThrowsTheFirstFailureAndRunsEachPieceOnce) {
  std::vector<int> runs(1000);
  parallel_for(runs.size(), 3, [&](std::size_t i) { ++runs[i]; });
  EXPECT_EQ(runs, std::vector<int>(1000, 1));
  parallel_for(0, 3, [](std::size_t) { FAIL(); });
  EXPECT_THROW(parallel_for(100, 3,
                            [](std::size_t i) {
                              if (i == 50) throw std::runtime_error("x");
                            }),
               std::runtime_error);
}

}  // namespace
}  // namespace pinhole
