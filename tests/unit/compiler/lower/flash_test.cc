// What --optimize flash costs in flash: never more than --optimize latency.
#include <gtest/gtest.h>

#include "base/error.h"
#include "boards/board.h"
#include "compiler/formats/tflite/import.h"
#include "compiler/ir/verify.h"
#include "compiler/passes/pipeline.h"
#include "tests/unit/compiler/formats/conformance.h"
#include "tests/unit/compiler/lower/graphs.h"

namespace pinhole {
namespace {

std::uint64_t flash_bytes(const Graph& graph, Goal goal) {
  static const Board board = load_board("nucleo-l4r5zi");
  return constant_bytes(lower(graph, {.goal = goal, .core = &board.core}));
}

TEST(FlashGoal, CountsTheScalesOfPackedKernels) {
  test::Net n;
  pin::Conv2dAttributes a;
  const Graph graph = n.done({n.depthwise(n.conv(n.input({1, 8, 8, 4}), 8, a))});
  // Weights 288 + 72. Portable kernels add a multiplier of 8 bytes a channel, packed ones scales of 16.
  EXPECT_EQ(flash_bytes(graph, Goal::flash), 288u + 72 + 2 * 8 * 8);
  EXPECT_EQ(flash_bytes(graph, Goal::latency), 288u + 72 + 2 * 8 * 16);
}

TEST(FlashGoal, NeverCostsFlashOnTheModelsBesideTheCheckout) {
  std::size_t compared = 0, smaller = 0;
  for (const std::filesystem::path& file : conformance_models()) {
    SCOPED_TRACE(file.string());
    Graph graph;
    try {
      graph = import_tflite(read_file(file), file.string());
    } catch (const Error&) {
      continue;  // an operator that is not had, or a file that the suite expects to be refused
    }
    verify(graph);
    graph = run_pipeline(std::move(graph));
    const std::uint64_t latency = flash_bytes(graph, Goal::latency), flash = flash_bytes(graph, Goal::flash);
    EXPECT_LE(flash, latency);
    ++compared;
    smaller += flash < latency;
  }
  if (compared == 0) GTEST_SKIP() << "../shared/conformance/models is missing";
  EXPECT_GT(smaller, 5u);
}

}  // namespace
}  // namespace pinhole
