#include "cli/run_options.h"

#include "base/error.h"
#include "cli/options.h"
#include "training/zoo/zoo.h"

namespace pinhole {

void RunOptions::add(CLI::App& command, bool with_board) {
  command.add_option("DATA", data, "A folder of class folders, an IDX set (MNIST and its kin) or CIFAR-10's binary files");
  command.add_option("--config,-c", config_file, "A pinhole.toml; flags override it");
  command.add_option("--name", name, "Namespace and file names of the generated code");
  if (with_board) {
    command.add_option("--board,-b", board, "The board (a name from `pinhole boards`, or a .toml file; default nano33ble)");
    command.add_option("--optimize", goal, "What the choice of kernels minimises")
        ->check(CLI::IsMember({"latency", "ram", "flash", "balanced"}));
    command.add_option("--board-pictures", board_pictures, "Test pictures to run on the emulated board; 0: all (default 500)");
  }
  command.add_option("--architecture,-a", architecture, "The network; `pinhole zoo` lists them (default cnn)");
  command.add_option("--alpha", alpha, "Factor on all channel counts")->check(CLI::Range(0.01, 8.0));
  command.add_option("--size", size, "Height and width of the input in pixels (default: the pictures', or the architecture's own)")
      ->check(CLI::Range(1, pin::kMaxOutputSide));
  command.add_option("--channels", channels, "1 gray or 3 colour")->check(CLI::IsMember({1, 3}));
  command.add_option("--epochs", epochs, "Times that every training picture is seen; 0: by their number")->check(CLI::Range(0, 100000));
  command.add_option("--batch", batch, "Pictures a step; 0: by the number of pictures")->check(CLI::Range(0, 65536));
  command.add_option("--learning-rate", learning_rate, "The highest learning rate")->check(CLI::Range(1e-6, 100.0));
  command.add_option("--seed", seed, "Of the split, the initial weights and everything random");
  command.add_option("--threads", threads, "For training; 0: as many as the machine has")->check(CLI::Range(0, 1024));
}

RunConfig RunOptions::config() const {
  RunConfig c = config_file.empty() ? RunConfig{} : read_config(config_file);
  TrainOptions& t = c.train;
  if (!data.empty()) t.data = data;
  if (name) c.name = *name;
  if (board) c.board = *board;
  if (goal) c.goal = parse_goal(*goal);
  if (architecture) t.architecture = pinhole::architecture(*architecture).name;
  if (size) t.preprocess.width = t.preprocess.height = *size;
  if (channels) t.preprocess.channels = *channels;
  if (epochs) t.epochs = *epochs;
  if (batch) t.batch = *batch;
  if (threads) t.threads = *threads;
  if (alpha) t.alpha = *alpha;
  if (learning_rate) t.learning_rate = *learning_rate;
  if (seed) t.seed = *seed;
  if (board_pictures) c.board_pictures = *board_pictures;
  if (t.data.empty()) {
    throw CLI::RequiredError("DATA, or --config with a pinhole.toml that names it,");
  }
  return c;
}

}  // namespace pinhole
