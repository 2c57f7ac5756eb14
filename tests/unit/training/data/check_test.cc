#include "training/data/check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/training/data/make_pictures.h"

namespace pinhole {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::HasSubstr;

DataCheck check_folder(const fs::path& path, Dataset& set) {
  set = open_dataset(path);
  return check_dataset(set, survey_pictures(set, 2));
}

TEST(CheckDataset, CountsClassesSizesAndFindsWhatIsWrong) {
  TemporaryFolder folder;
  make_class_folders(folder.path(), {"cat", "dog"}, 4);
  make_class_folders(folder.path() / "more", {"x"}, 9, 20);
  fs::rename(folder.path() / "more" / "x", folder.path() / "dog" / "deeper");
  fs::remove(folder.path() / "more");
  fs::copy(folder.path() / "cat" / "p000.png", folder.path() / "dog" / "same.png");
  fs::copy(folder.path() / "cat" / "p001.png", folder.path() / "cat" / "copy.png");
  write_file(folder.path() / "cat" / "gray.png", encode_png(make_picture(12, 12, 1, 50)));
  write_file(folder.path() / "cat" / "half.png", std::string_view("\x89PNG\r\n\x1a\n", 8));
  write_file(folder.path() / "cat" / "notes.txt", "hello");
  Dataset set;
  const DataCheck check = check_folder(folder.path(), set);
  ASSERT_EQ(check.classes.size(), 2u);
  EXPECT_EQ(check.classes[0].total(), 6u);
  EXPECT_EQ(check.classes[0].unreadable, 1u);
  EXPECT_EQ(check.classes[1].total(), 14u);
  EXPECT_EQ(check.sizes[0].width, 12);
  EXPECT_EQ(check.sizes[0].count, 11u);
  EXPECT_EQ(check.sizes[1].count, 9u);
  EXPECT_EQ(check.gray, 1u);
  EXPECT_EQ(check.colour, 19u);
  ASSERT_EQ(check.duplicates.size(), 2u);
  EXPECT_EQ(check.duplicates[0].classes, 1u);
  EXPECT_EQ(check.duplicates[1].classes, 2u);
  EXPECT_EQ(check.unreadable.size(), 2u);
  EXPECT_THAT(check.warnings, Contains("1 pictures stand in several classes: their labels contradict each other"));
  const std::string text = render(check, set);
  EXPECT_THAT(text, HasSubstr("  cat        6  1 unreadable\n"));
  EXPECT_THAT(text, HasSubstr("sizes: 12x12 (11), 20x20 (9)\n"));
  EXPECT_THAT(text, HasSubstr("left out: cat/notes.txt: not a picture\n"));
  EXPECT_THAT(text, HasSubstr("contradicting: cat/p000.png = dog/same.png\n"));
}

TEST(CheckDataset, TellsWhenTheBackgroundGivesTheClassAway) {
  TemporaryFolder leaking, fair;
  Random random(3);
  for (int i = 0; i < 40; ++i) {
    Picture picture{8, 8, 3, {}};
    for (int k = 0; k < 192; ++k) picture.pixels.push_back(static_cast<std::uint8_t>(random.below(100)));
    const std::string name = std::to_string(i) + ".png";
    write_file(fair.path() / (i % 2 == 0 ? "a" : "b") / name, encode_png(picture));
    if (i % 2 == 0) {
      for (auto& v : picture.pixels) v = static_cast<std::uint8_t>(v + 150);
    }
    write_file(leaking.path() / (i % 2 == 0 ? "a" : "b") / name, encode_png(picture));
  }
  Dataset set;
  const DataCheck bad = check_folder(leaking.path(), set);
  EXPECT_DOUBLE_EQ(bad.edge.accuracy, 1.0);
  EXPECT_DOUBLE_EQ(bad.edge.chance, 0.5);
  EXPECT_THAT(bad.warnings, Contains(HasSubstr("8 pixels of the edge in 100 %")));
  const DataCheck good = check_folder(fair.path(), set);
  EXPECT_LT(good.edge.accuracy, 0.7);
  EXPECT_TRUE(good.warnings.empty());
}

TEST(CheckDataset, SeesTheSameLookInAReencodedPicture) {
  const Picture picture = decode_picture(encode_png(make_picture(64, 48, 3, 6)), "x");
  const PictureFacts a = facts_of(picture), b = facts_of(decode_picture(encode_jpeg(picture, {.quality = 90}), "x"));
  EXPECT_NE(a.pixel_hash, b.pixel_hash);
  EXPECT_EQ(a.look_hash, b.look_hash);
}

TEST(CheckDataset, ReadsRealPictures) {
  const fs::path folder = fs::path(PINHOLE_SOURCE_DIR) / "../shared/data/natural_images30";
  if (!fs::exists(folder)) GTEST_SKIP() << "needs ../shared/data/natural_images30";
  Dataset set;
  const DataCheck check = check_folder(folder, set);
  EXPECT_EQ(check.classes.size(), 8u);
  EXPECT_EQ(check.colour + check.gray, 800u);
  EXPECT_TRUE(check.unreadable.empty());
  EXPECT_EQ(check.sizes[0].count, 800u);
}

}  // namespace
}  // namespace pinhole
