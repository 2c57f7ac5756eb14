// pinhole compile: a model to C++ with everything it needs, ready to be added to a project.
#include <fmt/format.h>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/terminal.h"

namespace pinhole {
namespace {

struct Options {
  std::string model, out, name, goal = "latency";
  BoardOption board;
  bool portable = false;
  std::uint64_t max_ram = 0, max_flash = 0;
};

void check_flash(const CompiledModel& model, std::uint64_t limit, const std::optional<Board>& board) {
  if (limit == 0 || constant_bytes(model.program) <= limit) return;
  throw Error(
      {.file = model.program.name,
       .problem = "the weights do not fit the flash that may be used",
       .expected = fmt::format("at most {} bytes", with_thousands(limit)),
       .got = fmt::format("{} bytes", with_thousands(constant_bytes(model.program))),
       .help = fmt::format("take a narrower network, or {}",
                           limit == (board ? board->free_flash_bytes() : 0) ? "a board with more flash" : "allow more with --max-flash")});
}

std::string estimated_time(const CompiledModel& model, const Board& board) {
  std::uint64_t cycles = 0;
  for (const EmittedLayer& layer : model.emitted.layers) cycles += layer.estimated_cycles;
  const double ms = 1e3 * static_cast<double>(cycles) / static_cast<double>(board.clock_hz);
  return fmt::format(", about {:.{}f} ms on {} (`pinhole bench` counts)", ms, ms < 10 ? 2 : 0, board.name);
}

void run(const Options& options) {
  const LoadedModel loaded = read_model(options.model);
  const std::optional<Board> board = options.board.load();
  const CompiledModel model = compile(loaded.graph, {.name = options.name.empty() ? loaded.name : options.name,
                                                     .source = std::filesystem::path(options.model).filename().string(),
                                                     .board = board ? &*board : nullptr,
                                                     .goal = parse_goal(options.goal),
                                                     .portable_only = options.portable || !board,
                                                     .only_kernel = {},
                                                     .max_ram_bytes = options.max_ram != 0 ? options.max_ram
                                                                      : board              ? board->free_ram_bytes()
                                                                                           : 0});
  check_flash(model, options.max_flash != 0 ? options.max_flash : board ? board->free_flash_bytes() : 0, board);
  PendingFolder out(options.out.empty() ? model.program.name + "_cpp" : options.out);
  for (const SourceFile& file : all_sources(model.emitted)) write_file(out.path() / file.path, file.text);
  out.commit();
  const std::string folder = options.out.empty() ? model.program.name + "_cpp" : options.out;
  fmt::print("{}: {}.h, {}.cc, {}_weights.cc, {}_c.h and the device files they include\n", folder, model.program.name, model.program.name,
             model.program.name, model.program.name);
  fmt::print("RAM {} bytes (at least {} are needed{}), weights {} bytes, {}{}\n", with_thousands(model.plan.arena_bytes),
             with_thousands(model.plan.lower_bound_bytes), model.plan.optimal ? "; proved optimal" : "",
             with_thousands(constant_bytes(model.program)), counted(model.emitted.layers.size(), "layer"),
             board ? estimated_time(model, *board) : "");
}

}  // namespace

void add_compile(CLI::App& app) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("compile", "Write a model as C++ source files");
  command->add_option("MODEL", options->model, kModelHelp)->required();
  command->add_option("--out,-o", options->out, "Folder to write (default: NAME_cpp)");
  command->add_option("--name", options->name, "Namespace and file names (default: from the file)");
  options->board.add(*command, false, "Choose kernels and limits for this board; without it portable C++17 for any compiler");
  command->add_option("--optimize", options->goal, "What the choice of kernels minimises")
      ->check(CLI::IsMember({"latency", "ram", "flash", "balanced"}))
      ->capture_default_str();
  command->add_flag("--portable", options->portable, "Portable kernels only");
  command->add_option("--max-ram", options->max_ram, "Refuse an arena larger than this many bytes (default: what the board has left)");
  command->add_option("--max-flash", options->max_flash, "Refuse weights larger than this many bytes (default: what the board has left)");
  command->footer(
      "Add the folder to the include path and compile every .cc in it as C++17. Then:\n  static NAME::Model model;  fill model.input().data;  model.run();  model.top().label");
  command->callback([options] { run(*options); });
}

}  // namespace pinhole
