// pinhole bench: what one call of run() costs on an emulated board: instructions, cycles, time, RAM, flash, layer by layer.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/measure.h"
#include "cli/options.h"
#include "cli/terminal.h"

namespace pinhole {
namespace {

constexpr std::size_t kNameWidth = 36;

struct Options {
  std::string model, elf;
  BoardOption board;
  bool json = false, portable = false, functions = false;
  std::string goal = "latency";
};

// The layer's name; for the names of hundreds of characters that converters make, its shapes.
std::string short_name(const EmittedLayer& layer) {
  if (layer.name.size() <= kNameWidth) return layer.name;
  if (layer.summary.size() <= kNameWidth) return layer.summary;
  return layer.summary.substr(0, std::min(layer.summary.rfind(',', kNameWidth), kNameWidth));
}

void print_table(const Measured& m, const Board& board, bool functions) {
  const Measurement& x = m.measurement;
  fmt::print("{}{}{} on {} ({} MHz)\n", bold(), m.model.program.name, plain(), board.title, board.clock_hz / 1'000'000);
  fmt::print("  {} instructions, {} cycles, {:.2f} ms with memory that never waits\n", with_thousands(x.total.instructions),
             with_thousands(x.total.cycles), x.latency_ms());
  fmt::print("  {} cycles, {:.2f} ms with this board's flash (estimate)\n", with_thousands(x.total.board_cycles()), x.board_latency_ms());
  fmt::print("  RAM {}: arena {} (of it {} scratch), other static {}, stack {}\n", with_thousands(ram_total(m)),
             with_thousands(m.model.plan.arena_bytes), with_thousands(scratch_bytes(m.model)), with_thousands(other_static(m)),
             with_thousands(x.stack_bytes));
  fmt::print("  flash {}: weights {}, code {}\n\n", with_thousands(std::uint64_t{x.weights_bytes} + x.code_bytes),
             with_thousands(x.weights_bytes), with_thousands(x.code_bytes));
  fmt::print("  {:>3} {:<{}} {:<24} {:>11} {:>12} {:>12} {:>6} {:>6}\n", "", "layer", kNameWidth, "kernel", "MACs", "instructions",
             "cycles", "share", "c/MAC");
  for (std::size_t i = 0; i < m.model.emitted.layers.size(); ++i) {
    const EmittedLayer& layer = m.model.emitted.layers[i];
    const Cost& cost = x.layers[i].cost;
    fmt::print("  {:>3} {:<{}} {:<24} {:>11} {:>12} {:>12} {:>5.1f}% {:>6}\n", layer.index, short_name(layer), kNameWidth, layer.kernel,
               with_thousands(layer.macs), with_thousands(cost.instructions), with_thousands(cost.cycles),
               100.0 * static_cast<double>(cost.cycles) / static_cast<double>(x.total.cycles),
               layer.macs == 0 ? "" : fmt::format("{:.2f}", static_cast<double>(cost.cycles) / static_cast<double>(layer.macs)));
  }
  if (!functions) return;
  fmt::print("\n  {:<60} {:>12} {:>12}\n", "function", "instructions", "cycles");
  for (const FunctionCost& f : x.functions)
    fmt::print("  {:<60} {:>12} {:>12}\n", f.name.substr(0, 60), with_thousands(f.cost.instructions), with_thousands(f.cost.cycles));
}

void run(const Options& options) {
  const LoadedModel model = read_model(options.model);
  const Board board = *options.board.load();
  const Measured m = measure_model(model, board, parse_goal(options.goal), options.portable, options.elf);
  if (options.json) fmt::print("{}\n", measured_json(m, board).dump(2));
  else print_table(m, board, options.functions);
}

}  // namespace

void add_bench(CLI::App& app) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("bench", "Count what one inference costs on an emulated board");
  command->add_option("MODEL", options->model, kModelHelp)->required();
  options->board.add(*command, true, "The board");
  command->add_flag("--json", options->json, "For machines");
  command->add_option("--elf", options->elf, "Keep the image: from reset it fills the input, calls run() twice and stops at BKPT 0");
  command->add_option("--optimize", options->goal, "What the choice of kernels minimises")
      ->check(CLI::IsMember({"latency", "ram", "flash", "balanced"}))
      ->capture_default_str();
  command->add_flag("--portable", options->portable, "Portable kernels only");
  command->add_flag("--functions", options->functions, "Show the cost of each function, too");
  command->footer(
      "Instructions, bytes and stack are counted exactly; cycles are estimated from the core's instruction timings (docs/cycles.md).");
  command->callback([options] { run(*options); });
}

}  // namespace pinhole
