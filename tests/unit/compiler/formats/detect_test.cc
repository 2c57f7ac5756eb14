#include "compiler/formats/detect.h"

#include <gtest/gtest.h>

#include "compiler/formats/tflite/export.h"
#include "compiler/ir/text.h"

namespace pinhole {
namespace {

FileFormat detect(std::string_view text) { return detect_format(std::as_bytes(std::span(text))); }

Graph doubled() {
  Graph graph;
  graph.name = "doubled";
  graph.inputs = {graph.add({"in", DType::kFloat32, make_shape({1, 20}), {}, nullptr})};
  const std::vector<float> twos(20, 2.0f);
  const ValueId two = graph.add_constant<float>("two", DType::kFloat32, make_shape({20}), twos);
  graph.outputs = {graph.append(Op::mul, pin::MulAttributes{}, {graph.inputs[0], two}, "out")};
  return graph;
}

std::string problem_of(const std::filesystem::path& path, std::string_view content) {
  write_file(path, content);
  try {
    load_model(path);
  } catch (const Error& error) {
    EXPECT_EQ(error.parts().file, path.string());
    return error.parts().problem;
  }
  return "no error";
}

TEST(ModelFiles, AreRecognisedByContent) {
  EXPECT_EQ(detect(std::string_view("\x1c\0\0\0TFL3....", 12)), FileFormat::kTflite);
  EXPECT_EQ(detect("pinhole graph 1\n"), FileFormat::kText);
  EXPECT_EQ(detect("\x89HDF\r\n\x1a\n..."), FileFormat::kHdf5);
  EXPECT_EQ(detect(std::string(512, '\0') + "\x89HDF\r\n\x1a\n"), FileFormat::kHdf5);
  EXPECT_EQ(detect("PK\3\4...."), FileFormat::kZip);
  EXPECT_EQ(detect(std::string_view("\x08\x07\x12\x07pytorch\x1a", 11)), FileFormat::kOnnx);
  EXPECT_EQ(detect("hello, world"), FileFormat::kUnknown);
  EXPECT_EQ(detect("TFL3"), FileFormat::kUnknown);
  EXPECT_EQ(detect(""), FileFormat::kUnknown);
}

TEST(ModelFiles, AreReadBackAsTheyWereSaved) {
  const TemporaryFolder folder;
  for (const char* name : {"m.tflite", "m.pin"}) {
    save_model(doubled(), folder.path() / name);
    FileFormat format = FileFormat::kUnknown;
    EXPECT_EQ(load_model(folder.path() / name, &format), doubled()) << name;
    EXPECT_EQ(format, std::string(name) == "m.tflite" ? FileFormat::kTflite : FileFormat::kText);
  }
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "m.pin.data"));
}

TEST(ModelFiles, OfOtherFormatsAreRefusedByName) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "m";
  EXPECT_EQ(problem_of(path, "\x89HDF\r\n\x1a\n..."), "the HDF5 file cannot be opened");
  EXPECT_EQ(problem_of(path, "PK\3\4"), "the archive cannot be opened");
  EXPECT_EQ(problem_of(path, "hello"), "the file holds no network");
}

TEST(ModelFiles, NameTheFileWhenTheGraphIsBroken) {
  const TemporaryFolder folder;
  EXPECT_EQ(problem_of(folder.path() / "m", "pinhole graph 1\ninput %0 : f32[1]\n"), "the network has no output");
}

TEST(ModelFiles, AreNotWrittenUnderUnknownEndings) { EXPECT_THROW(save_model(doubled(), "m.onnx"), Error); }

}  // namespace
}  // namespace pinhole
