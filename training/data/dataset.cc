#include "training/data/dataset.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "training/data/sources.h"

namespace pinhole {
namespace fs = std::filesystem;
namespace {

void check_classes(const Dataset& set) {
  if (set.classes.size() < 2) {
    throw Error({.file = set.path,
                 .place = {},
                 .problem = "the data set needs at least two classes",
                 .expected = {},
                 .got = set.classes.empty() ? "none" : fmt::format("only '{}'", set.classes[0]),
                 .help = "make one folder a class and put its pictures into it"});
  }
  std::vector<bool> seen(set.classes.size());
  for (const Item& item : set.items) seen[item.label] = true;
  const auto missing = std::find(seen.begin(), seen.end(), false);
  if (missing == seen.end()) return;
  const std::string& name = set.classes[static_cast<std::size_t>(missing - seen.begin())];
  const auto problem = std::find_if(set.problems.begin(), set.problems.end(),
                                    [&](const Problem& p) { return p.path.find(name + "/") != std::string::npos; });
  throw Error({.file = set.path,
               .place = fmt::format("class '{}'", name),
               .problem = "the class has no readable picture",
               .expected = "JPEG, PNG, PGM or PPM files",
               .got = problem == set.problems.end() ? "nothing" : fmt::format("{}: {}", problem->path, problem->text),
               .help = "add pictures or remove the folder"});
}

std::vector<std::string> lines_of(const fs::path& file) {
  std::vector<std::string> lines;
  for (const std::string& line : split(read_text_file(file, 1 << 20), '\n')) {
    if (!trim(line).empty()) lines.emplace_back(trim(line));
  }
  return lines;
}

void rename_classes(const fs::path& file, Dataset* set) {
  std::vector<std::string> names = lines_of(file);
  if (names.size() != set->classes.size()) {
    throw Error({.file = file.string(),
                 .place = {},
                 .problem = "another number of class names than classes",
                 .expected = fmt::format("{} lines, one a class", set->classes.size()),
                 .got = fmt::format("{}", names.size()),
                 .help = {}});
  }
  set->classes = std::move(names);
}

}  // namespace

std::vector<std::string> visible_entries(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    if (name[0] == '.' || name == "__MACOSX" || name == "Thumbs.db" || name == "desktop.ini") continue;
    names.push_back(name);
  }
  if (error) {
    throw Error(
        {.file = folder.string(), .place = {}, .problem = "cannot list the folder", .expected = {}, .got = error.message(), .help = {}});
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> class_names(const fs::path& folder, std::size_t count) {
  for (const char* name : {"labels.txt", "classes.txt", "batches.meta.txt"}) {
    if (!fs::is_regular_file(folder / name)) continue;
    std::vector<std::string> names = lines_of(folder / name);
    if (names.size() >= count) {
      names.resize(count);
      return names;
    }
    throw Error({.file = (folder / name).string(),
                 .place = {},
                 .problem = "too few class names",
                 .expected = fmt::format("{} lines, one a class", count),
                 .got = fmt::format("{}", names.size()),
                 .help = {}});
  }
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) names.push_back(std::to_string(i));
  return names;
}

Dataset open_dataset(const fs::path& path, const fs::path& labels) {
  const auto refuse = [&](const std::string& got) {
    return Error({.file = path.string(),
                  .place = {},
                  .problem = "this is not a data set",
                  .expected = "a folder with one folder a class, an IDX set (train-images-idx3-ubyte.gz ...) or CIFAR-10 binary files",
                  .got = got,
                  .help = "put each class's pictures into a folder named after the class"});
  };
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) throw refuse("no such folder");
  if (!fs::is_directory(status)) throw refuse("a file");
  std::optional<Dataset> set = open_idx(path);
  if (!set) set = open_cifar(path);
  if (!set) set = open_class_folders(path);
  if (!set) throw refuse(visible_entries(path).empty() ? "an empty folder" : "a folder without class folders");
  set->path = path.string();
  check_classes(*set);
  if (!labels.empty()) rename_classes(labels, &*set);
  return std::move(*set);
}

}  // namespace pinhole
