// The Arduino library: its layout, the names it refuses, that it compiles and links as the Nano 33 BLE's core would compile it, and that its
// sketches do on the host what they are for. tests/support/arduino stands in for the core and the camera's library.
#include "compiler/emit/packages/arduino.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <set>

#include "base/text.h"
#include "compiler/ir/evaluate.h"
#include "tests/unit/compiler/emit/nets.h"
#include "tests/unit/compiler/emit/toolchain.h"

namespace pinhole::emit_test {
namespace {

SelfTest self_test(const Graph& graph) {
  SelfTest test{.inputs = {}, .outputs = {}, .description = "made up"};
  for (const ValueId id : graph.inputs) {
    const Value& value = graph.value(id);
    Bytes bytes(value.bytes());
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(i * 31 + 7);
    if (value.dtype == DType::kFloat32) {
      std::vector<float> reals(bytes.size() / 4);
      for (std::size_t i = 0; i < reals.size(); ++i) reals[i] = 0.25f * static_cast<float>(static_cast<int>(i % 9) - 4);
      std::memcpy(bytes.data(), reals.data(), bytes.size());
    }
    test.inputs.push_back(bytes);
  }
  test.outputs = evaluate(graph, test.inputs);
  return test;
}

std::vector<SourceFile> library(const Net& net, const ArduinoOptions& options = {}) {
  const CompiledModel model = compile_net(net);
  return arduino_library(model.emitted, model.program, self_test(net.make()), options);
}

const SourceFile& file(const std::vector<SourceFile>& files, const std::string& path) {
  for (const SourceFile& f : files) {
    if (f.path == path) return f;
  }
  ADD_FAILURE() << "no file " << path;
  return files.front();
}

std::string refusal(const std::string& name, const std::string& version = "1.0.0") {
  CompiledModel model = compile_net(kNets[2]);
  model.program.name = name;
  try {
    arduino_library(model.emitted, model.program, self_test(kNets[2].make()), {.version = version});
  } catch (const Error& error) {
    return error.parts().problem;
  }
  return "";
}

TEST(ArduinoLibrary, HasTheLayoutOfTheSpecification) {
  std::set<std::string> paths;
  for (const SourceFile& f : library(kNets[0])) {
    EXPECT_TRUE(paths.insert(f.path).second) << f.path << " twice";
    EXPECT_FALSE(f.path.ends_with(".cc")) << f.path;
    EXPECT_FALSE(f.text.empty()) << f.path;
  }
  for (const char* path : {"library.properties", "keywords.txt", "README.md", "src/leaf.h", "src/leaf.cpp", "src/leaf_weights.cpp",
                           "src/leaf_c.h", "src/device/kernels/conv_2d/dsp.cpp", "examples/leaf_camera/leaf_camera.ino",
                           "examples/leaf_selftest/leaf_selftest.ino", "examples/leaf_selftest/expected.h"}) {
    EXPECT_TRUE(paths.contains(path)) << path;
  }
}

TEST(ArduinoLibrary, DescribesItself) {
  EXPECT_EQ(
      file(library(kNets[0], {.version = "2.1.0", .author = "A. Gardener"}), "library.properties").text,
      "name=leaf\nversion=2.1.0\nauthor=A. Gardener\nmaintainer=A. Gardener\n"
      "sentence=The neural network leaf, which tells apart healthy, rust, scab.\n"
      "paragraph=Plain C++ written by Pinhole: no interpreter, no heap, all memory in one class. Includes a self-test with a stored input.\n"
      "category=Data Processing\nurl=\narchitectures=*\nincludes=leaf.h\ndepends=Arduino_OV767X\n");
}

// tests/goldens/emit/leaf_arduino: everything but src/. PINHOLE_UPDATE_GOLDENS=1 rewrites it.
TEST(ArduinoLibrary, WritesTheSameSketchesAsEver) {
  const std::filesystem::path folder = std::filesystem::path(PINHOLE_SOURCE_DIR) / "tests/goldens/emit/leaf_arduino";
  for (const SourceFile& f : library(kNets[0])) {
    if (f.path.starts_with("src/")) continue;
    if (std::getenv("PINHOLE_UPDATE_GOLDENS") != nullptr) {
      write_file(folder / f.path, f.text);
    } else {
      EXPECT_EQ(f.text, read_text_file(folder / f.path)) << f.path;
    }
  }
}

TEST(ArduinoLibrary, HasNoCameraSketchWithoutPreprocessing) {
  for (const SourceFile& f : library(kNets[2])) {
    EXPECT_EQ(f.path.find("camera"), std::string::npos) << f.path;
    EXPECT_EQ(f.text.find("OV767X"), std::string::npos) << f.path;
    EXPECT_EQ(f.path.find("frame"), std::string::npos) << f.path;
  }
}

TEST(ArduinoLibrary, HasNoCameraSketchWhereNoPictureFits) {
  for (const SourceFile& f : library(kNets[0], {.ram_bytes = 32 * 1024})) EXPECT_EQ(f.path.find("camera"), std::string::npos) << f.path;
}

TEST(ArduinoLibrary, RefusesNamesThatHideHeadersOrArduinosOwn) {
  for (const char* name : {"string", "Math", "Servo", "setup", "pin", "std", "arduino_leaf", "random"}) {
    EXPECT_EQ(refusal(name), "an Arduino library cannot be called '" + std::string(name) + "'");
  }
  EXPECT_EQ(refusal("leaf"), "");
}

TEST(ArduinoLibrary, RefusesVersionsThatAreNotThreeNumbers) {
  for (const char* version : {"", "1", "1.0", "1.0.x", "1..0", "1.0.0\nname=evil"})
    EXPECT_EQ(refusal("leaf", version), "the version is not three numbers") << version;
}

TEST(ArduinoLibrary, TakesTheSmallestPictureThatIsLargeEnough) {
  EXPECT_STREQ(camera_size(96, 96, 200'000)->name, "QQVGA");
  EXPECT_STREQ(camera_size(128, 128, 200'000)->name, "QCIF");
  EXPECT_STREQ(camera_size(192, 192, 200'000)->name, "QVGA");
  EXPECT_STREQ(camera_size(192, 192, 100'000)->name, "QCIF");
  EXPECT_EQ(camera_size(96, 96, 38'399), nullptr);
}

class ArduinoSketch : public testing::TestWithParam<Net> {
 protected:
  void SetUp() override {
    name_ = GetParam().name;
    files_ = library(GetParam());
    write_sources(folder_.path(), files_);
    for (const SourceFile& f : files_) {
      if (f.path.ends_with(".cpp")) sources_.push_back(f.path);
    }
  }
  // The sketch as Arduino compiles it: C++ with Arduino.h in front.
  std::string sketch(const std::string& which) {
    const std::string path = "examples/" + name_ + "_" + which + "/" + name_ + "_" + which;
    write_file(folder_.path() / (path + ".ino.cpp"),
               "#include <Arduino.h>\n#line 1 \"" + path + ".ino\"\n" + file(files_, path + ".ino").text);
    return path + ".ino.cpp";
  }
  bool has_camera() const { return name_ == "leaf"; }
  static std::string support() { return std::string(PINHOLE_SOURCE_DIR) + "/tests/support/arduino"; }
  std::string run_on_host(const std::string& which, const std::string& typed) {
    Words command = {"g++", "-std=gnu++14", "-w", "-Isrc", "-I" + support(), support() + "/host.cc", sketch(which), "-o", which};
    if (which == "camera") command.push_back("-DSTAND_IN_CAMERA");
    expect_runs(command + sources_, folder_.path());
    return expect_runs({"./" + which, typed}, folder_.path());
  }
  TemporaryFolder folder_;
  std::string name_;
  std::vector<SourceFile> files_;
  Words sources_;
};

TEST_P(ArduinoSketch, LinksForTheNano33BleInBothStandards) {
  if (!have(kCortexM4[0])) GTEST_SKIP() << kCortexM4[0] << " is not installed";
  // The core's own flags: arduino/ArduinoCore-mbed, variants/ARDUINO_NANO33BLE/cxxflags.txt.
  const Words flags = {"-mfloat-abi=softfp",
                       "-mfpu=fpv4-sp-d16",
                       "-funsigned-char",
                       "-fno-delete-null-pointer-checks",
                       "-Isrc",
                       "-I" + support(),
                       "-Os",
                       "-Wall",
                       "-Wextra",
                       "-Werror",
                       "-fno-exceptions",
                       "-fno-rtti",
                       "-nostdlib",
                       "-r"};
  for (const char* which : {"selftest", "camera"}) {
    if (std::string(which) == "camera" && !has_camera()) continue;
    const std::string source = sketch(which);
    for (const Words& standard : {Words{"-std=gnu++14", "-Wno-c++17-extensions"}, Words{"-std=gnu++17"}}) {
      expect_runs(kCortexM4 + standard + flags + Words{source, "-o", "all.o"} + sources_, folder_.path());
      for (const std::string& line : split(expect_runs({"arm-none-eabi-nm", "-u", "-C", "all.o"}, folder_.path()), '\n')) {
        EXPECT_EQ(line.find(name_ + "::"), std::string::npos) << standard[0] << " leaves undefined: " << line;
        EXPECT_EQ(line.find("pin::"), std::string::npos) << standard[0] << " leaves undefined: " << line;
      }
    }
  }
}

TEST_P(ArduinoSketch, IsCompiledForSpeedWithoutFusedFloats) {
  if (!have(kCortexM4[0])) GTEST_SKIP() << kCortexM4[0] << " is not installed";
  for (const std::string& source : sources_) {
    expect_runs(
        kCortexM4 + Words{"-mfloat-abi=softfp", "-mfpu=fpv4-sp-d16", "-std=gnu++14", "-w", "-Os", "-Isrc", "-S", source, "-o", "out.s"},
        folder_.path());
    EXPECT_EQ(read_text_file(folder_.path() / "out.s").find("vfma"), std::string::npos) << source;
  }
}

TEST_P(ArduinoSketch, SelfTestPasses) {
  const std::string output = run_on_host("selftest", "");
  EXPECT_TRUE(output.starts_with("PASS: " + name_ + " computes the expected output.\n")) << output;
  EXPECT_NE(output.find(" ms per inference\n"), std::string::npos) << output;
}

TEST_P(ArduinoSketch, SelfTestNamesTheFirstDifference) {
  const std::string path = "examples/" + name_ + "_selftest/expected.h";
  std::string text = file(files_, path).text;
  const std::size_t first = text.find("    ", text.find("kExpected"));
  text.replace(first, text.find(',', first) - first, "    77");
  write_file(folder_.path() / path, text);
  const std::string output = run_on_host("selftest", "");
  EXPECT_TRUE(output.starts_with("FAIL: output[0] is ")) << output;
  EXPECT_NE(output.find(", expected 77"), std::string::npos) << output;
  EXPECT_EQ(output.find("PASS"), std::string::npos) << output;
}

TEST_P(ArduinoSketch, CameraSketchChecksByteOrderAndPrintsALabel) {
  if (!has_camera()) {  // no preprocessing in this network: nothing to aim a camera at
    EXPECT_FALSE(std::filesystem::exists(folder_.path() / "examples" / (name_ + "_camera")));
    return;
  }
  const std::string output = run_on_host("camera", "t");
  EXPECT_TRUE(output.starts_with("Colour bars as expected.\n")) << output;
  EXPECT_NE(output.find(": 0."), std::string::npos) << output;
  EXPECT_NE(output.find("(preprocessing 1.0 ms, network 1.0 ms)\n"), std::string::npos) << output;
}

INSTANTIATE_TEST_SUITE_P(Nets, ArduinoSketch, testing::ValuesIn(kNets), [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace pinhole::emit_test
