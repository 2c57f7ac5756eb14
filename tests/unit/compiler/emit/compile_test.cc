// What is emitted compiles without a warning with every compiler that we name, asks nothing of a C library but memory functions, and
// needs no start-up code.
#include <gtest/gtest.h>

#include <set>

#include "base/text.h"
#include "tests/unit/compiler/emit/nets.h"
#include "tests/unit/compiler/emit/toolchain.h"

namespace pinhole::emit_test {
namespace {

class EmittedCode : public testing::TestWithParam<Net> {
 protected:
  void SetUp() override {
    emitted_ = compile_net(GetParam()).emitted;
    write_sources(folder_.path(), all_sources(emitted_));
    name_ = GetParam().name;
  }
  void expect_clean(const Words& compiler, const char* standard) {
    if (!have(compiler[0])) GTEST_SKIP() << compiler[0] << " is not installed";
    for (const char* define : {"-DPLAIN", "-DPINHOLE_PROFILE"}) {
      for (const char* suffix : {".cc", "_weights.cc"}) {
        expect_runs(compiler + Words{standard} + kStrict + Words{define, "-O2", "-I.", "-c", name_ + suffix, "-o", "out.o"},
                    folder_.path());
      }
    }
  }
  TemporaryFolder folder_;
  Emitted emitted_;
  std::string name_;
};

TEST_P(EmittedCode, IsCleanForGcc) { expect_clean({"g++"}, "-std=c++17"); }
TEST_P(EmittedCode, IsCleanForClang) { expect_clean({"clang++"}, "-std=c++17"); }
TEST_P(EmittedCode, IsCleanForCortexM4) { expect_clean(kCortexM4, "-std=c++17"); }
TEST_P(EmittedCode, IsCleanForCortexM0Plus) { expect_clean(kCortexM0, "-std=c++17"); }

TEST_P(EmittedCode, IsCalledFromC) {
  const bool float_input = name_ == "slope", two = name_ == "pair";
  const std::string input = two ? "_input0" : "_input";
  std::string text = "#include \"" + name_ + "_c.h\"\nstatic " + name_ + "_model model;\nint main(void) {\n  " + name_ + input +
                     "(&model)[0] = " + (float_input ? "1.0f" : "1") + ";\n  " + name_ + "_run(&model);\n  return " + name_ +
                     "_output(&model)[0] == 99;\n}\n";
  write_file(folder_.path() / "main.c", text);
  expect_runs({"gcc", "-std=c11", "-Wall", "-Wextra", "-Werror", "-c", "main.c", "-o", "main.o"}, folder_.path());
  Words link = {"g++", "-std=c++17", "-I.", "main.o", "-o", "program"};
  for (const SourceFile& file : all_sources(emitted_)) {
    if (file.path.ends_with(".cc")) link.push_back(file.path);
  }
  expect_runs(link, folder_.path());
  expect_runs({"./program"}, folder_.path());
}

TEST_P(EmittedCode, NeedsOnlyMemoryFunctionsAndNoStartUp) {
  if (!have(kCortexM4[0])) GTEST_SKIP() << kCortexM4[0] << " is not installed";
  for (const Words& compiler : {kCortexM4, kCortexM0}) {
    Words link = compiler + kStrict + Words{"-std=c++17", "-O2", "-I.", "-nostdlib", "-r", "-o", "all.o"};
    for (const SourceFile& file : all_sources(emitted_)) {
      if (file.path.ends_with(".cc")) link.push_back(file.path);
    }
    expect_runs(link, folder_.path());
    const std::set<std::string> memory = {"memcpy", "memset", "memmove"};
    int undefined = 0;
    for (const std::string& line : split(expect_runs({"arm-none-eabi-nm", "-u", "all.o"}, folder_.path()), '\n')) {
      const std::string symbol(trim(line.substr(std::min<std::size_t>(line.size(), line.find_last_of(' ') + 1))));
      if (symbol.empty()) continue;
      ++undefined;
      EXPECT_TRUE(memory.contains(symbol) || symbol.starts_with("__aeabi_") || symbol.starts_with("__gnu_thumb1_case_") ||
                  symbol == "__clzsi2")
          << symbol;
    }
    RecordProperty("undefined", undefined);
    const std::string sections = expect_runs({"arm-none-eabi-objdump", "-h", "all.o"}, folder_.path());
    for (const char* section : {".init_array", ".ctors", ".eh_frame", ".ARM.extab"})
      EXPECT_EQ(sections.find(section), std::string::npos) << section;
    for (const SourceFile& file : emitted_.files) EXPECT_EQ(file.text.find("std::vector"), std::string::npos);
  }
}

TEST_P(EmittedCode, CallsTheHookAroundEveryLayer) {
  write_file(folder_.path() / "main.cc",
             "#include \"" + name_ +
                 ".h\"\n#include <cstdio>\nextern \"C\" void pinhole_layer(std::int32_t layer) { std::printf(\"%d \", layer); }\n" +
                 "static " + name_ + "::Model the_model;\nint main() { the_model.run(); }\n");
  Words link = {"g++", "-std=c++17", "-DPINHOLE_PROFILE", "-I.", "main.cc", "-o", "program"};
  for (const SourceFile& file : all_sources(emitted_)) {
    if (file.path.ends_with(".cc")) link.push_back(file.path);
  }
  expect_runs(link, folder_.path());
  std::string expected;
  for (std::size_t i = 0; i <= emitted_.layers.size(); ++i) expected += std::to_string(i) + " ";
  EXPECT_EQ(expect_runs({"./program"}, folder_.path()), expected);
}

INSTANTIATE_TEST_SUITE_P(Nets, EmittedCode, testing::ValuesIn(kNets), [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace pinhole::emit_test
