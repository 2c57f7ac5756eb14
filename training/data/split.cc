#include "training/data/split.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/error.h"
#include "base/random.h"
#include "base/text.h"

namespace pinhole {
namespace {

using Group = std::vector<std::uint32_t>;  // items with equal pictures, ascending

void check_options(const Dataset& set, const SplitOptions& o) {
  if (o.validation >= 0 && o.test >= 0 && o.validation + o.test < 1) return;
  throw Error({.file = set.path,
               .place = {},
               .problem = "the fractions of the split cannot be used",
               .expected = "validation and test at least 0, together less than 1",
               .got = fmt::format("validation {}, test {}", o.validation, o.test),
               .help = {}});
}

std::uint64_t order_key(std::uint64_t seed, const std::string& path) { return Random(fnv1a(path) ^ Random(seed).next()).next(); }

std::size_t share(double fraction, std::size_t count) {
  if (fraction <= 0) return 0;
  const auto nearest = static_cast<std::size_t>(std::lround(fraction * static_cast<double>(count)));
  return nearest == 0 && count >= 3 ? 1 : nearest;
}

class Splitter {
 public:
  Splitter(const Dataset& set, const Survey& survey, const SplitOptions& options) : set_(set), survey_(survey), options_(options) {
    for (const Item& item : set.items) {
      own_test_ |= item.part == Part::kTest;
      own_validation_ |= item.part == Part::kValidation;
      own_train_ |= item.part == Part::kTrain;
    }
  }

  Split run() {
    std::map<std::uint64_t, Group> groups;
    for (std::uint32_t i = 0; i < set_.items.size(); ++i) {
      if (survey_[i].readable) groups[survey_[i].pixel_hash].push_back(i);
      else split_.dropped.push_back(i);
    }
    std::vector<std::vector<Group>> free(set_.classes.size());  // by class of the group's first item
    for (auto& [hash, group] : groups) {
      if (!place_fixed(group)) free[set_.items[group[0]].label].push_back(std::move(group));
    }
    for (auto& groups_of_class : free) divide(groups_of_class);
    for (auto* part : {&split_.train, &split_.validation, &split_.test, &split_.dropped}) std::sort(part->begin(), part->end());
    return std::move(split_);
  }

 private:
  // Groups with an item in the set's own test or validation part: the highest part keeps its items, the others are dropped.
  bool place_fixed(const Group& group) {
    Part highest = Part::kUnassigned;
    for (const std::uint32_t i : group) highest = std::max(highest, set_.items[i].part);
    if (highest != Part::kTest && highest != Part::kValidation) return false;
    auto& part = highest == Part::kTest ? split_.test : split_.validation;
    for (const std::uint32_t i : group) (set_.items[i].part == highest ? part : split_.dropped).push_back(i);
    return true;
  }

  void divide(std::vector<Group>& groups) {
    std::size_t count = 0;
    std::vector<std::pair<std::uint64_t, const Group*>> order;
    for (const Group& group : groups) {
      count += group.size();
      order.emplace_back(order_key(options_.seed, set_.items[group[0]].path), &group);
    }
    std::sort(order.begin(), order.end(),
              [](const auto& a, const auto& b) { return a.first != b.first ? a.first < b.first : (*a.second)[0] < (*b.second)[0]; });
    const bool no_test = own_test_ || (own_train_ && own_validation_);
    std::size_t test = no_test ? 0 : share(options_.test, count);
    std::size_t validation = own_validation_ ? 0 : share(options_.validation, count);
    for (const auto& [key, group] : order) {
      // A group goes where it fits whole; the largest ones train.
      std::vector<std::uint32_t>* part = &split_.train;
      if (group->size() <= test) {
        part = &split_.test;
        test -= group->size();
      } else if (group->size() <= validation) {
        part = &split_.validation;
        validation -= group->size();
      }
      part->insert(part->end(), group->begin(), group->end());
    }
  }

  const Dataset& set_;
  const Survey& survey_;
  const SplitOptions& options_;
  bool own_test_ = false, own_validation_ = false, own_train_ = false;
  Split split_;
};

}  // namespace

Split split_dataset(const Dataset& set, const Survey& survey, const SplitOptions& options) {
  PIN_CHECK(survey.size() == set.items.size(), "the survey is of this data set");
  check_options(set, options);
  Split split = Splitter(set, survey, options).run();
  std::vector<std::size_t> trained(set.classes.size());
  for (const std::uint32_t i : split.train) ++trained[set.items[i].label];
  for (std::size_t c = 0; c < trained.size(); ++c) {
    if (trained[c] > 0) continue;
    throw Error({.file = set.path,
                 .place = fmt::format("class '{}'", set.classes[c]),
                 .problem = "no picture is left to train on",
                 .expected = "at least one readable picture that is not in test or validation",
                 .got = {},
                 .help = "add pictures, or run `pinhole data` to see what is wrong with them"});
  }
  return split;
}

}  // namespace pinhole
