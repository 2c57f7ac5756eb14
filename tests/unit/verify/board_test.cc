// Models on an emulated board: one that does not fit fails alone.
#include <cstdlib>

#include "boards/board.h"
#include "firmware/process.h"
#include "tests/unit/compiler/lower/graphs.h"

namespace pinhole {
namespace {

namespace fs = std::filesystem;

Graph relu_of(std::int32_t count) {
  test::Net n;
  return n.done({n.relu(n.input({1, count}))});
}

class OnABoard : public testing::TestWithParam<EngineKind> {};

TEST_P(OnABoard, AModelThatDoesNotFitFailsAlone) {
  if (find_program("arm-none-eabi-g++").empty()) GTEST_SKIP() << "arm-none-eabi-g++ is not installed";
  const fs::path simulator = fs::path(PINHOLE_BIN_DIR) / "pinhole-sim";
  if (!fs::exists(simulator)) GTEST_SKIP() << "pinhole-sim was not built";
  setenv("PINHOLE_SIM", simulator.c_str(), 1);
  const Board board = load_board("nucleo-l4r5zi");
  const Graph small = relu_of(8), huge = relu_of(700'000), other = relu_of(5);
  std::vector<Job> jobs;
  std::vector<Bytes> files;
  for (const Graph* graph : {&small, &huge, &other}) files.push_back(export_tflite(*graph));
  const Graph* graphs[] = {&small, &huge, &other};
  for (std::size_t i = 0; i < 3; ++i) jobs.push_back({"relu", graphs[i], &files[i], {test::random_inputs(*graphs[i], i)}});
  std::size_t told = 0;
  const std::vector<JobResult> results = run_jobs(jobs, {.kind = GetParam(), .board = &board}, [&](std::size_t done) { told = done; });
  EXPECT_EQ(told, 3u);
  EXPECT_NE(results[1].error, "");
  for (const std::size_t i : {std::size_t{0}, std::size_t{2}}) {
    ASSERT_EQ(results[i].error, "");
    EXPECT_EQ(results[i].outputs, (std::vector<std::vector<Bytes>>{evaluate(*graphs[i], jobs[i].cases[0])}));
    EXPECT_GT(results[i].instructions.at(0), 0u);
  }
}

std::string engine_name(const testing::TestParamInfo<EngineKind>& info) {
  return info.param == EngineKind::compiled ? "compiled" : "interpreter";
}
INSTANTIATE_TEST_SUITE_P(Engines, OnABoard, testing::Values(EngineKind::interpreter, EngineKind::compiled), engine_name);

}  // namespace
}  // namespace pinhole
