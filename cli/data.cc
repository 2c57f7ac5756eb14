// pinhole data: what is in a data set and what is wrong with it, before hours of training.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/terminal.h"
#include "training/data/check.h"
#include "training/data/survey.h"

namespace pinhole {
namespace {

void run(const std::string& path, bool json) {
  const Dataset set = open_dataset(path);
  ProgressBar bar("looking at pictures");
  const Survey survey = survey_pictures(set, 2, [&](std::size_t done, std::size_t total) { bar.update(done, total); });
  bar.finish();
  const DataCheck check = check_dataset(set, survey);
  if (!json) {
    fmt::print("{}", render(check, set));
    return;
  }
  nlohmann::json classes = nlohmann::json::array();
  for (const ClassCheck& c : check.classes) classes.push_back({{"name", c.name}, {"pictures", c.total()}, {"unreadable", c.unreadable}});
  fmt::print("{}\n",
             nlohmann::json{{"path", check.path}, {"kind", check.kind}, {"classes", classes}, {"warnings", check.warnings}}.dump(2));
}

}  // namespace

void add_data(CLI::App& app) {
  auto path = std::make_shared<std::string>();
  auto json = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand("data", "Check a data set: counts, sizes, duplicates, damaged files, leaks");
  command->add_option("DATA", *path, "A folder of class folders, an IDX set (MNIST and its kin) or CIFAR-10's binary files")->required();
  command->add_flag("--json", *json, "For machines");
  command->callback([path, json] { run(*path, *json); });
}

}  // namespace pinhole
