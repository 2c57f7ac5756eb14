#include "verify/cases.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"

namespace pinhole {
namespace fs = std::filesystem;
namespace {

std::vector<NpyArray> read_arrays(const fs::path& folder, const std::string& stem) {
  std::vector<NpyArray> arrays;
  for (int i = 0;; ++i) {
    const fs::path path = folder / fmt::format("{}{}.npy", stem, i);
    if (!fs::exists(path)) return arrays;
    arrays.push_back(read_npy(path));
  }
}

// "cases/" and "./cases" are "cases".
fs::path tidy(const fs::path& folder) {
  const fs::path normal = folder.lexically_normal();
  return normal.has_filename() ? normal : normal.parent_path();
}

}  // namespace

std::vector<fs::path> find_test_folders(const std::vector<fs::path>& given) {
  std::vector<fs::path> folders;
  for (const fs::path& root : given) {
    if (!fs::is_directory(root)) {
      throw Error({.file = root.string(),
                   .problem = "there is no such folder",
                   .expected = "a folder with model.tflite and in0.npy, out0.npy, or folders of such"});
    }
    const std::size_t before = folders.size();
    if (fs::exists(root / "model.tflite")) folders.push_back(tidy(root));
    for (const auto& entry : fs::recursive_directory_iterator(root, fs::directory_options::skip_permission_denied)) {
      if (entry.is_directory() && fs::exists(entry.path() / "model.tflite")) folders.push_back(tidy(entry.path()));
    }
    if (folders.size() == before) {
      throw Error({.file = root.string(),
                   .problem = "no test case was found here or below",
                   .expected = "model.tflite with in0.npy, out0.npy or case0_in0.npy, case0_out0.npy"});
    }
  }
  std::sort(folders.begin(), folders.end());
  folders.erase(std::unique(folders.begin(), folders.end()), folders.end());
  return folders;
}

std::string test_name(const fs::path& folder) {
  const fs::path whole = fs::absolute(folder).lexically_normal(), tidied = tidy(whole);
  return tidied.parent_path().filename().string() + "/" + tidied.filename().string();
}

TestModel read_test_model(const fs::path& folder, const std::string& name) {
  TestModel model{.name = name, .file = folder / "model.tflite", .bytes = read_file(folder / "model.tflite"), .cases = {}};
  if (fs::exists(folder / "out0.npy")) model.cases.push_back({"", read_arrays(folder, "in"), read_arrays(folder, "out")});
  for (int k = 0; fs::exists(folder / fmt::format("case{}_out0.npy", k)); ++k) {
    const std::string stem = fmt::format("case{}", k);
    model.cases.push_back({stem, read_arrays(folder, stem + "_in"), read_arrays(folder, stem + "_out")});
  }
  if (model.cases.empty())
    throw Error({.file = folder.string(), .problem = "the folder has a model but no case", .expected = "out0.npy or case0_out0.npy"});
  return model;
}

}  // namespace pinhole
