// Damaged ONNX files end in an Error, and soon: cut short, bytes changed, lengths and extents that cannot be.
#include <gtest/gtest.h>

#include "base/file.h"
#include "compiler/formats/onnx/import.h"
#include "compiler/ir/verify.h"
#include "tests/unit/compiler/formats/onnx/sketch.h"

namespace pinhole {
namespace {

Bytes picture() { return read_file(std::filesystem::path(PINHOLE_SOURCE_DIR) / "tests/data/onnx/picture.onnx"); }

// True when it was refused.
bool refused(std::span<const std::byte> bytes) {
  try {
    verify(import_onnx(bytes, "damaged.onnx"));
    return false;
  } catch (const Error& error) {
    EXPECT_FALSE(error.parts().problem.empty());
    return true;
  }
}

std::string text_of_refusal(const std::string& bytes) {
  try {
    verify(import_onnx(std::as_bytes(std::span(bytes)), "damaged.onnx"));
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(OnnxDamage, FilesCutShortAreRefused) {
  const Bytes whole = picture();
  ASSERT_FALSE(refused(whole));
  std::size_t taken = 0;  // the last field is the operator set: without it the file is of set 0
  for (std::size_t size = 0; size < whole.size(); ++size) taken += refused(std::span(whole).first(size)) ? 0 : 1;
  EXPECT_EQ(taken, 0u);
}

TEST(OnnxDamage, ChangedBytesNeverCrash) {
  const Bytes whole = picture();
  std::size_t tried = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (const int change : {0x01, 0x80, 0xff}) {
      Bytes damaged = whole;
      damaged[at] ^= static_cast<std::byte>(change);
      (void)refused(damaged);
      ++tried;
    }
  }
  EXPECT_EQ(tried, 3 * whole.size());
}

TEST(OnnxDamage, ExtentsOfATerabyteAreRefusedBeforeMemoryIsTaken) {
  test::OnnxSketch s;
  s.nodes = {test::onnx_node("ConstantOfShape", {"shape"}, "big"), test::onnx_node("Add", {"x", "big"}, "y")};
  s.initializers = {test::onnx_integers("shape", {1 << 20, 1 << 20})};
  s.inputs = {test::onnx_value("x", {1, 4})};
  s.outputs = {test::onnx_value("y", {1, 4})};
  EXPECT_NE(text_of_refusal(s.bytes()).find("a tensor has extents that cannot be"), std::string::npos) << text_of_refusal(s.bytes());
}

TEST(OnnxDamage, ManyComputedConstantsAreRefused) {
  test::OnnxSketch s;
  s.initializers = {test::onnx_integers("shape", {1 << 20, 16})};
  for (int i = 0; i < 40; ++i) s.nodes.push_back(test::onnx_node("ConstantOfShape", {"shape"}, "big" + std::to_string(i)));
  s.outputs = {test::onnx_value("big0", {1 << 20, 16})};
  EXPECT_NE(text_of_refusal(s.bytes()).find("the constants that nodes compute are too large"), std::string::npos)
      << text_of_refusal(s.bytes());
}

TEST(OnnxDamage, FieldsOfTheWrongWireTypeAreNamed) {
  const std::string bytes = test::field(1, std::uint64_t{7}) + test::field(7, test::field(1, test::field(4, std::uint64_t{3})));
  EXPECT_NE(text_of_refusal(bytes).find("a node's operator has the wrong wire type"), std::string::npos) << text_of_refusal(bytes);
}

TEST(OnnxDamage, LengthsBeyondTheFileAreNamed) {
  const std::string bytes = test::field(1, std::uint64_t{7}) + "\x3a" + test::varint(std::uint64_t{1} << 40) + "abc";
  EXPECT_NE(text_of_refusal(bytes).find("field 7 is longer than what is left of its message"), std::string::npos) << text_of_refusal(bytes);
}

}  // namespace
}  // namespace pinhole
