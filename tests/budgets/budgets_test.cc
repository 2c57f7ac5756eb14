// Budgets: what each model costs on the reference board, exactly. A change that makes a figure grow shows it here; PINHOLE_UPDATE_BUDGETS=1
// writes the files anew, and the commit says why. One file a model and board: tests/budgets/MODEL-BOARD.json. Figures depend on the compiler,
// whose version stands in the file: with another one the test is skipped.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "boards/board.h"
#include "compiler/formats/tflite/import.h"
#include "compiler/ir/verify.h"
#include "firmware/build.h"
#include "firmware/process.h"
#include "simulator/client.h"
#include "verify/engines.h"
#include "verify/harness.h"

namespace pinhole {
namespace {

namespace fs = std::filesystem;
using Figures = std::vector<std::pair<std::string, std::uint64_t>>;

struct Budgeted {
  std::string name;   // of the file
  std::string model;  // the .tflite, relative to the folder around this checkout
};
void PrintTo(const Budgeted& budgeted, std::ostream* out) { *out << budgeted.name; }

const fs::path kRoot = PINHOLE_SOURCE_DIR, kBudgets = PINHOLE_BUDGETS_DIR;
constexpr const char* kBoard = "nucleo-l4r5zi";

struct Measured {
  Figures figures;
  Figures layer_cycles;  // by layer, in order
  std::string compiler;
};

Graph import_model(const fs::path& file) {
  Graph graph = import_tflite(read_file(file), file.string());
  verify(graph);
  return graph;
}

// This checkout's own file, or the one beside it.
fs::path model_file(const std::string& model) { return fs::exists(kRoot / model) ? kRoot / model : kRoot.parent_path() / model; }

// As `pinhole bench` does it: the second call of run().
Measured measure(const fs::path& file, const std::string& name) {
  const Board board = load_board(kBoard);
  const CompiledModel model = compile(import_model(file), {.name = identifier(name), .board = &board});
  const TemporaryFolder folder;
  const fs::path image = folder.path() / "bench.elf";
  const Firmware firmware = build_firmware(board, bench_sources(model), image, {.cache_folder = default_cache_folder() / "objects"});
  std::vector<LayerLines> lines;
  for (const EmittedLayer& layer : model.emitted.layers)
    lines.push_back(
        {layer.index, layer.name, layer.file, static_cast<std::uint32_t>(layer.first_line), static_cast<std::uint32_t>(layer.last_line)});
  const Measurement m = run_bench(image, board, {.function = model.program.name + "::Model::run()", .call = 2, .layers = lines});
  Figures layer_cycles;
  for (std::size_t i = 0; i < m.layers.size(); ++i) layer_cycles.emplace_back(model.emitted.layers.at(i).name, m.layers[i].cost.cycles);
  return {{{"instructions", m.total.instructions},
           {"cycles", m.total.cycles},
           {"arena_bytes", model.plan.arena_bytes},
           {"stack_bytes", m.stack_bytes},
           {"weights_bytes", m.weights_bytes},
           {"code_bytes", m.code_bytes}},
          layer_cycles,
          firmware.compiler};
}

nlohmann::ordered_json to_json(const std::string& model, const Measured& measured) {
  nlohmann::ordered_json json = {{"model", model}, {"board", kBoard}, {"compiler", measured.compiler}};
  for (const auto& [key, value] : measured.figures) json[key] = value;
  for (const auto& [name, cycles] : measured.layer_cycles) json["layers"].push_back({{"name", name}, {"cycles", cycles}});
  return json;
}

// "" when every figure is as the file says; otherwise a line for each that is not.
std::string changes(const nlohmann::ordered_json& old, const Measured& measured) {
  std::string table;
  for (const auto& [key, value] : measured.figures) {
    const std::uint64_t before = old.value(key, std::uint64_t{0});
    if (before == value) continue;
    const double percent = before == 0 ? 100.0 : 100.0 * (static_cast<double>(value) / static_cast<double>(before) - 1.0);
    table += fmt::format("  {:<14} {:>14} {:>14}  {:+.2f} %\n", key, with_thousands(before), with_thousands(value), percent);
  }
  return table.empty() ? table : fmt::format("  {:<14} {:>14} {:>14}\n", "", "old", "new") + table;
}

class Budgets : public testing::TestWithParam<Budgeted> {};

TEST_P(Budgets, AreKeptToTheByteAndInstruction) {
  const fs::path file = model_file(GetParam().model), budget = kBudgets / fmt::format("{}-{}.json", GetParam().name, kBoard);
  if (!fs::exists(file)) GTEST_SKIP() << GetParam().model << " is not beside this checkout";
  if (find_program("arm-none-eabi-g++").empty()) GTEST_SKIP() << "arm-none-eabi-g++ is not installed";
  const fs::path simulator = fs::path(PINHOLE_BIN_DIR) / "pinhole-sim";
  if (!fs::exists(simulator)) GTEST_SKIP() << "pinhole-sim was not built";
  setenv("PINHOLE_SIM", simulator.c_str(), 1);

  const Measured measured = measure(file, GetParam().name);
  const bool update = std::getenv("PINHOLE_UPDATE_BUDGETS") != nullptr;
  if (!update) {
    ASSERT_TRUE(fs::exists(budget)) << "no budget yet; PINHOLE_UPDATE_BUDGETS=1 writes it";
  }
  const auto old = fs::exists(budget) ? nlohmann::ordered_json::parse(read_text_file(budget)) : nlohmann::ordered_json::object();
  const std::string table = changes(old, measured);
  if (update) {
    write_file(budget, to_json(GetParam().name, measured).dump(2) + "\n");
    GTEST_SKIP() << (table.empty() ? "unchanged" : "written anew:\n" + table);
  }
  if (old.value("compiler", "") != measured.compiler)
    GTEST_SKIP() << "made with " << old.value("compiler", "") << ", here is " << measured.compiler;
  if (!table.empty())
    ADD_FAILURE() << GetParam().name << " on " << kBoard << " costs something else; PINHOLE_UPDATE_BUDGETS=1 writes the new figures\n"
                  << table;
}

// How far the estimates that kernels are chosen by (compiler/lower/costs.def) are from the counted cycles in the budgets.
TEST_P(Budgets, AreEstimatedWithinAQuarterALayerAndATenthInSum) {
  const fs::path file = model_file(GetParam().model), budget = kBudgets / fmt::format("{}-{}.json", GetParam().name, kBoard);
  if (!fs::exists(file)) GTEST_SKIP() << GetParam().model << " is not beside this checkout";
  const auto json = nlohmann::ordered_json::parse(read_text_file(budget));
  const Board board = load_board(kBoard);
  const CompiledModel model = compile(import_model(file), {.name = identifier(GetParam().name), .board = &board});
  const std::vector<PlacedStep> steps = placed_steps(model.program);
  ASSERT_EQ(json.at("layers").size(), steps.size());
  const auto error = [](std::uint64_t estimated, std::uint64_t counted) {
    return static_cast<double>(estimated) / static_cast<double>(counted) - 1.0;
  };
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Step& step = *steps[i].step;
    const auto counted = json["layers"][i].at("cycles").get<std::uint64_t>();
    sum += step.estimated_cycles;
    if (step.macs == 0) continue;  // small, and softmax depends on its input
    EXPECT_LT(std::abs(error(step.estimated_cycles, counted)), 0.25)
        << step.summary << ", " << step.kernel << ": estimated " << step.estimated_cycles << ", counted " << counted;
  }
  EXPECT_LT(std::abs(error(sum, json.at("cycles").get<std::uint64_t>())), 0.10) << "estimated " << sum << " in all";
}

std::vector<Budgeted> budgeted() {
  std::vector<Budgeted> all = {{"tiny_classifier", "tests/conformance/cases/tiny_classifier/model.tflite"}};
  for (const char* name : {"ic_int8", "vww_int8", "kws_int8", "ad_int8"})
    all.push_back({name, fmt::format("shared/conformance/models/{}/model.tflite", name)});
  return all;
}
INSTANTIATE_TEST_SUITE_P(Models, Budgets, testing::ValuesIn(budgeted()), [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace pinhole
