// pinhole train: only the training of `build`; leaves a float network.
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/run_options.h"
#include "cli/terminal.h"
#include "training/data/dataset.h"
#include "training/train/client.h"

namespace pinhole {
namespace {

void run(const RunOptions& options, const std::string& out) {
  RunConfig config = options.config();
  open_dataset(config.train.data, config.train.labels);  // a wrong folder is refused before anything is written
  config.train.out = out;
  ProgressBar bar("training");
  std::int32_t epochs = config.train.epochs;
  const TrainFinished finished = run_training_program(config.train, [&](const TrainEvent& event) {
    if (const auto* started = std::get_if<TrainStarted>(&event)) epochs = started->epochs;
    if (std::holds_alternative<TrainEpoch>(event) || std::holds_alternative<TrainStarted>(event)) note(describe(event, epochs));
    else bar.text(describe(event, epochs));
  });
  bar.finish();
  fmt::print("{}: best epoch {}, validation {:.2f} %, test {:.2f} %\n", finished.network, finished.best_epoch,
             100 * finished.validation_accuracy, 100 * finished.test_accuracy);
}

}  // namespace

void add_train(CLI::App& app) {
  auto options = std::make_shared<RunOptions>();
  auto out = std::make_shared<std::string>("out/train");
  CLI::App* command = app.add_subcommand("train", "Train a network; killed and started again, it goes on with the same result");
  options->add(*command, false);
  command->add_option("--out,-o", *out, "Folder for the network, the curves and the checkpoint")->capture_default_str();
  command->callback([options, out] { run(*options, *out); });
}

}  // namespace pinhole
