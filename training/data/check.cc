#include "training/data/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/error.h"
#include "training/data/edge_leak.h"

namespace pinhole {
namespace {

void count_classes(const Dataset& set, const Survey& survey, DataCheck& check) {
  for (const std::string& name : set.classes) check.classes.push_back({.name = name});
  for (std::size_t i = 0; i < survey.size(); ++i) {
    ClassCheck& c = check.classes[set.items[i].label];
    if (!survey[i].readable) {
      ++c.unreadable;
      check.unreadable.push_back({set.items[i].path, survey[i].problem});
      continue;
    }
    const Part part = set.items[i].part;
    ++(part == Part::kTrain ? c.train : part == Part::kValidation ? c.validation : part == Part::kTest ? c.test : c.unassigned);
    ++(survey[i].gray ? check.gray : check.colour);
  }
  std::size_t least = SIZE_MAX, most = 0;
  for (const ClassCheck& c : check.classes) {
    least = std::min(least, c.total());
    most = std::max(most, c.total());
  }
  check.imbalance = static_cast<double>(most) / static_cast<double>(std::max<std::size_t>(least, 1));
}

void count_sizes(const Survey& survey, DataCheck& check) {
  std::map<std::pair<int, int>, std::size_t> sizes;
  for (const PictureFacts& facts : survey) {
    if (facts.readable) ++sizes[{facts.width, facts.height}];
  }
  for (const auto& [size, count] : sizes) check.sizes.push_back({size.first, size.second, count});
  std::stable_sort(check.sizes.begin(), check.sizes.end(), [](const auto& a, const auto& b) { return a.count > b.count; });
}

void find_duplicates(const Dataset& set, const Survey& survey, DataCheck& check) {
  std::map<std::uint64_t, std::vector<std::uint32_t>> equal, alike;
  for (std::uint32_t i = 0; i < survey.size(); ++i) {
    if (survey[i].readable) equal[survey[i].pixel_hash].push_back(i);
  }
  for (auto& [hash, items] : equal) {
    alike[survey[items[0]].look_hash].push_back(items[0]);
    if (items.size() == 1) continue;
    std::set<std::uint32_t> classes;
    std::set<Part> parts;
    for (const std::uint32_t i : items) {
      classes.insert(set.items[i].label);
      parts.insert(set.items[i].part);
    }
    check.duplicates.push_back({std::move(items), classes.size(), parts.size()});
  }
  std::sort(check.duplicates.begin(), check.duplicates.end(), [](const auto& a, const auto& b) { return a.items[0] < b.items[0]; });
  for (const auto& [hash, items] : alike) {
    // All zeros or ones: a picture without contrast looks like any other such.
    if (items.size() > 1 && hash != 0 && hash != ~std::uint64_t{0}) check.look_alikes += items.size();
  }
}

void add_warnings(DataCheck& check) {
  std::size_t contradicting = 0, across = 0, copies = 0;
  for (const DuplicateGroup& group : check.duplicates) {
    contradicting += group.classes > 1 ? 1 : 0;
    across += group.parts > 1 ? 1 : 0;
    copies += group.items.size() - 1;
  }
  auto& out = check.warnings;
  for (const ClassCheck& c : check.classes) {
    if (c.total() == 0) out.push_back(fmt::format("class '{}' has no readable picture", c.name));
  }
  if (!check.unreadable.empty()) out.push_back(fmt::format("{} files cannot be read and are left out", check.unreadable.size()));
  if (contradicting > 0)
    out.push_back(fmt::format("{} pictures stand in several classes: their labels contradict each other", contradicting));
  if (across > 0) out.push_back(fmt::format("{} pictures stand in several of the set's parts: the split drops them from training", across));
  if (copies > 0) out.push_back(fmt::format("{} pictures are exact copies of others: the split keeps copies on one side", copies));
  if (check.edge.pictures > 0 && check.edge.accuracy > check.edge.chance + 0.5 * (1 - check.edge.chance)) {
    out.push_back(
        fmt::format("the class can be told from 8 pixels of the edge in {:.0f} % of pictures (chance {:.0f} %): the background "
                    "gives it away, and a network may learn the background",
                    100 * check.edge.accuracy, 100 * check.edge.chance));
  }
  if (check.imbalance >= 3) out.push_back(fmt::format("the largest class has {:.1f} times the pictures of the smallest", check.imbalance));
  for (const ClassCheck& c : check.classes) {
    if (c.total() > 0 && c.total() < 20) out.push_back(fmt::format("class '{}' has only {} pictures", c.name, c.total()));
  }
  if (check.gray > 0 && check.colour > 0)
    out.push_back(fmt::format("{} of {} pictures have no colour", check.gray, check.gray + check.colour));
}

std::string part_counts(const ClassCheck& c) {
  if (c.train + c.validation + c.test == 0) return "";
  return fmt::format("  train {}, validation {}, test {}", c.train, c.validation, c.test);
}

}  // namespace

DataCheck check_dataset(const Dataset& set, const Survey& survey) {
  PIN_CHECK(survey.size() == set.items.size(), "the survey is of this data set");
  DataCheck check;
  check.path = set.path;
  check.kind = set.kind;
  check.unreadable = set.problems;
  count_classes(set, survey, check);
  count_sizes(survey, check);
  find_duplicates(set, survey, check);
  check.edge = measure_edge_leak(set, survey);
  add_warnings(check);
  return check;
}

std::string render(const DataCheck& check, const Dataset& set) {
  constexpr std::size_t kMost = 10;
  std::string text =
      fmt::format("{}: {}, {} classes, {} pictures\n", check.path, check.kind, check.classes.size(), check.gray + check.colour);
  std::size_t wide = 0;
  for (const ClassCheck& c : check.classes) wide = std::max(wide, c.name.size());
  for (const ClassCheck& c : check.classes) {
    text += fmt::format("  {:<{}}  {:>7}{}", c.name, wide, c.total(), part_counts(c));
    text += c.unreadable > 0 ? fmt::format("  {} unreadable\n", c.unreadable) : "\n";
  }
  text += "sizes:";
  for (std::size_t i = 0; i < std::min<std::size_t>(check.sizes.size(), 3); ++i) {
    text += fmt::format("{} {}x{} ({})", i == 0 ? "" : ",", check.sizes[i].width, check.sizes[i].height, check.sizes[i].count);
  }
  text += check.sizes.size() > 3 ? fmt::format(", {} more\n", check.sizes.size() - 3) : "\n";
  text += fmt::format("colour: {} pictures, gray: {}\n", check.colour, check.gray);
  if (check.look_alikes > 0) text += fmt::format("look alike without being equal: {} pictures\n", check.look_alikes);
  if (check.edge.pictures > 0) {
    text += fmt::format("class told from 8 edge pixels alone: {:.1f} % (chance {:.1f} %)\n", 100 * check.edge.accuracy,
                        100 * check.edge.chance);
  }
  for (const std::string& warning : check.warnings) text += "warning: " + warning + "\n";
  for (std::size_t i = 0; i < std::min(check.unreadable.size(), kMost); ++i) {
    text += fmt::format("  left out: {}: {}\n", check.unreadable[i].path, check.unreadable[i].text);
  }
  for (std::size_t i = 0; i < std::min(check.duplicates.size(), kMost); ++i) {
    const auto& items = check.duplicates[i].items;
    text += fmt::format("  {}: {} = {}{}\n", check.duplicates[i].classes > 1 ? "contradicting" : "equal", set.items[items[0]].path,
                        set.items[items[1]].path, items.size() > 2 ? fmt::format(" and {} more", items.size() - 2) : "");
  }
  return text;
}

}  // namespace pinhole
