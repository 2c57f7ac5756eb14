// pinhole report: the page for a model that was not trained here: sizes, time, layers, memory.
#include "report/report.h"

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/project/build_report.h"

namespace pinhole {
namespace {

struct Options {
  std::string model, out = "report.html";
  BoardOption board;
};

void run(const Options& o) {
  const LoadedModel model = read_model(o.model);
  const Board board = *o.board.load();
  const Measured measured = measure_model(model, board, Goal::latency, false, "");
  ReportInput report{.title = fmt::format("{} on {}", model.name, board.name),
                     .created_by = "Pinhole 0.1.0",
                     .board = fmt::format("{}, {} at {} MHz", board.title, board.core.title, board.clock_hz / 1'000'000)};
  add_measurement(measured, board, &report);
  report.commands = {fmt::format("pinhole report {} --board {}", o.model, board.name)};
  write_file(o.out, render_report(report));
  fmt::print("{}\n", o.out);
}

}  // namespace

void add_report(CLI::App& app) {
  auto o = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("report", "Write the HTML page for a model: sizes, time, layers, memory");
  command->add_option("MODEL", o->model, kModelHelp)->required();
  o->board.add(*command, true, "The board");
  command->add_option("--out,-o", o->out, "The file to write")->capture_default_str();
  command->footer("`pinhole build` writes a fuller page, with training, accuracy and mistakes.");
  command->callback([o] { run(*o); });
}

}  // namespace pinhole
