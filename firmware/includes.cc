#include "firmware/includes.h"

#include <filesystem>
#include <set>
#include <string_view>

#include "base/text.h"

namespace pinhole {
namespace {

// The names in #include "name" lines.
std::vector<std::string> quoted_includes(std::string_view text) {
  std::vector<std::string> names;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = trim(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    if (!line.starts_with('#')) continue;
    line = trim(line.substr(1));
    if (!line.starts_with("include")) continue;
    line = trim(line.substr(7));
    const std::size_t close = line.find('"', 1);
    if (line.starts_with('"') && close != std::string_view::npos) names.emplace_back(line.substr(1, close - 1));
  }
  return names;
}

}  // namespace

std::vector<std::size_t> included_sources(std::span<const SourceFile> sources, std::size_t index) {
  const auto find = [&](const std::string& path) {
    for (std::size_t i = 0; i < sources.size(); ++i)
      if (sources[i].path == path) return i;
    return sources.size();
  };
  std::set<std::size_t> found{index};
  std::vector<std::size_t> open{index};
  while (!open.empty()) {
    const SourceFile& source = sources[open.back()];
    open.pop_back();
    for (const std::string& name : quoted_includes(source.text)) {
      const std::filesystem::path beside = std::filesystem::path(source.path).parent_path() / name;
      std::size_t at = find(beside.lexically_normal().generic_string());
      if (at == sources.size()) at = find(name);
      if (at < sources.size() && found.insert(at).second) open.push_back(at);
    }
  }
  return {found.begin(), found.end()};
}

}  // namespace pinhole
