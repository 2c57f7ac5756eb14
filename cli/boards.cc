// pinhole boards: what can be built for.
#include "boards/board.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/terminal.h"

namespace pinhole {
namespace {

void print_one(const Board& b) {
  fmt::print("{}{}{}: {}\n  {}\n  core {} at {} MHz{}\n", bold(), b.name, plain(), b.title, b.url, b.core.title, b.clock_hz / 1'000'000,
             b.core.dsp ? ", DSP extension" : "");
  for (const Region& r : b.regions) {
    fmt::print("  {:<8} {:>10} bytes at 0x{:08x}{}\n", r.name, with_thousands(r.bytes), r.address,
               r.timing.wait_states > 0 ? fmt::format(", {} wait states", r.timing.wait_states) : "");
  }
  if (b.framework_flash_bytes > 0)
    fmt::print("  {} itself takes {} of flash and {} of RAM\n", b.framework_name, human_bytes(b.framework_flash_bytes),
               human_bytes(b.framework_ram_bytes));
  fmt::print("  free for a model: {} flash, {} RAM\n", human_bytes(b.free_flash_bytes()), human_bytes(b.free_ram_bytes()));
  if (b.camera) fmt::print("  camera {} {}x{} {}\n", b.camera->name, b.camera->width, b.camera->height, b.camera->format);
  if (b.supply_ma > 0) fmt::print("  {} mA at {} V ({})\n", b.supply_ma, b.supply_volts, b.supply_source);
  fmt::print("  flash it with: {}\n", b.flashing);
}

nlohmann::json to_json(const Board& b) {
  return {{"name", b.name},
          {"title", b.title},
          {"core", b.core.name},
          {"clock_hz", b.clock_hz},
          {"flash_bytes", b.flash().bytes},
          {"ram_bytes", b.ram().bytes},
          {"free_flash_bytes", b.free_flash_bytes()},
          {"free_ram_bytes", b.free_ram_bytes()}};
}

void run(const std::string& name, bool json) {
  const std::vector<Board> boards = name.empty() ? all_boards() : std::vector<Board>{load_board(name)};
  if (json) {
    nlohmann::json out = nlohmann::json::array();
    for (const Board& board : boards) out.push_back(to_json(board));
    fmt::print("{}\n", out.dump(2));
  } else if (!name.empty()) {
    print_one(boards[0]);
  } else {
    fmt::print("{:<16} {:<12} {:>5} {:>10} {:>10}  {}\n", "board", "core", "MHz", "flash", "RAM", "");
    for (const Board& b : boards) {
      fmt::print("{:<16} {:<12} {:>5} {:>10} {:>10}  {}\n", b.name, b.core.name, b.clock_hz / 1'000'000, human_bytes(b.flash().bytes),
                 human_bytes(b.ram().bytes), b.title);
    }
  }
}

}  // namespace

void add_boards(CLI::App& app) {
  auto name = std::make_shared<std::string>();
  auto json = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand("boards", "List the boards, or show one");
  command->add_option("NAME", *name, "A board's name, or a .toml file of your own");
  command->add_flag("--json", *json, "For machines");
  command->callback([name, json] { run(*name, *json); });
}

}  // namespace pinhole
