// pinhole init: a commented pinhole.toml to start from.
#include <fmt/format.h>

#include <filesystem>

#include "base/error.h"
#include "base/file.h"
#include "cli/commands.h"
#include "cli/run_options.h"

namespace pinhole {

void add_init(CLI::App& app) {
  auto options = std::make_shared<RunOptions>();
  auto out = std::make_shared<std::string>("pinhole.toml");
  CLI::App* command = app.add_subcommand("init", "Write a commented pinhole.toml for a data set");
  options->add(*command, true);
  command->add_option("--out,-o", *out, "The file to write")->capture_default_str();
  command->callback([options, out] {
    if (std::filesystem::exists(*out))
      throw Error({.file = *out, .problem = "exists already", .help = "edit it, remove it, or name another file with --out"});
    write_file(*out, config_text(seen_from(options->config(), std::filesystem::path(*out).parent_path())));
    fmt::print("{}: edit it, then `pinhole build --config {}`\n", *out, *out);
  });
}

}  // namespace pinhole
