// The project's own cases (cases/): they are what generate writes today, and both engines pass them on the host (board_test.cc: on a board).
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "compiler/ir/evaluate.h"
#include "tests/conformance/cases.h"
#include "tests/conformance/networks.h"
#include "tests/conformance/passing.h"
#include "tests/conformance/witness.h"

namespace pinhole {
namespace {

namespace fs = std::filesystem;

fs::path cases_folder() { return fs::path(PINHOLE_SOURCE_DIR) / "tests/conformance/cases"; }

TEST(OwnCases, AreWhatTheGeneratorWrites) {
  std::set<std::string> generated;
  for (const auto& [path, content] : conformance_files()) {
    generated.insert(path);
    ASSERT_TRUE(fs::exists(cases_folder() / path)) << path << " is missing: run conformance_generate";
    EXPECT_EQ(read_file(cases_folder() / path), content) << path;
  }
  for (const auto& entry : fs::recursive_directory_iterator(cases_folder())) {
    const std::string path = entry.path().lexically_relative(cases_folder()).generic_string();
    const bool known = !entry.is_regular_file() || path == "README.md" || generated.contains(path);
    EXPECT_TRUE(known) << path << " is not generated any more";
  }
}

TEST(OwnCases, AreSmall) {
  std::size_t bytes = 0;
  for (const auto& [path, content] : conformance_files()) bytes += content.size();
  EXPECT_LT(bytes, 200'000u);
}

// The last element of the output with a bit turned that is more than the tolerance, or a float off by a hundredth.
TEST(Witness, SeesOneWrongElementOfEveryOperator) {
  std::set<Op> seen;
  for (const NamedGraph& named : operator_graphs({5, 5})) {
    const Graph& g = named.graph;
    const std::vector<Bytes> inputs = example_inputs(g, 7);
    Evaluator evaluator(g);
    for (std::size_t i = 0; i < inputs.size(); ++i) std::copy(inputs[i].begin(), inputs[i].end(), evaluator.bytes(g.inputs[i]).begin());
    evaluator.run();
    const Node& node = g.nodes[0];
    std::vector<std::span<const std::byte>> operands;
    for (const ValueId id : node.inputs) operands.push_back(evaluator.bytes(id));
    const std::span<std::byte> output = evaluator.bytes(node.outputs[0]);
    ASSERT_EQ(disagreement(g, node, operands, output), "") << named.name;
    switch (g.output(node).dtype) {
      case DType::kFloat32: evaluator.data<float>(node.outputs[0]).back() += 0.01f; break;
      case DType::kInt16: evaluator.data<std::int16_t>(node.outputs[0]).back() ^= 200; break;
      case DType::kInt32: evaluator.data<std::int32_t>(node.outputs[0]).back() ^= 1; break;
      default: evaluator.data<std::int8_t>(node.outputs[0]).back() ^= 4; break;
    }
    EXPECT_NE(disagreement(g, node, operands, output), "") << named.name;
    seen.insert(node.op);
  }
  EXPECT_EQ(seen.size(), std::size(kAllOps));
}

class OwnCases : public testing::TestWithParam<EngineKind> {};

TEST_P(OwnCases, PassOnTheHost) { expect_all_pass({cases_folder()}, {.kind = GetParam()}, 56); }

std::string engine_name(const testing::TestParamInfo<EngineKind>& info) {
  return info.param == EngineKind::compiled ? "compiled" : "interpreter";
}
INSTANTIATE_TEST_SUITE_P(Engines, OwnCases, testing::Values(EngineKind::interpreter, EngineKind::compiled), engine_name);

}  // namespace
}  // namespace pinhole
