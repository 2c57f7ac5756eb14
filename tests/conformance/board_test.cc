// The project's own cases as firmware on an emulated board of each core: the instructions themselves instead of their portable twins, and
// libraries and code generation of each cross compiler.
#include <gtest/gtest.h>

#include <cstdlib>
#include <tuple>

#include "boards/board.h"
#include "firmware/process.h"
#include "tests/conformance/passing.h"

namespace pinhole {
namespace {

namespace fs = std::filesystem;

class OwnCasesOnABoard : public testing::TestWithParam<std::tuple<const char*, EngineKind>> {};

TEST_P(OwnCasesOnABoard, Pass) {
  const auto [name, engine] = GetParam();
  const Board board = load_board(name);
  const std::string compiler = board.core.toolchain + "-g++";
  if (find_program(compiler).empty()) GTEST_SKIP() << compiler << " is not installed";
  const fs::path simulator = fs::path(PINHOLE_BIN_DIR) / "pinhole-sim";
  if (!fs::exists(simulator)) GTEST_SKIP() << "pinhole-sim was not built";
  setenv("PINHOLE_SIM", simulator.c_str(), 1);
  expect_all_pass({fs::path(PINHOLE_SOURCE_DIR) / "tests/conformance/cases"}, {.kind = engine, .board = &board}, 56);
}

std::string test_name(const testing::TestParamInfo<std::tuple<const char*, EngineKind>>& info) {
  const auto [board, engine] = info.param;
  return std::string(board) + (engine == EngineKind::compiled ? "_compiled" : "_interpreter");
}
INSTANTIATE_TEST_SUITE_P(Boards, OwnCasesOnABoard,
                         testing::Combine(testing::Values("nano33ble", "pico", "esp32c3"),
                                          testing::Values(EngineKind::interpreter, EngineKind::compiled)),
                         test_name);

}  // namespace
}  // namespace pinhole
