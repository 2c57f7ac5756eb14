// The project's own cases as firmware on an emulated Cortex-M4: the instructions themselves instead of their portable twins.
#include <gtest/gtest.h>

#include <cstdlib>

#include "boards/board.h"
#include "firmware/process.h"
#include "tests/conformance/passing.h"

namespace pinhole {
namespace {

namespace fs = std::filesystem;

class OwnCasesOnABoard : public testing::TestWithParam<EngineKind> {};

TEST_P(OwnCasesOnABoard, Pass) {
  if (find_program("arm-none-eabi-g++").empty()) GTEST_SKIP() << "arm-none-eabi-g++ is not installed";
  const fs::path simulator = fs::path(PINHOLE_BIN_DIR) / "pinhole-sim";
  if (!fs::exists(simulator)) GTEST_SKIP() << "pinhole-sim was not built";
  setenv("PINHOLE_SIM", simulator.c_str(), 1);
  const Board board = load_board("nano33ble");
  expect_all_pass({fs::path(PINHOLE_SOURCE_DIR) / "tests/conformance/cases"}, {.kind = GetParam(), .board = &board}, 56);
}

std::string engine_name(const testing::TestParamInfo<EngineKind>& info) {
  return info.param == EngineKind::compiled ? "compiled" : "interpreter";
}
INSTANTIATE_TEST_SUITE_P(Engines, OwnCasesOnABoard, testing::Values(EngineKind::interpreter, EngineKind::compiled), engine_name);

}  // namespace
}  // namespace pinhole
