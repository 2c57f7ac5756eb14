// Passes keep what a network computes: evaluated before and after, on random networks and on the conformance suite's.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "compiler/formats/tflite/import.h"
#include "compiler/ir/semantics.h"
#include "compiler/ir/text.h"
#include "compiler/ir/verify.h"
#include "compiler/passes/pass.h"
#include "compiler/passes/pipeline.h"
#include "tests/unit/compiler/formats/conformance.h"
#include "tests/unit/compiler/passes/random_graph.h"

namespace pinhole {
namespace {

constexpr int kGraphs = 1500;

// Integers: equal bytes. float32: bits unless `loose`, then the conformance suite's tolerance for whole models.
bool same_results(const Graph& graph, const std::vector<Bytes>& want, const std::vector<Bytes>& got, bool loose) {
  if (want.size() != got.size()) return false;
  for (std::size_t i = 0; i < want.size(); ++i) {
    if (want[i] == got[i]) continue;
    if (!loose || graph.value(graph.outputs[i]).dtype != DType::kFloat32 || want[i].size() != got[i].size()) return false;
    const std::size_t count = want[i].size() / 4;
    std::vector<float> a(count), b(count);
    std::memcpy(a.data(), want[i].data(), want[i].size());
    std::memcpy(b.data(), got[i].data(), got[i].size());
    float largest = 1;
    for (const float x : a) largest = std::max(largest, std::abs(x));
    for (std::size_t j = 0; j < count; ++j) {
      if (!(std::abs(a[j] - b[j]) <= 1e-4f * std::abs(a[j]) + 1e-5f * largest)) return false;
    }
  }
  return true;
}

bool is_float_graph(const Graph& graph) {
  return std::any_of(graph.nodes.begin(), graph.nodes.end(),
                     [&](const Node& n) { return op_category(n.op) == Category::contraction && graph.output(n).dtype == DType::kFloat32; });
}

struct PassProperty : testing::TestWithParam<DType> {};

TEST_P(PassProperty, EachPassKeepsResultsOfRandomGraphs) {
  std::map<std::string, int> changes;
  for (std::uint64_t seed = 0; seed < kGraphs; ++seed) {
    RandomGraph random(seed, GetParam());
    const Graph graph = random.make();
    verify(graph);
    const std::vector<Bytes> inputs = random.inputs(), want = evaluate(graph, inputs);
    for (const PassInfo& pass : all_passes()) {
      Graph changed = graph;
      changes[pass.name] += pass.run(changed);
      ASSERT_NO_THROW(verify(changed)) << pass.name << " seed " << seed << "\n" << print_text(graph, nullptr);
      const bool loose = std::string_view(pass.name) == "fold_batch_norm";
      ASSERT_TRUE(same_results(graph, want, evaluate(changed, inputs), loose)) << pass.name << " seed " << seed << "\n"
                                                                               << print_text(graph, nullptr) << "---- after\n"
                                                                               << print_text(changed, nullptr);
      ASSERT_FALSE(pass.run(changed)) << pass.name << " changes its own result, seed " << seed << "\n" << print_text(graph, nullptr);
    }
    const Graph all = run_pipeline(graph);
    ASSERT_TRUE(same_results(graph, want, evaluate(all, inputs), is_float_graph(graph))) << "seed " << seed << "\n"
                                                                                         << print_text(graph, nullptr);
  }
  for (const PassInfo& pass : all_passes()) {  // not vacuous
    const bool only_float = std::string_view(pass.name) == "fold_batch_norm", only_int = std::string_view(pass.name) == "fold_conversions";
    if ((only_float && GetParam() == DType::kInt8) || (only_int && GetParam() == DType::kFloat32)) continue;
    EXPECT_GT(changes[pass.name], 5) << pass.name << " changed hardly any of the graphs";
  }
}

INSTANTIATE_TEST_SUITE_P(Types, PassProperty, testing::Values(DType::kInt8, DType::kFloat32),
                         [](const auto& info) { return to_string(info.param); });

TEST(Pipeline, KeepsResultsOfEveryConformanceModel) {
  std::vector<std::filesystem::path> paths = conformance_operator_models({});
  for (const auto& path : conformance_models()) paths.push_back(path);
  if (paths.empty()) GTEST_SKIP() << "no conformance suite beside the checkout";
  std::size_t compared = 0;
  for (const auto& path : paths) {
    Graph graph;
    try {
      graph = import_tflite(read_file(path), path.string());
      verify(graph);
    } catch (const Error&) {
      continue;
    }
    if (macs(graph) > 20'000'000) continue;  // minutes of work for nothing new
    Random random(1);
    std::vector<Bytes> inputs;
    for (const ValueId id : graph.inputs) {
      Bytes bytes(graph.value(id).bytes());
      if (graph.value(id).dtype == DType::kFloat32) {
        for (std::size_t i = 0; i < bytes.size() / 4; ++i) {
          const auto x = static_cast<float>(random.uniform(-1, 1));
          std::memcpy(bytes.data() + 4 * i, &x, 4);
        }
      } else {
        for (std::byte& byte : bytes) byte = static_cast<std::byte>(random.below(256));
      }
      inputs.push_back(std::move(bytes));
    }
    const std::vector<Bytes> want = evaluate(graph, inputs);
    const Graph after = run_pipeline(graph);
    EXPECT_TRUE(same_results(graph, want, evaluate(after, inputs), is_float_graph(graph))) << path;
    for (std::size_t i = 0; i < graph.outputs.size(); ++i)
      EXPECT_EQ(after.value(after.outputs[i]).name, graph.value(graph.outputs[i]).name) << path;
    ++compared;
  }
  EXPECT_GT(compared, 280u);
}

TEST(Pipeline, StopsAndDumpsWhereAsked) {
  const Graph graph = RandomGraph(7, DType::kInt8).make();
  std::vector<std::string> dumped;
  PipelineOptions options;
  options.sink = [&](const std::string& pass, const Graph&) { dumped.push_back(pass); };
  options.dump_after = "all";
  options.stop_after = "remove_identity";
  run_pipeline(graph, options);
  EXPECT_EQ(dumped, (std::vector<std::string>{"fold_constants", "remove_identity"}));
}

TEST(Pipeline, RefusesAPassThatDoesNotExist) {
  PipelineOptions options;
  options.dump_after = "drop_ded";
  try {
    run_pipeline(RandomGraph(7, DType::kInt8).make(), options);
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.parts().place, "--dump-after");
    EXPECT_EQ(error.parts().expected, "drop_dead");
  }
}

}  // namespace
}  // namespace pinhole
