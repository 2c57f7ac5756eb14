#include "compiler/formats/tflite/labels.h"

#include <gtest/gtest.h>

namespace pinhole::tflite {
namespace {

void put(std::string* out, std::uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) *out += static_cast<char>(value >> (8 * i));
}

// A zip archive with one stored file (PKWARE APPNOTE 4.3).
std::string archive(const std::string& name, const std::string& content, int method = 0) {
  std::string out = "PK\3\4";
  put(&out, 20, 2), put(&out, 0, 2), put(&out, static_cast<std::uint32_t>(method), 2), put(&out, 0, 4), put(&out, 0, 4);
  const auto size = static_cast<std::uint32_t>(content.size()), name_size = static_cast<std::uint32_t>(name.size());
  put(&out, size, 4), put(&out, size, 4), put(&out, name_size, 2), put(&out, 0, 2);
  out += name + content;
  const auto directory = static_cast<std::uint32_t>(out.size());
  out += "PK\1\2";
  put(&out, 20, 2), put(&out, 20, 2), put(&out, 0, 2), put(&out, static_cast<std::uint32_t>(method), 2), put(&out, 0, 4), put(&out, 0, 4);
  put(&out, size, 4), put(&out, size, 4), put(&out, name_size, 2), put(&out, 0, 2), put(&out, 0, 2), put(&out, 0, 2), put(&out, 0, 2),
      put(&out, 0, 4), put(&out, 0, 4);
  out += name;
  const auto directory_bytes = static_cast<std::uint32_t>(out.size()) - directory;
  out += "PK\5\6";
  put(&out, 0, 4), put(&out, 1, 2), put(&out, 1, 2), put(&out, directory_bytes, 4), put(&out, directory, 4), put(&out, 0, 2);
  return out;
}

std::vector<std::string> labels_of(const std::string& file) { return labels_of_appended_archive(std::as_bytes(std::span(file))); }

TEST(Labels, AreReadFromAnAppendedArchive) {
  const std::vector<std::string> expected = {"cat", "", "dog"};
  EXPECT_EQ(labels_of(std::string(1000, 'x') + archive("labels.txt", "cat\r\n\ndog\n")), expected);
  EXPECT_EQ(labels_of(archive("my_label_map.txt", "cat\n\ndog")), expected);
}

TEST(Labels, AreEmptyWhenTheArchiveHasNone) {
  EXPECT_TRUE(labels_of(archive("readme.txt", "cat")).empty());
  EXPECT_TRUE(labels_of(archive("labels.txt", "cat", 8)).empty());
  EXPECT_TRUE(labels_of("no archive").empty());
}

TEST(Labels, SurviveEveryCutAndEveryChangedByteOfAnArchive) {
  const std::string whole = "model" + archive("labels.txt", "cat\ndog\n");
  for (std::size_t i = 0; i < whole.size(); ++i) {
    labels_of(whole.substr(0, i));
    labels_of(whole.substr(i));
    std::string changed = whole;
    changed[i] = static_cast<char>(changed[i] ^ 0xff);
    labels_of(changed);
  }
}

}  // namespace
}  // namespace pinhole::tflite
