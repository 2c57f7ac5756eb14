#include "firmware/build.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file.h"
#include "firmware/linker_script.h"
#include "firmware/process.h"

namespace pinhole {
namespace {

Board tiny_board() {
  return parse_board(R"(title = "Tiny"
url = "https://example.org/tiny"
core = "cortex-m4"
clock_hz = 10_000_000
flashing = "by hand"
[[region]]
name = "flash"
kind = "flash"
address = 0x0
bytes = 0x10000
reserved_bytes = 0x1000
[[region]]
name = "ram"
kind = "ram"
address = 0x20000000
bytes = 0x4000
)",
                     "tiny.toml", "tiny");
}

class FirmwareBuild : public testing::Test {
 protected:
  void SetUp() override {
    if (find_program("arm-none-eabi-g++").empty()) GTEST_SKIP() << "arm-none-eabi-g++ is not installed";
  }
  Firmware build(const std::vector<SourceFile>& sources, const BuildOptions& options = {}) {
    return build_firmware(tiny_board(), sources, folder_.path() / "image.elf", options);
  }
  std::string error_of(const std::vector<SourceFile>& sources, const BuildOptions& options = {}) {
    try {
      build(sources, options);
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  }
  TemporaryFolder folder_;
};

TEST(LinkerScript, OfATinyBoardIsAsInTheGolden) {
  const std::string golden = std::string(PINHOLE_SOURCE_DIR) + "/tests/unit/firmware/tiny.ld";
  EXPECT_EQ(linker_script(tiny_board(), 1024), read_text_file(golden));
}

TEST(LinkerScript, AStackLargerThanRamIsRefused) { EXPECT_THROW(linker_script(tiny_board(), 0x4000), Error); }

TEST(Includes, FollowsQuotedIncludesBesideTheFileAndFromTheRoot) {
  const std::vector<SourceFile> sources{{"a/a.cc", "#include \"a.h\"\n # include \"b/b.h\"\n#include <cstdint>\n"},
                                        {"a/a.h", ""},
                                        {"b/b.h", "#include \"../a/c.h\"\n"},
                                        {"a/c.h", ""},
                                        {"a/unused.h", ""}};
  EXPECT_EQ(included_sources(sources, 0), (std::vector<std::size_t>{0, 1, 2, 3}));
}

TEST_F(FirmwareBuild, SplitsFlashIntoWeightsAndCode) {
  const Firmware image = build({{"main.cc",
                                 "extern const unsigned char w[1000]; volatile int x = 5; static volatile char zero[100];\n"
                                 "int main() { zero[3] = 1; return w[x] + zero[4]; }\n"},
                                {"net_weights.cc", "extern const unsigned char w[1000]; const unsigned char w[1000] = {1};\n"}});
  EXPECT_EQ(image.sizes.weights_bytes, 1000u);
  EXPECT_EQ(image.sizes.static_ram_bytes, 4u + 100u);
  EXPECT_EQ(image.sizes.stack_bytes, 8192u);
  EXPECT_GT(image.sizes.code_bytes, 64u);
  EXPECT_LT(image.sizes.code_bytes, 400u);
  EXPECT_EQ(image.sizes.sections.at(0).name, ".vectors");
  EXPECT_EQ(image.sizes.sections.at(0).address, 0x1000u);
  EXPECT_NE(image.compiler.find("arm-none-eabi"), std::string::npos);
}

TEST_F(FirmwareBuild, CompilesAFileAgainOnlyWhenAHeaderItSeesChanged) {
  BuildOptions options;
  options.cache_folder = folder_.path() / "cache";
  std::vector<SourceFile> sources{{"main.cc", "#include \"a.h\"\nint f(); int main() { return A + f(); }\n"},
                                  {"f.cc", "int f() { return 2; }\n"},
                                  {"a.h", "#define A 1\n"}};
  EXPECT_EQ(build(sources, options).files_compiled, 3u);  // with the start-up code
  EXPECT_EQ(build(sources, options).files_compiled, 0u);
  sources[2].text = "#define A 2\n";
  EXPECT_EQ(build(sources, options).files_compiled, 1u);
  options.optimize = Optimize::kSize;
  EXPECT_EQ(build(sources, options).files_compiled, 3u);
}

TEST_F(FirmwareBuild, TwoBuildsGiveTheSameBytes) {
  const std::vector<SourceFile> sources{{"main.cc", "int main() { return 1; }\n"}};
  const Bytes first = read_file(build(sources).elf);
  EXPECT_EQ(first, read_file(build(sources).elf));
}

TEST_F(FirmwareBuild, SaysWhatTheCompilerSaid) {
  EXPECT_EQ(error_of({{"src/main.cc", "int main() { return nothing; }\n"}}),
            "src/main.cc: the compiler refuses this file\n"
            "  got: src/main.cc:1:21: error: 'nothing' was not declared in this scope\n"
            "    1 | int main() { return nothing; }\n"
            "      |                     ^~~~~~~");
}

TEST_F(FirmwareBuild, SaysByHowManyBytesFlashIsTooSmall) {
  const std::string text = error_of({{"main.cc", "extern const char w[70000]; volatile int x; int main() { return w[x]; }\n"},
                                     {"net_weights.cc", "extern const char w[70000]; const char w[70000] = {1};\n"}});
  EXPECT_TRUE(text.starts_with("the image does not fit into the flash of Tiny: ")) << text;
  EXPECT_NE(text.find("expected: at most 61,440 bytes"), std::string::npos) << text;
}

TEST_F(FirmwareBuild, SaysByHowManyBytesRamIsTooSmall) {
  // 16,384 bytes of RAM, 8,192 of stack, 8,208 of array.
  EXPECT_EQ(error_of({{"main.cc", "volatile char a[8208]; int main() { return a[5]; }\n"}}),
            "the image does not fit into the ram of Tiny: 16 bytes too many\n"
            "  expected: at most 16,384 bytes\n"
            "  got: 16,400 bytes\n"
            "  help: a smaller model or stack, or a board with more RAM: pinhole boards");
}

TEST_F(FirmwareBuild, NamesAMissingSymbol) {
  EXPECT_NE(
      error_of({{"main.cc", "int gone(); int main() { return gone(); }\n"}}).find("the image needs 'gone()', which no source defines"),
      std::string::npos);
}

TEST_F(FirmwareBuild, RefusesStaticConstructors) {
  EXPECT_NE(error_of({{"main.cc", "int f() { return 3; } volatile int x; int y = x + f(); int main() { return y; }\n"}})
                .find("static constructor"),
            std::string::npos);
}

TEST_F(FirmwareBuild, NamesTheDebianPackageOfAMissingCompiler) {
  Board board = tiny_board();
  board.core.toolchain = "no-such-target";
  board.core.toolchain_package = "gcc-no-such-target";
  try {
    build_firmware(board, std::vector<SourceFile>{{"main.cc", "int main() {}"}}, folder_.path() / "x.elf");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.parts().help, "sudo apt install gcc-no-such-target");
  }
}

TEST(ImageSizes, RefusesWhatIsNoElf) {
  const Bytes bytes(100, std::byte{7});
  EXPECT_THROW(image_sizes(std::span<const std::byte>(bytes)), Error);
  EXPECT_THROW(image_sizes(std::span<const std::byte>(bytes).first(10)), Error);
}

TEST(Process, GivesOutputErrorsAndExitCode) {
  const ProcessResult result = run_process({"sh", "-c", "echo out; echo err >&2; exit 3"});
  EXPECT_EQ(result.output, "out\n");
  EXPECT_EQ(result.errors, "err\n");
  EXPECT_EQ(result.exit_code, 3);
}

TEST(Process, AMissingProgramIsAnError) { EXPECT_THROW(run_process({"no-such-program-here"}), Error); }

}  // namespace
}  // namespace pinhole
