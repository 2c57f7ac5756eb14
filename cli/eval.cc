// pinhole eval: how often a network is right on labelled pictures, on the host or as firmware on an emulated board.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/random.h"
#include "cli/classify.h"
#include "cli/commands.h"
#include "cli/project/test_set.h"
#include "cli/terminal.h"

namespace pinhole {
namespace {

struct Options {
  std::string model, data, part = "test";
  BoardOption board;
  std::size_t pictures = 0;
  SplitOptions split;
  bool json = false;
};

const std::vector<std::uint32_t>& part_of(const Pictures& pictures, const std::string& part) {
  if (part == "train") return pictures.split.train;
  return part == "validation" ? pictures.split.validation : pictures.split.test;
}

void check_classes(const LoadedModel& model, const Dataset& set) {
  const auto told = static_cast<std::size_t>(model.graph.value(model.graph.outputs.at(0)).shape.count());
  if (told == set.classes.size()) return;
  throw Error({.file = model.file,
               .problem = "the network and the data set have different numbers of classes",
               .expected = fmt::format("{} outputs: {}", set.classes.size(), fmt::join(set.classes, ", ")),
               .got = fmt::format("{} outputs{}", told,
                                  model.graph.labels.empty() ? "" : fmt::format(": {}", fmt::join(model.graph.labels, ", ")))});
}

// `count` items drawn by seed, as evaluate_on_board() draws them; 0: all.
void draw(std::vector<std::uint32_t>& items, std::size_t count, std::uint64_t seed) {
  if (count == 0 || count >= items.size()) return;
  std::vector<std::size_t> order = Random(seed).permutation(items.size());
  order.resize(count);
  std::sort(order.begin(), order.end());
  std::vector<std::uint32_t> drawn;
  for (const std::size_t i : order) drawn.push_back(items[i]);
  items = std::move(drawn);
}

void run(const Options& options) {
  const LoadedModel model = read_model(options.model);
  const pin::Preprocess preprocess = preprocess_of(model);
  const Pictures pictures = open_pictures(options.data, options.split);
  check_classes(model, pictures.set);
  std::vector<std::uint32_t> items = part_of(pictures, options.part);
  if (options.part == "all") {
    for (const auto* more : {&pictures.split.train, &pictures.split.validation}) items.insert(items.end(), more->begin(), more->end());
  }
  if (items.empty())
    throw Error({.file = options.data,
                 .problem = "this part of the data set has no pictures",
                 .got = options.part,
                 .help = "--part all takes every picture"});
  draw(items, options.pictures, options.split.seed);
  const LoadedPictures loaded = load_part(pictures, items, preprocess, options.part + " pictures");
  std::size_t right = 0, total = 0;
  std::string where = "host";
  nlohmann::json json;
  if (const std::optional<Board> board = options.board.load()) {
    const BoardResult result = evaluate_on_board(model, *board, loaded, preprocess, 0, options.split.seed);
    right = result.right;
    total = result.total;
    where = board->name + " (emulated)";
    json = {{"agreeing_with_host", result.agreeing}, {"instructions", result.instructions}};
    if (result.agreeing != result.total) throw InternalError("the firmware differs from the host: " + result.first_difference);
  } else {
    const Accuracy accuracy = measure_accuracy(model.graph, {loaded.pixels, loaded.labels}, preprocess);
    right = accuracy.right;
    total = accuracy.count;
  }
  json.update(
      {{"engine", where}, {"right", right}, {"pictures", total}, {"accuracy", static_cast<double>(right) / static_cast<double>(total)}});
  if (options.json) fmt::print("{}\n", json.dump(2));
  else fmt::print("{:.2f} % of {} pictures right on {}\n", 100.0 * static_cast<double>(right) / static_cast<double>(total), total, where);
}

}  // namespace

void add_eval(CLI::App& app) {
  auto o = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("eval", "Measure accuracy on labelled pictures, on the host or on an emulated board");
  command->add_option("MODEL", o->model, std::string(kModelHelp) + " that takes pictures")->required();
  command->add_option("DATA", o->data, "The data set")->required();
  o->board.add(*command, false, "Run every picture through the firmware on this emulated board");
  command->add_option("--part", o->part, "Which pictures")
      ->check(CLI::IsMember({"test", "validation", "train", "all"}))
      ->capture_default_str();
  command->add_option("--pictures", o->pictures, "At most so many, drawn by seed; 0: all");
  command->add_option("--seed", o->split.seed, "Of the split, as in training")->capture_default_str();
  command->add_option("--validation-share", o->split.validation, "As in training")->capture_default_str();
  command->add_option("--test-share", o->split.test, "As in training")->capture_default_str();
  command->add_flag("--json", o->json, "For machines");
  command->callback([o] { run(*o); });
}

}  // namespace pinhole
