// pinhole fit: on which boards a model fits, and how fast it is there; every figure from the firmware itself.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/measure.h"
#include "cli/terminal.h"

namespace pinhole {
namespace {

struct Row {
  Board board;
  std::uint64_t ram = 0, flash = 0;
  double ms = 0;
  std::string refused;
};

Row try_board(const LoadedModel& model, const Board& board) {
  Row row{.board = board};
  try {
    const Measured m = measure_model(model, board, Goal::latency, false, "");
    row.ram = ram_total(m);
    row.flash = std::uint64_t{m.measurement.weights_bytes} + m.measurement.code_bytes;
    row.ms = m.measurement.board_latency_ms();
    if (row.ram > board.free_ram_bytes()) row.refused = "RAM is short beside " + board.framework_name;
    if (row.flash > board.free_flash_bytes()) row.refused = "flash is short beside " + board.framework_name;
  } catch (const Error& error) {
    row.refused = error.parts().problem;
  }
  return row;
}

void run(const std::string& file, bool json) {
  const LoadedModel model = read_model(file);
  nlohmann::json rows = nlohmann::json::array();
  if (!json) fmt::print("{:<16} {:>10} {:>10} {:>10}  {}\n", "board", "RAM", "flash", "ms", "");
  for (const Board& board : all_boards()) {
    const Row row = try_board(model, board);
    if (json)
      rows.push_back({{"board", board.name},
                      {"fits", row.refused.empty()},
                      {"ram_bytes", row.ram},
                      {"flash_bytes", row.flash},
                      {"board_latency_ms", row.ms},
                      {"refused", row.refused}});
    else if (row.ram == 0) fmt::print("{:<16} {:>10} {:>10} {:>10}  {}no: {}{}\n", board.name, "", "", "", red(), row.refused, plain());
    else
      fmt::print("{:<16} {:>10} {:>10} {:>10.2f}  {}{}{}\n", board.name, human_bytes(row.ram), human_bytes(row.flash), row.ms,
                 row.refused.empty() ? green() : red(), row.refused.empty() ? "fits" : "no: " + row.refused, plain());
  }
  if (json) fmt::print("{}\n", rows.dump(2));
}

}  // namespace

void add_fit(CLI::App& app) {
  auto file = std::make_shared<std::string>();
  auto json = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand("fit", "Try a model on every board: RAM, flash, time");
  command->add_option("MODEL", *file, kModelHelp)->required();
  command->add_flag("--json", *json, "For machines");
  command->callback([file, json] { run(*file, *json); });
}

}  // namespace pinhole
