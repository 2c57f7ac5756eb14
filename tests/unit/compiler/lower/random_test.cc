// Random networks: compiled for the host (as they are, without passes) and interpreted, both against evaluate().
#include <cstdlib>

#include "tests/unit/compiler/lower/graphs.h"
#include "tests/unit/compiler/passes/random_graph.h"

namespace pinhole {
namespace {

constexpr std::uint64_t kGraphs = 100;  // of each type

std::vector<test::Trial> random_trials(DType dtype) {
  std::vector<test::Trial> trials;
  const char* alone = std::getenv("PINHOLE_SEED");
  const std::uint64_t first = alone == nullptr ? 1000 : std::strtoull(alone, nullptr, 10), count = alone == nullptr ? kGraphs : 1;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    RandomGraph random(seed, dtype);
    Graph graph = random.make();
    verify(graph);
    const std::vector<Bytes> once = random.inputs(), again = random.inputs();
    trials.push_back({"alone with PINHOLE_SEED=" + std::to_string(seed), std::move(graph), {once, again}});
  }
  return trials;
}

struct RandomNetworks : testing::TestWithParam<DType> {};

TEST_P(RandomNetworks, CompileToTheBitsOfEvaluate) { test::expect_bits_of_evaluate(random_trials(GetParam()), {.skip_passes = true}); }
TEST_P(RandomNetworks, AreInterpretedToTheBitsOfEvaluate) {
  test::expect_bits_of_evaluate(random_trials(GetParam()), {.kind = EngineKind::interpreter});
}

TEST_P(RandomNetworks, ShareBytesOften) {
  std::size_t overlaps = 0;
  for (const test::Trial& trial : random_trials(GetParam())) {
    const Program program = lower(trial.graph, {});
    for (const PlacedStep& placed : placed_steps(program)) overlaps += placed.step->overlaps.size();
  }
  if (std::getenv("PINHOLE_SEED") == nullptr) {
    EXPECT_GT(overlaps, 50u);
  }
}

INSTANTIATE_TEST_SUITE_P(Types, RandomNetworks, testing::Values(DType::kInt8, DType::kFloat32),
                         [](const auto& info) { return std::string(to_string(info.param)); });

}  // namespace
}  // namespace pinhole
