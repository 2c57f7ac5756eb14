// A folder of class folders, with or without train/ val/ test/ above them.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>

#include "base/error.h"
#include "training/data/sources.h"

namespace pinhole {
namespace fs = std::filesystem;
namespace {

constexpr int kMaxDepth = 8;  // folders below a class; also what ends a loop of symbolic links

class FolderSource : public PictureSource {
 public:
  explicit FolderSource(fs::path root) : root_(std::move(root)) {}
  Picture picture(const Item& item) const override {
    const fs::path path = root_ / item.path;
    return decode_picture(read_file(path, std::uint64_t{1} << 28), path.string());
  }

 private:
  fs::path root_;
};

Part part_of(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
  if (name == "train" || name == "training") return Part::kTrain;
  if (name == "val" || name == "valid" || name == "validation") return Part::kValidation;
  if (name == "test" || name == "testing") return Part::kTest;
  return Part::kUnassigned;
}

// The first bytes of a file; why it cannot be read goes to `problem`.
std::vector<std::byte> first_bytes(const fs::path& path, std::string& problem) {
  std::vector<std::byte> bytes(16);
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) {
    problem = "cannot be opened";
    return {};
  }
  bytes.resize(std::fread(bytes.data(), 1, bytes.size(), file));
  if (std::ferror(file) != 0) problem = "cannot be read";
  std::fclose(file);
  return bytes;
}

struct Listing {
  fs::path root;
  Dataset& set;

  // Adds every picture below `relative` (a folder or a file).
  void add(const std::string& relative, std::uint32_t label, Part part, int depth) {
    std::error_code error;
    const fs::file_status status = fs::status(root / relative, error);
    if (fs::is_directory(status)) {
      if (depth == kMaxDepth) {
        set.problems.push_back({relative, fmt::format("folders deeper than {}", kMaxDepth)});
        return;
      }
      for (const std::string& name : visible_entries(root / relative)) add(relative + "/" + name, label, part, depth + 1);
      return;
    }
    std::string problem;
    if (!fs::is_regular_file(status)) problem = "not a file";
    const auto bytes = problem.empty() ? first_bytes(root / relative, problem) : std::vector<std::byte>{};
    if (problem.empty() && picture_format(bytes) == PictureFormat::kUnknown) problem = describe_content(bytes);
    if (!problem.empty()) {
      set.problems.push_back({relative, problem});
    } else {
      set.items.push_back({.label = label, .part = part, .path = relative, .place = 0});
    }
  }
};

std::vector<std::string> folders_in(const fs::path& folder) {
  std::vector<std::string> names = visible_entries(folder);
  std::erase_if(names, [&](const std::string& name) { return !fs::is_directory(folder / name); });
  return names;
}

}  // namespace

std::optional<Dataset> open_class_folders(const fs::path& folder) {
  const std::vector<std::string> top = folders_in(folder);
  if (top.empty()) return std::nullopt;
  Dataset set;
  set.kind = "class folders";
  set.source = std::make_shared<FolderSource>(folder);
  const bool parted = std::all_of(top.begin(), top.end(), [](const std::string& n) { return part_of(n) != Part::kUnassigned; }) &&
                      std::any_of(top.begin(), top.end(), [](const std::string& n) { return part_of(n) == Part::kTrain; });

  std::map<std::string, std::vector<std::pair<std::string, Part>>> places;  // class -> folders; a map sorts by bytes
  if (!parted) {
    for (const std::string& name : top) places[name].emplace_back(name, Part::kUnassigned);
  } else {
    for (const std::string& part : top) {
      for (const std::string& name : folders_in(folder / part)) places[name].emplace_back(part + "/" + name, part_of(part));
    }
    for (const auto& [name, where] : places) {
      const bool trained = std::any_of(where.begin(), where.end(), [](const auto& w) { return w.second == Part::kTrain; });
      if (trained) continue;
      throw Error({.file = folder.string(),
                   .place = fmt::format("class '{}'", name),
                   .problem = "the class has no pictures to train on",
                   .expected = "a folder of this name in train/",
                   .got = where[0].first,
                   .help = "check the folder's spelling"});
    }
  }
  Listing listing{folder, set};
  for (const auto& [name, where] : places) {
    for (const auto& [relative, part] : where) listing.add(relative, static_cast<std::uint32_t>(set.classes.size()), part, 0);
    set.classes.push_back(name);
  }
  std::sort(set.items.begin(), set.items.end(), [](const Item& a, const Item& b) { return a.path < b.path; });
  return set;
}

}  // namespace pinhole
