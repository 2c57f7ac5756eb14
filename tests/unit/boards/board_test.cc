#include "boards/board.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file.h"

namespace pinhole {
namespace {

constexpr const char* kTiny = R"(title = "Tiny"
url = "https://example.org/tiny"
core = "cortex-m4"
clock_hz = 10_000_000
flashing = "by hand"
[[region]]
name = "flash"
kind = "flash"
address = 0x0
bytes = 0x10000
[[region]]
name = "ram"
kind = "ram"
address = 0x20000000
bytes = 0x4000
)";

std::string replaced(const std::string& from, const std::string& to) {
  std::string text = kTiny;
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

std::string error_of(const std::string& text) {
  try {
    parse_board(text, "tiny.toml", "tiny");
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(Boards, EveryEmbeddedBoardIsWellFormed) {
  const std::vector<Board> boards = all_boards();
  ASSERT_GE(boards.size(), 2u);
  for (const Board& board : boards) {
    EXPECT_EQ(load_board(board.name).title, board.title);
    EXPECT_GT(board.free_flash_bytes(), 0u);
    EXPECT_GT(board.free_ram_bytes(), 0u);
  }
}

TEST(Boards, Nano33BleKeepsItsBootLoader) {
  const Board board = load_board("nano33ble");
  EXPECT_EQ(board.flash().image_address(), 0x10000u);
  EXPECT_EQ(board.flash().image_bytes(), 983040u);
  EXPECT_EQ(board.ram().bytes, 256u * 1024);
  EXPECT_EQ(board.clock_hz, 64'000'000u);
  EXPECT_TRUE(board.core.dsp);
}

TEST(Boards, Esp32C3SeesItsFlashTwice) {
  const Board board = load_board("esp32c3");
  EXPECT_EQ(board.flash().code_address, 0x42000000u);
  EXPECT_EQ(board.flash().data_address(0x42000010), 0x3c000010u);
  EXPECT_EQ(board.flash().data_address(0x3fc80000), 0x3fc80000u);
  EXPECT_TRUE(board.flash().timing.one_cache);
  EXPECT_FALSE(board.core.unaligned);
}

TEST(Boards, PicoKeepsItsSecondStageBootLoader) {
  const Board board = load_board("pico");
  EXPECT_EQ(board.flash().image_address(), 0x10000100u);
  EXPECT_EQ(board.ram().bytes, 264u * 1024);
  EXPECT_FALSE(board.core.dsp || board.core.fpu || board.core.unaligned);
}

TEST(Boards, AnAbsentCycleClassTakesTheFigureOfItsFallback) {
  const Core core = parse_core(R"(name = "c"
title = "c"
source = "s"
architecture = "a"
startup = "s"
emulator = "e"
toolchain = "t"
toolchain_package = "p"
compiler_flags = []
linker_flags = []
[features]
[cycles]
alu = 1
multiply = 3
divide = 9
load = 2
store = 2
multiple_base = 1
multiple_register = 1
branch_not_taken = 1
branch = 1
branch_refill = 2
)",
                               "c.toml");
  EXPECT_EQ(core.cycles_of(CycleClass::multiply_long), 3u);
  EXPECT_EQ(core.cycles_of(CycleClass::load_behind_load), 2u);
  EXPECT_EQ(core.cycles_of(CycleClass::float_divide), 1u);
  EXPECT_EQ(core.cycles_of(CycleClass::call), 1u);
  EXPECT_EQ(core.cycles_of(CycleClass::load_use), 0u);
}

TEST(Boards, AFileWithAPathIsRead) {
  const TemporaryFolder folder;
  write_file(folder.path() / "mine.toml", kTiny);
  const Board board = load_board((folder.path() / "mine.toml").string());
  EXPECT_EQ(board.name, "mine");
  EXPECT_EQ(board.origin, (folder.path() / "mine.toml").string());
}

TEST(BoardErrors, AnUnknownNameNamesTheNearestBoard) {
  try {
    load_board("nano33bel");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.parts().problem, "unknown board 'nano33bel'");
    EXPECT_EQ(error.parts().help, "did you mean 'nano33ble'?");
  }
}

TEST(BoardErrors, OverlappingRegionsAreRefused) {
  EXPECT_EQ(error_of(replaced("address = 0x20000000", "address = 0x0000fc00")),
            "tiny.toml, line 14: region 'ram' overlaps 'flash'\n"
            "  expected: addresses outside 0x00000000 to 0x0000ffff\n"
            "  got: 0x0000fc00 to 0x00013bff");
}

TEST(BoardErrors, ARegionThatIsSeenAsCodeWhereAnotherLiesIsRefused) {
  EXPECT_EQ(error_of(replaced("bytes = 0x10000", "bytes = 0x10000\ncode_address = 0x8000")),
            "tiny.toml, line 11: region 'flash' overlaps itself\n"
            "  expected: a 'code_address' outside of its data addresses\n"
            "  got: 0x00008000");
  EXPECT_EQ(error_of(replaced("bytes = 0x10000", "bytes = 0x10000\ncode_address = 0x1fffc000")),
            "tiny.toml, line 15: region 'ram' overlaps 'flash'\n"
            "  expected: addresses outside 0x00000000 to 0x0000ffff\n"
            "  got: 0x20000000 to 0x20003fff");
}

TEST(BoardErrors, OneCacheForAllAndAnotherAreRefused) {
  EXPECT_EQ(error_of(replaced("bytes = 0x10000",
                              "bytes = 0x10000\ncache = { bytes = 64, line_bytes = 8 }\n"
                              "data_cache = { bytes = 64, line_bytes = 8 }")),
            "tiny.toml, line 11: 'cache' serves instructions and data: there can be no other\n"
            "  expected: either 'cache' or the two");
}

TEST(BoardErrors, AZeroClockIsRefused) {
  EXPECT_EQ(error_of(replaced("10_000_000", "0")),
            "tiny.toml, line 4: 'clock_hz' is out of range\n"
            "  expected: 1000 to 10000000000\n"
            "  got: 0");
}

TEST(BoardErrors, AnUnknownKeyIsRefusedWithItsLine) {
  EXPECT_EQ(error_of(replaced("kind = \"ram\"", "kind = \"ram\"\nwait_state = 1")),
            "tiny.toml, line 14: unknown key 'wait_state' in [[region]]\n"
            "  help: did you mean 'wait_states'?");
}

TEST(BoardErrors, AMissingKeyIsNamed) {
  EXPECT_EQ(error_of(replaced("title = \"Tiny\"\n", "")),
            "tiny.toml, line 1: the file has no 'title'\n"
            "  expected: title = text");
}

TEST(BoardErrors, AWrongKindIsNamed) {
  EXPECT_EQ(error_of(replaced("clock_hz = 10_000_000", "clock_hz = \"fast\"")),
            "tiny.toml, line 4: 'clock_hz' is of the wrong kind\n"
            "  expected: an integer, 1000 to 10000000000\n"
            "  got: text");
}

TEST(BoardErrors, AnUnknownCoreNamesTheNearest) {
  EXPECT_EQ(error_of(replaced("cortex-m4", "cortex-m44")),
            "tiny.toml, line 3: unknown core 'cortex-m44'\n"
            "  expected: cortex-m0plus, cortex-m4, rv32imc\n"
            "  help: did you mean 'cortex-m4'?");
}

TEST(BoardErrors, WaitStatesNeedASource) {
  EXPECT_EQ(error_of(replaced("bytes = 0x10000", "bytes = 0x10000\nwait_states = 2")),
            "tiny.toml, line 6: [[region]] has no 'timing_source'\n"
            "  expected: timing_source = text");
}

TEST(BoardErrors, ABrokenFileIsNamedWithItsLine) {
  const std::string text = error_of(replaced("url = ", "url "));
  EXPECT_TRUE(text.starts_with("tiny.toml, line 2: this is not TOML: ")) << text;
}

TEST(BoardErrors, ABoardWithoutRamIsRefused) {
  EXPECT_NE(error_of(replaced("kind = \"ram\"", "kind = \"flash\"")).find("a region with kind = \"ram\""), std::string::npos);
}

}  // namespace
}  // namespace pinhole
