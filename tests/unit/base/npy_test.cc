// .npy files: what is written is read back, and what is hostile is refused with an Error, never with a crash or a large allocation.
#include "base/npy.h"

#include <gtest/gtest.h>

#include <cstring>

#include "base/error.h"
#include "base/random.h"

namespace pinhole {
namespace {

Bytes file_of(const std::string& header, std::size_t data_bytes, int version = 1) {
  std::string text = "\x93NUMPY";
  text += static_cast<char>(version);
  text += '\0';
  for (int i = 0; i < (version == 1 ? 2 : 4); ++i) text += static_cast<char>(header.size() >> (8 * i) & 0xff);
  text += header;
  text.resize(text.size() + data_bytes);
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

std::string header(const std::string& descr, const std::string& shape, const std::string& order = "False") {
  return "{'descr': " + descr + ", 'fortran_order': " + order + ", 'shape': " + shape + ", }\n";
}

std::string refusal(const Bytes& bytes) {
  try {
    parse_npy(bytes, "x.npy");
    return "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.parts().file, "x.npy");
    EXPECT_LT(std::strlen(error.what()), 300u);
    return error.parts().problem;
  }
}

TEST(Npy, ReadsBackWhatItWrites) {
  const std::vector<std::vector<std::int64_t>> shapes = {{}, {1}, {5}, {2, 3}, {1, 2, 3, 4}, {0}, {3, 0, 2}};
  for (const char* type : {"b1", "i1", "u1", "i2", "u2", "i4", "u4", "f4", "i8", "u8", "f8"}) {
    for (const auto& shape : shapes) {
      NpyArray array{type, shape, {}};
      array.bytes.resize(static_cast<std::size_t>(array.count()) * static_cast<std::size_t>(type[1] - '0'));
      for (std::size_t i = 0; i < array.bytes.size(); ++i) array.bytes[i] = static_cast<std::byte>(i * 7);
      const Bytes file = npy_bytes(array);
      EXPECT_EQ((file.size() - array.bytes.size()) % 64, 0u);
      const NpyArray back = parse_npy(file, "x.npy");
      EXPECT_EQ(back.type, array.type);
      EXPECT_EQ(back.shape, array.shape);
      EXPECT_EQ(back.bytes, array.bytes);
    }
  }
}

TEST(Npy, WritesWhatNumpyWrites) {
  const Bytes file = npy_bytes({"f4", {2, 3}, Bytes(24)});
  const std::string text(reinterpret_cast<const char*>(file.data()) + 10, 59);
  EXPECT_EQ(text, "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }");
}

TEST(Npy, ReadsVersionTwo) { EXPECT_EQ(parse_npy(file_of(header("'<i2'", "(3,)"), 6, 2), "x.npy").shape, std::vector<std::int64_t>{3}); }

TEST(Npy, RefusesTypesThatItCannotHold) {
  for (const char* descr : {"'<c8'", "'<U4'", "'|S4'", "'<M8'", "'<m8'", "'|O8'", "'<f2'", "'<f16'", "'<x4'", "'i4'", "'=i4'"}) {
    EXPECT_EQ(refusal(file_of(header(descr, "(1,)"), 8)), "this .npy element type is not read") << descr;
  }
  EXPECT_EQ(refusal(file_of(header("'>i4'", "(1,)"), 4)), "big-endian .npy files are not read");
  EXPECT_EQ(refusal(file_of(header("[('a', '<i4')]", "(1,)"), 4)), "the .npy element type cannot be read");
  EXPECT_EQ(refusal(file_of("{'descr': '<i4", 4)), "the .npy element type cannot be read");
  EXPECT_EQ(refusal(file_of(header("''", "(1,)"), 4)), "the .npy element type cannot be read");
  EXPECT_EQ(refusal(file_of(header("'<i4'", "(2, 2)", "True"), 16)), "Fortran-ordered .npy files are not read");
}

TEST(Npy, RefusesShapesThatOverflow) {
  EXPECT_EQ(refusal(file_of(header("'|i1'", "(8589934592,)"), 1)), "an extent in the .npy header is out of range");
  EXPECT_EQ(refusal(file_of(header("'|i1'", "(2147483648, 4, 2147483648)"), 0)), "the .npy array is too large");
  EXPECT_EQ(refusal(file_of(header("'|i1'", "(4294967296, 4294967296)"), 0)), "an extent in the .npy header is out of range");
  EXPECT_EQ(refusal(file_of(header("'|i1'", "(-1,)"), 1)), "an extent in the .npy header is out of range");
  EXPECT_EQ(refusal(file_of(header("'|i1'", "(99999999999999999999,)"), 1)), "an extent in the .npy header is out of range");
  EXPECT_EQ(refusal(file_of(header("'|i1'", "(1.5,)"), 1)), "an extent in the .npy header is out of range");
  EXPECT_EQ(refusal(file_of(header("'|i1'", "1"), 1)), "the .npy header's shape cannot be read");
  std::string many = "(";
  for (int i = 0; i < 33; ++i) many += "1, ";
  EXPECT_EQ(refusal(file_of(header("'|i1'", many + ")"), 1)), "the .npy array has too many axes");
}

TEST(Npy, RefusesASizeThatDoesNotFit) {
  EXPECT_EQ(refusal(file_of(header("'<i4'", "(2,)"), 7)), "the .npy file has another size than its header says");
  EXPECT_EQ(refusal(file_of(header("'<i4'", "(2,)"), 9)), "the .npy file has another size than its header says");
}

TEST(Npy, RefusesMissingKeysAndOtherFiles) {
  EXPECT_EQ(refusal(file_of("{'descr': '<i4', 'shape': (1,), }", 4)), "the .npy header has no 'fortran_order'");
  EXPECT_EQ(refusal(file_of(header("'<i4'", "(1,)"), 4, 3)), "this .npy version is not read");
  EXPECT_EQ(refusal(Bytes(100)), "this is not a .npy file");
  EXPECT_EQ(refusal({}), "this is not a .npy file");
}

TEST(Npy, EveryCutIsRefused) {
  const Bytes whole = npy_bytes({"i2", {2, 3}, Bytes(12)});
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_NE(refusal(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))), "accepted") << size;
}

TEST(Npy, DamagedBytesAreRefusedOrReadWhole) {
  Random random(7);
  const Bytes whole = npy_bytes({"i2", {2, 3}, Bytes(12)});
  int refused = 0;
  for (int i = 0; i < 20'000; ++i) {
    Bytes damaged = whole;
    for (std::uint64_t n = 1 + random.below(3); n > 0; --n) damaged[random.below(80)] = static_cast<std::byte>(random.below(256));
    try {
      const NpyArray array = parse_npy(damaged, "x.npy");
      ASSERT_EQ(array.bytes.size(), static_cast<std::size_t>(array.count()) * static_cast<std::size_t>(array.type[1] - '0'));
    } catch (const Error&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 5'000);
}

}  // namespace
}  // namespace pinhole
