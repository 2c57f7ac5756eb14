// pinhole-train RUN.json: the program that holds libtorch. Progress goes to standard output, one JSON object a line (progress.h), and
// with --human to standard error as text.
#include <fmt/core.h>
#include <malloc.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>

#include "base/file.h"
#include "training/train/run.h"

namespace {

// Two settings of the process that make training faster and change no result (docs/training.md has the figures).
// OpenMP's threads sleep while they wait instead of spinning: libgomp reads this when it is loaded, hence the second start.
// Freed tensors stay with the process instead of being unmapped and faulted in again at every step.
void prepare_process(char** argv) {
  if (std::getenv("OMP_WAIT_POLICY") == nullptr) {
    setenv("OMP_WAIT_POLICY", "passive", 1);
    execv("/proc/self/exe", argv);  // goes on below if this fails
  }
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  mallopt(M_TOP_PAD, 64 << 20);
}

}  // namespace

int main(int argc, char** argv) {
  prepare_process(argv);
  CLI::App app("Trains a network as a run description says.");
  std::string run_file;
  bool human = false, defaults = false;
  app.add_option("RUN", run_file, "the run's description (JSON), '-' for standard input");
  app.add_flag("--human", human, "progress as text on standard error");
  app.add_flag("--defaults", defaults, "print a description with every default and stop");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (defaults) {
    std::fputs(pinhole::to_json({}).c_str(), stdout);
    return 0;
  }
  if (run_file.empty()) {
    fmt::print(stderr, "error: the run's description is missing\n  help: pinhole-train RUN.json; --defaults prints one to start from\n");
    return 2;
  }
  std::int32_t epochs = 0;
  const auto tell = [&](const pinhole::TrainEvent& event) {
    fmt::print("{}\n", pinhole::to_json_line(event));
    std::fflush(stdout);
    if (const auto* started = std::get_if<pinhole::TrainStarted>(&event)) epochs = started->epochs;
    if (human && !std::holds_alternative<pinhole::TrainFailed>(event)) fmt::print(stderr, "{}\n", pinhole::describe(event, epochs));
  };
  const auto fail = [&](const pinhole::TrainFailed& failure, const char* text, int code) {
    tell(failure);
    fmt::print(stderr, "error: {}\n", text);
    return code;
  };
  try {
    const pinhole::TrainOptions options = pinhole::train_options_from_json(pinhole::read_text_file(run_file), run_file);
    pinhole::run_training(options, tell);
    return 0;
  } catch (const pinhole::Error& error) {
    const pinhole::Error::Parts& p = error.parts();
    return fail({p.file, p.place, p.problem, p.expected, p.got, p.help}, error.what(), 1);
  } catch (const std::exception& error) {
    return fail({.file = {}, .place = {}, .problem = error.what(), .expected = {}, .got = {}, .help = {}}, error.what(), 70);
  }
}
