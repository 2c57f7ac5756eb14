#include "tests/unit/layers/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <set>

#include "base/error.h"
#include "base/text.h"

namespace pinhole {
namespace {

[[noreturn]] void fail(int line, std::string problem, std::string got) {
  throw Error({.file = "layers.txt",
               .place = fmt::format("line {}", line),
               .problem = std::move(problem),
               .expected = {},
               .got = std::move(got),
               .help = {}});
}

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> found;
  for (const std::string& word : split(text, ' ')) {
    if (!trim(word).empty()) found.emplace_back(trim(word));
  }
  return found;
}

bool contains(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool lies_in(const std::string& path, const std::string& folder) {
  return path == folder || (path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/');
}

// <a> "b" -> a, b
std::vector<std::string> bare(const std::vector<std::string>& headers, int line) {
  std::vector<std::string> names;
  for (const std::string& header : headers) {
    if (header.size() < 3 || (header.front() != '<' && header.front() != '"')) fail(line, "a header stands in <> or in quotes", header);
    names.push_back(header.substr(1, header.size() - 2));
  }
  return names;
}

// The longest room that the path lies in, or "".
std::string room_of(const LayerRules& rules, const std::string& path) {
  std::string best;
  for (const auto& [room, grants] : rules.rooms) {
    if (lies_in(path, room) && room.size() > best.size()) best = room;
  }
  return best;
}

// Tests, fuzz targets and benches stand outside the rooms, also those that lie beside a kernel: they may include any room but cli.
bool is_outside(const std::string& path) {
  static const std::regex beside(R"(device/(.*[/_])?(test|bench)\.cc)");
  return lies_in(path, "tests") || lies_in(path, "fuzz") || lies_in(path, "bench") || std::regex_match(path, beside);
}

bool is_standard(const std::string& header) { return header.find_first_of("./") == std::string::npos; }

bool covers(const LayerRules::Library& library, const std::string& header) {
  return std::any_of(library.headers.begin(), library.headers.end(),
                     [&](const std::string& name) { return header == name || (name.ends_with('/') && header.starts_with(name)); });
}

struct Include {
  const std::string& path;  // the file that includes
  std::string header;
  bool quoted;
};

// What is wrong with including a library, or "".
std::string library_violation(const LayerRules& rules, const Include& include) {
  const std::string room = room_of(rules, include.path);
  const std::string shown = include.quoted ? fmt::format("\"{}\"", include.header) : fmt::format("<{}>", include.header);
  const auto only = rules.standard.find(room);
  if (only != rules.standard.end() && !is_outside(include.path)) {
    if (contains(only->second, include.header)) return {};
    return fmt::format("room {} includes {}; it may only include {}; the grant would be {} in the line \"{} only:\"", room, shown,
                       fmt::join(only->second, ", "), shown, room);
  }
  if (is_standard(include.header) && !include.quoted) return {};
  const auto library =
      std::find_if(rules.libraries.begin(), rules.libraries.end(), [&](const auto& l) { return covers(l, include.header); });
  if (library == rules.libraries.end())
    return fmt::format("{} is no library that layers.txt knows; the grant would be a line \"{}: ROOM\"", shown, shown);
  for (const std::string& place : library->places) {
    const bool everywhere = place == "*";
    if (everywhere || lies_in(include.path, place) || lies_in(include.path, "tests/unit/" + place)) return {};
  }
  return fmt::format("room {} includes {}, which belongs to {}; the grant would be {} in that line", room.empty() ? "tests" : room, shown,
                     fmt::join(library->places, ", "), room.empty() ? include.path : room);
}

// What is wrong with including a file of ours, or "".
std::string room_violation(const LayerRules& rules, const Include& include) {
  const std::string from = room_of(rules, include.path), to = room_of(rules, include.header);
  if (is_outside(include.path)) {
    return lies_in(include.header, "cli")
               ? fmt::format("tests include {}, but nothing includes cli; run the program instead", include.header)
               : "";
  }
  if (to.empty()) return fmt::format("room {} includes {}, which is in no room; no grant allows that", from, include.header);
  if (from == to || contains(rules.rooms.at(from), to)) return {};
  return fmt::format("room {} includes {} of room {}; the grant would be {} in the line \"{}:\"", from, include.header, to, to, from);
}

}  // namespace

LayerRules read_layer_rules(std::string_view text) {
  LayerRules rules;
  int number = 0;
  std::map<std::string, int> line_of;
  for (const std::string& raw : split(text, '\n')) {
    ++number;
    const std::string_view line = trim(raw);
    if (line.empty() || line.front() == '#') continue;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) fail(number, "a line is `room: rooms` or `<header>: rooms`", std::string(line));
    const std::vector<std::string> left = words(line.substr(0, colon)), right = words(line.substr(colon + 1));
    if (left.empty()) fail(number, "nothing stands before the colon", std::string(line));
    if (left[0].front() == '<' || left[0].front() == '"') {
      rules.libraries.push_back({bare(left, number), right});
    } else if (left.size() == 2 && left[1] == "only") {
      rules.standard[left[0]] = bare(right, number);
    } else if (left.size() != 1 || !rules.rooms.emplace(left[0], right).second) {
      fail(number, "a room has one line", std::string(line));
    } else {
      line_of[left[0]] = number;
    }
  }
  for (const auto& [room, grants] : rules.rooms) {
    for (const std::string& grant : grants) {
      if (!rules.rooms.count(grant)) fail(line_of[room], "there is no room of this name", grant);
    }
  }
  return rules;
}

std::vector<std::string> layer_violations(const LayerRules& rules, std::span<const LayerSource> sources) {
  static const std::regex pattern(R"re(^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"])re");
  std::set<std::string> paths;
  for (const LayerSource& source : sources) paths.insert(source.path);
  std::vector<std::string> violations;
  for (const LayerSource& source : sources) {
    if (room_of(rules, source.path).empty() && !is_outside(source.path)) {
      violations.push_back(
          fmt::format("{}:1: the file is in no room; the grant would be a line \"ROOM: rooms it may include\"", source.path));
      continue;
    }
    int number = 0;
    for (const std::string& line : split(source.text, '\n')) {
      ++number;
      std::smatch match;
      if (line.find('#') == std::string::npos || !std::regex_search(line, match, pattern)) continue;
      const Include include{source.path, match[2], match[1] == "\""};
      const bool ours = include.quoted && paths.count(include.header) != 0;
      const std::string violation = ours ? room_violation(rules, include) : library_violation(rules, include);
      if (!violation.empty()) violations.push_back(fmt::format("{}:{}: {}", source.path, number, violation));
    }
  }
  return violations;
}

}  // namespace pinhole
