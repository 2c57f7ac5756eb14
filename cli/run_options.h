// The flags that describe a run, over pinhole.toml or the defaults: shared by init, build and train.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "base/text.h"
#include "cli/project/config.h"

namespace pinhole {

struct RunOptions {
  std::string data, config_file;
  std::optional<std::string> name, board, architecture, goal;
  std::optional<std::int32_t> size, epochs, batch, channels, threads;
  std::optional<double> alpha, learning_rate;
  std::optional<std::uint64_t> seed;
  std::optional<std::uint32_t> board_pictures;

  void add(CLI::App& command, bool with_board);
  // The file (if any), then the flags. Without a data set that is wrong usage.
  RunConfig config() const;
};

}  // namespace pinhole
