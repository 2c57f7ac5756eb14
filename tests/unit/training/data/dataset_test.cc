#include "training/data/dataset.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "base/error.h"
#include "tests/unit/training/data/make_pictures.h"

namespace pinhole {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

std::string refusal(const fs::path& path) {
  try {
    open_dataset(path);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(ClassFolders, AreSortedAndSkipHiddenFiles) {
  TemporaryFolder folder;
  make_class_folders(folder.path(), {"rust", "healthy"}, 2);
  write_file(folder.path() / ".git" / "x.png", "no");
  write_file(folder.path() / "rust" / ".DS_Store", "no");
  write_file(folder.path() / "README.md", "about");
  const Picture extra = make_picture(5, 4, 1, 9);
  write_file(folder.path() / "healthy" / "deeper" / "named.txt", encode_png(extra));  // content counts, not the name
  const Dataset set = open_dataset(folder.path());
  EXPECT_EQ(set.kind, "class folders");
  EXPECT_THAT(set.classes, ElementsAre("healthy", "rust"));
  std::vector<std::string> paths;
  for (const Item& item : set.items) paths.push_back(item.path);
  EXPECT_THAT(paths, ElementsAre("healthy/deeper/named.txt", "healthy/p000.png", "healthy/p001.png", "rust/p000.png", "rust/p001.png"));
  EXPECT_EQ(set.items[4].label, 1u);
  EXPECT_EQ(set.picture(0).pixels, extra.pixels);
  EXPECT_TRUE(set.problems.empty());
}

TEST(ClassFolders, ListWhatIsNoPicture) {
  TemporaryFolder folder;
  make_class_folders(folder.path(), {"a", "b"}, 1);
  write_file(folder.path() / "a" / "notes.txt", "hello");
  write_file(folder.path() / "b" / "x.gif", "GIF89a......");
  const Dataset set = open_dataset(folder.path());
  ASSERT_EQ(set.problems.size(), 2u);
  EXPECT_EQ(set.problems[0].path, "a/notes.txt");
  EXPECT_EQ(set.problems[1].text, "a GIF picture");
  EXPECT_EQ(set.items.size(), 2u);
}

TEST(ClassFolders, KeepTheirParts) {
  TemporaryFolder folder;
  make_class_folders(folder.path() / "train", {"a", "b"}, 2);
  make_class_folders(folder.path() / "Test", {"a"}, 1);
  const Dataset set = open_dataset(folder.path());
  EXPECT_THAT(set.classes, ElementsAre("a", "b"));
  ASSERT_EQ(set.items.size(), 5u);
  EXPECT_EQ(set.items[0].part, Part::kTest);
  EXPECT_EQ(set.items[4].part, Part::kTrain);
  make_class_folders(folder.path() / "Test", {"A"}, 1);
  EXPECT_THAT(refusal(folder.path()), HasSubstr("class 'A'"));
}

TEST(OpenDataset, SaysWhatIsMissing) {
  TemporaryFolder folder;
  EXPECT_THAT(refusal(folder.path() / "none"), HasSubstr("no such folder"));
  EXPECT_THAT(refusal(folder.path()), HasSubstr("an empty folder"));
  write_file(folder.path() / "x.txt", "x");
  EXPECT_THAT(refusal(folder.path()), HasSubstr("a folder without class folders"));
  EXPECT_THAT(refusal(folder.path() / "x.txt"), HasSubstr("a file"));
  make_class_folders(folder.path(), {"only"}, 1);
  EXPECT_THAT(refusal(folder.path()), HasSubstr("only 'only'"));
  write_file(folder.path() / "empty" / "a.jpg", "RIFFxxxxWEBPVP8 ");
  EXPECT_THAT(refusal(folder.path()), HasSubstr("empty/a.jpg: a WebP picture"));
}

std::string idx(std::uint32_t magic, std::vector<std::uint32_t> sizes, const std::string& data) {
  std::string out;
  sizes.insert(sizes.begin(), magic);
  for (const std::uint32_t s : sizes) {
    for (int i = 3; i >= 0; --i) out.push_back(static_cast<char>(s >> (8 * i)));
  }
  return out + data;
}

void write_gzip(const fs::path& path, const std::string& text) {
  gzFile file = gzopen(path.c_str(), "wb");
  gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
  gzclose(file);
}

TEST(Idx, ReadsPlainAndCompressedFilesWithNames) {
  TemporaryFolder folder;
  write_gzip(folder.path() / "train-images-idx3-ubyte.gz", idx(0x803, {3, 1, 2}, "abcdef"));
  write_file(folder.path() / "train-labels-idx1-ubyte", idx(0x801, {3}, std::string("\0\1\2", 3)));
  write_file(folder.path() / "t10k-images.idx3-ubyte", idx(0x803, {1, 1, 2}, "gh"));
  write_gzip(folder.path() / "t10k-labels.idx1-ubyte.gz", idx(0x801, {1}, "\1"));
  Dataset set = open_dataset(folder.path());
  EXPECT_THAT(set.classes, ElementsAre("0", "1", "2"));
  ASSERT_EQ(set.items.size(), 4u);
  EXPECT_EQ(set.items[3].part, Part::kTest);
  EXPECT_EQ(set.picture(2).pixels, (std::vector<std::uint8_t>{'e', 'f'}));
  EXPECT_EQ(set.picture(3).pixels, (std::vector<std::uint8_t>{'g', 'h'}));
  EXPECT_EQ(set.picture(3).width, 2);
  write_file(folder.path() / "labels.txt", "bag\r\nboot\n\nshirt\n");
  EXPECT_THAT(open_dataset(folder.path()).classes, ElementsAre("bag", "boot", "shirt"));
  write_file(folder.path() / "labels.txt", "bag\n");
  EXPECT_THAT(refusal(folder.path()), HasSubstr("3 lines, one a class"));
}

TEST(Idx, AFileElsewhereMayNameTheClasses) {
  TemporaryFolder folder, elsewhere;
  write_file(folder.path() / "train-images-idx3-ubyte", idx(0x803, {2, 1, 2}, "abcd"));
  write_file(folder.path() / "train-labels-idx1-ubyte", idx(0x801, {2}, std::string("\0\1", 2)));
  const fs::path names = elsewhere.path() / "names";
  write_file(names, "left\nright\n");
  EXPECT_THAT(open_dataset(folder.path(), names).classes, ElementsAre("left", "right"));
  write_file(names, "left\nright\nbehind\n");
  try {
    open_dataset(folder.path(), names);
    FAIL() << "three names for two classes";
  } catch (const Error& error) {
    EXPECT_EQ(error.parts().file, names.string());
    EXPECT_EQ(error.parts().got, "3");
  }
}

TEST(Idx, RefusesDamagedFiles) {
  TemporaryFolder folder;
  const fs::path pictures = folder.path() / "train-images-idx3-ubyte", labels = folder.path() / "train-labels-idx1-ubyte";
  write_file(pictures, idx(0x803, {2, 1, 2}, "abcd"));
  EXPECT_THAT(refusal(folder.path()), HasSubstr("labels are missing"));
  write_file(labels, idx(0x801, {1}, "a"));
  EXPECT_THAT(refusal(folder.path()), HasSubstr("2 labels"));
  write_file(pictures, idx(0x803, {2, 1, 2}, "abc"));
  EXPECT_THAT(refusal(folder.path()), HasSubstr("20 bytes for 2 pictures"));
  write_file(pictures, idx(0x803, {0xffffffff, 0xffff, 0xffff}, "abc"));
  EXPECT_THAT(refusal(folder.path()), HasSubstr("65535 x 65535"));
  write_file(pictures, idx(0x802, {2, 1, 2}, "abcd"));
  EXPECT_THAT(refusal(folder.path()), HasSubstr("00000802"));
  write_file(pictures, std::string("\x1f\x8b\x08\x00garbage", 11));
  EXPECT_THAT(refusal(folder.path()), HasSubstr("the compressed file is damaged"));
}

TEST(Cifar, ReadsPlanesAsPixels) {
  TemporaryFolder folder;
  std::string record(3073, 'r');
  std::fill(record.begin() + 1025, record.begin() + 2049, 'g');
  std::fill(record.begin() + 2049, record.end(), 'b');
  std::string all;
  for (char label = 0; label < 10; ++label) all += (record[0] = label, record);
  write_file(folder.path() / "data_batch_1.bin", all);
  write_file(folder.path() / "test_batch.bin", record);
  const Dataset set = open_dataset(folder.path());
  ASSERT_EQ(set.items.size(), 11u);
  EXPECT_EQ(set.items[10].part, Part::kTest);
  EXPECT_EQ(set.items[10].label, 9u);
  const Picture picture = set.picture(10);
  EXPECT_EQ(picture.width, 32);
  EXPECT_EQ(picture.pixels[3071], 'b');
  EXPECT_EQ(picture.pixels[0], 'r');
  write_file(folder.path() / "test_batch.bin", record + "x");
  EXPECT_THAT(refusal(folder.path()), HasSubstr("a multiple of 3073 bytes"));
}

TEST(FashionMnist, HasSeventyThousandPictures) {
  const fs::path folder = "/usr/share/datasets/fashion-mnist";
  if (!fs::exists(folder)) GTEST_SKIP() << "needs Debian's dataset-fashion-mnist";
  const Dataset set = open_dataset(folder);
  EXPECT_EQ(set.items.size(), 70000u);
  EXPECT_EQ(set.classes.size(), 10u);
  EXPECT_EQ(set.items[0].label, 9u);  // an ankle boot: zalandoresearch/fashion-mnist, README
  EXPECT_EQ(set.picture(69999).width, 28);
}

}  // namespace
}  // namespace pinhole
