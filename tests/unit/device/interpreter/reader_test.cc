#include "device/interpreter/reader.h"

#include <gtest/gtest.h>

#include "tests/support/flatbuffer_tree.h"

namespace {

using pinhole::test::Tree;

std::vector<std::uint8_t> small_file() {
  auto inner = Tree::table();
  inner->scalar<std::int32_t>(1, -7);
  auto root = Tree::table();
  root->scalar<std::uint8_t>(0, 9).scalar<float>(2, 1.5f).child(3, Tree::vector<std::int32_t>({4, 5, 6}));
  root->child(4, inner).child(5, Tree::vector_of({inner, inner}));
  return root->file("TEST");
}

pin::Reader reader_of(const std::vector<std::uint8_t>& file) { return {file.data(), static_cast<std::uint32_t>(file.size())}; }

TEST(Reader, ReadsScalarsVectorsAndTables) {
  const auto file = small_file();
  pin::Reader reader = reader_of(file);
  const pin::Table root = reader.root("TEST");
  EXPECT_EQ(reader.scalar<std::uint8_t>(root, 0, 0), 9);
  EXPECT_EQ(reader.scalar<float>(root, 2, 0.0f), 1.5f);
  const pin::Vector numbers = reader.vector(root, 3, 4);
  ASSERT_EQ(numbers.count, 3u);
  EXPECT_EQ(reader.element<std::int32_t>(numbers, 2), 6);
  EXPECT_EQ(reader.scalar<std::int32_t>(reader.table(root, 4), 1, 0), -7);
  EXPECT_EQ(reader.scalar<std::int32_t>(reader.table_element(reader.vector(root, 5, 4), 1), 1, 0), -7);
  EXPECT_TRUE(reader.ok());
}

TEST(Reader, GivesDefaultsForAbsentFields) {
  const auto file = small_file();
  pin::Reader reader = reader_of(file);
  const pin::Table root = reader.root("TEST");
  EXPECT_EQ(reader.scalar<std::int32_t>(root, 1, 42), 42);
  EXPECT_EQ(reader.scalar<std::int32_t>(root, 99, 43), 43);
  EXPECT_EQ(reader.vector(root, 98, 4).count, 0u);
  EXPECT_EQ(reader.scalar<std::int32_t>(reader.table(root, 97), 1, 44), 44);
  EXPECT_TRUE(reader.ok());
}

TEST(Reader, RefusesAnotherIdentifier) {
  const auto file = small_file();
  pin::Reader reader = reader_of(file);
  EXPECT_EQ(reader.root("TFL3").position, 0u);
  EXPECT_FALSE(reader.ok());
}

TEST(Reader, RefusesAnIndexPastTheEnd) {
  const auto file = small_file();
  pin::Reader reader = reader_of(file);
  const pin::Vector numbers = reader.vector(reader.root("TEST"), 3, 4);
  EXPECT_EQ(reader.element<std::int32_t>(numbers, 3), 0);
  EXPECT_FALSE(reader.ok());
}

TEST(Reader, StaysFailedAfterTheFirstViolation) {
  const auto file = small_file();
  pin::Reader reader = reader_of(file);
  const pin::Table root = reader.root("TEST");
  EXPECT_EQ(reader.memory(static_cast<std::uint32_t>(file.size()), 1), nullptr);
  EXPECT_EQ(reader.scalar<std::uint8_t>(root, 0, 0), 0);
  EXPECT_FALSE(reader.ok());
}

TEST(Reader, RefusesAVectorWhoseElementsWouldNotFit) {
  const auto file = small_file();
  pin::Reader reader = reader_of(file);
  EXPECT_EQ(reader.vector(reader.root("TEST"), 3, 0x40000000u).count, 0u);
  EXPECT_FALSE(reader.ok());
}

// Reads everything that small_file has; the sanitizers see whether a byte outside is touched.
void read_all(const std::uint8_t* bytes, std::uint32_t size) {
  pin::Reader reader(bytes, size);
  const pin::Table root = reader.root("TEST");
  for (std::uint32_t field = 0; field < 8; ++field) {
    pin::Reader copy = reader;
    copy.scalar<std::uint64_t>(root, field, 0);
    pin::Reader vectors = reader;
    const pin::Vector vector = vectors.vector(root, field, 4);
    for (std::uint32_t i = 0; i < vector.count; ++i) vectors.table_element(vector, i);
    pin::Reader tables = reader;
    tables.scalar<std::int32_t>(tables.table(root, field), 1, 0);
  }
}

TEST(Reader, NeverReadsOutsideForAnyPrefix) {
  const auto file = small_file();
  for (std::size_t size = 0; size <= file.size(); ++size) {
    const std::vector<std::uint8_t> prefix(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size));
    read_all(prefix.data(), static_cast<std::uint32_t>(size));
  }
}

TEST(Reader, NeverReadsOutsideWhenAnyWordIsChanged) {
  const auto file = small_file();
  int runs = 0;
  for (std::size_t at = 0; at + 4 <= file.size(); at += 2) {
    for (const std::uint32_t value :
         {0u, 1u, 3u, 0x7fffffffu, 0x80000000u, 0xfffffffcu, 0xffffffffu, static_cast<std::uint32_t>(file.size())}) {
      std::vector<std::uint8_t> changed = file;
      std::memcpy(changed.data() + at, &value, 4);
      read_all(changed.data(), static_cast<std::uint32_t>(changed.size()));
      ++runs;
    }
  }
  EXPECT_GT(runs, 500);
}

}  // namespace
