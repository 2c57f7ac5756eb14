#include "base/file.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace pinhole {
namespace {

TEST(WriteFile, MakesFoldersAndReplacesWholeFiles) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "a" / "b.txt";
  write_file(path, std::string_view("one"));
  write_file(path, std::string_view("two"));
  EXPECT_EQ(read_text_file(path), "two");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(path.parent_path()), {}), 1);
}

TEST(ReadFile, RefusesAFolderAMissingFileAndAFileOverTheLimit) {
  const TemporaryFolder folder;
  EXPECT_THROW(read_file(folder.path()), Error);
  EXPECT_THROW(read_file(folder.path() / "none"), Error);
  write_file(folder.path() / "big", std::string(100, 'x'));
  EXPECT_THROW(read_file(folder.path() / "big", 99), Error);
  EXPECT_EQ(read_file(folder.path() / "big", 100).size(), 100u);
}

TEST(PendingFolder, AppearsOnlyWhenCommitted) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "out";
  {
    PendingFolder pending(path);
    write_file(pending.path() / "x", std::string_view("x"));
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
  for (int round = 0; round < 2; ++round) {
    PendingFolder pending(path);
    write_file(pending.path() / "x", std::string_view("x"));
    pending.commit();
  }
  EXPECT_EQ(read_text_file(path / "x"), "x");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(PendingFolder, NeverReplacesSomebodyElsesFolder) {
  const TemporaryFolder folder;
  write_file(folder.path() / "out" / "thesis.tex", std::string_view("x"));
  EXPECT_THROW(PendingFolder(folder.path() / "out"), Error);
}

}  // namespace
}  // namespace pinhole
