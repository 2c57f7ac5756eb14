// The conformance suite beside the checkout, for tests of importer, exporter and passes; absent on most machines.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace pinhole {

inline std::filesystem::path conformance_folder() {
  return std::filesystem::path(PINHOLE_SOURCE_DIR).parent_path() / "shared" / "conformance";
}

// Every model.tflite below ops/ whose operator is in `operators`, or all when that is empty; sorted.
inline std::vector<std::filesystem::path> conformance_operator_models(const std::vector<std::string>& operators) {
  std::vector<std::filesystem::path> found;
  const auto folder = conformance_folder() / "ops";
  if (!std::filesystem::exists(folder)) return found;
  for (const auto& op : std::filesystem::directory_iterator(folder)) {
    if (!operators.empty() && std::find(operators.begin(), operators.end(), op.path().filename().string()) == operators.end()) continue;
    for (const auto& entry : std::filesystem::directory_iterator(op.path())) found.push_back(entry.path() / "model.tflite");
  }
  std::sort(found.begin(), found.end());
  return found;
}

inline std::vector<std::filesystem::path> conformance_models() {
  std::vector<std::filesystem::path> found;
  const auto folder = conformance_folder() / "models";
  if (!std::filesystem::exists(folder)) return found;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) found.push_back(entry.path() / "model.tflite");
  std::sort(found.begin(), found.end());
  return found;
}

struct MalformedFile {
  std::filesystem::path path;
  bool must_be_refused;
  std::string description;
};

inline std::vector<MalformedFile> conformance_malformed() {
  std::vector<MalformedFile> found;
  std::ifstream manifest(conformance_folder() / "malformed" / "manifest.tsv");
  std::string line;
  while (std::getline(manifest, line)) {
    const auto first = line.find('\t'), second = line.find('\t', first + 1);
    if (second == std::string::npos || line.starts_with("file\t")) continue;
    const std::string expect = line.substr(first + 1, second - first - 1);
    found.push_back({conformance_folder() / "malformed" / line.substr(0, first), expect == "reject", line.substr(second + 1)});
  }
  return found;
}

}  // namespace pinhole
