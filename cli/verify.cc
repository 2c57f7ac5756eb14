// pinhole verify: the same bits as expected, with the interpreter or the compiled code, on the host or on an emulated board.
#include "verify/verify_models.h"

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/terminal.h"

namespace pinhole {
namespace {

struct Options {
  std::vector<std::filesystem::path> folders;
  EngineOptions engine;
  bool list = false;
};

void run(const Options& options) {
  const std::optional<Board> board = options.engine.board.load();
  const Engine engine{.kind = options.engine.kind == "interpreter" ? EngineKind::interpreter : EngineKind::compiled,
                      .board = board ? &*board : nullptr,
                      .jobs = options.engine.jobs,
                      .cache_folder = default_cache_folder() / "objects",
                      .portable_only = options.engine.portable,
                      .only_kernel = {}};
  ProgressBar bar(fmt::format("verify ({}{})", options.engine.kind, board ? " on " + board->name : ""));
  const VerifyResult result = verify_models(options.folders, engine, [&](std::size_t done, std::size_t total) { bar.update(done, total); });
  bar.finish();
  for (const Checked& checked : result.cases) {
    if (checked.verdict == Verdict::passed && !options.list) continue;
    const char* word = checked.verdict == Verdict::passed ? "pass" : checked.verdict == Verdict::failed ? "FAIL" : "skip";
    fmt::print("{} {}{}{}\n", word, checked.name, checked.detail.empty() ? "" : ": ", checked.detail);
  }
  fmt::print("{} passed, {} failed, {} skipped\n", result.passed, result.failed, result.skipped);
  if (result.failed > 0) throw CLI::RuntimeError(1);
}

}  // namespace

void add_verify(CLI::App& app) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("verify", "Compare outputs with expected ones, bit for bit");
  command->add_option("DIR", options->folders, "Folders with model.tflite and in0.npy, out0.npy (or case0_in0.npy ...), or folders of such")
      ->required();
  options->engine.add(*command);
  command->add_flag("--list", options->list, "Name the cases that pass, too");
  command->footer(
      "Integers must be equal in every bit, floats within the tolerance of the conformance suite.\nThe last line is `N passed, N failed, N skipped`; skipped are models with operators that Pinhole does not have, each named.");
  command->callback([options] { run(*options); });
}

}  // namespace pinhole
