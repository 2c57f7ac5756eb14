// pinhole build: the whole road, from pictures to checked firmware, a library and a report.
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/project/pipeline.h"
#include "cli/run_options.h"
#include "training/data/dataset.h"

namespace pinhole {
namespace {

struct Options {
  RunOptions run;
  std::string out;
};

void run(const Options& options) {
  const RunConfig config = options.run.config();
  open_dataset(config.train.data, config.train.labels);  // a wrong folder is refused before anything is written
  std::string out = options.out;
  if (out.empty()) {
    const std::filesystem::path data(config.train.data);
    out = "out/" + identifier((data.has_filename() ? data : data.parent_path()).filename().string());
  }
  fmt::print("{}", summary_text(run_build(config, out)));
}

}  // namespace

void add_build(CLI::App& app) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("build", "From labelled pictures to checked firmware, a library and a report");
  options->run.add(*command, true);
  command->add_option("--out,-o", options->out, "Folder for everything that is made (default: out/NAME)");
  command->footer(
      "Trains a small network, quantises it to int8, compiles it to C++, runs that firmware on the emulated board, compares it with the\nhost, and writes "
      "an Arduino library and report.html. Started again, it goes on where it was stopped.");
  command->callback([options] { run(*options); });
}

}  // namespace pinhole
