#include "base/template.h"

#include <algorithm>
#include <cctype>

#include "base/error.h"

namespace pinhole {
namespace {

bool is_hole_name(std::string_view name) {
  return !name.empty() &&
         std::all_of(name.begin(), name.end(), [](char c) { return c == '_' || std::isupper(static_cast<unsigned char>(c)) != 0; });
}

}  // namespace

std::string fill_template(std::string_view text, const Holes& holes) {
  std::string out;
  std::vector<bool> used(holes.size());
  while (true) {
    const std::size_t open = text.find('@');
    out += text.substr(0, open);
    if (open == std::string_view::npos) break;
    const std::size_t close = text.find('@', open + 1);
    const std::string_view name = close == std::string_view::npos ? std::string_view() : text.substr(open + 1, close - open - 1);
    if (!is_hole_name(name)) {
      out += '@';
      text.remove_prefix(open + 1);
      continue;
    }
    const auto hole = std::find_if(holes.begin(), holes.end(), [&](const auto& h) { return h.first == name; });
    PIN_CHECK(hole != holes.end(), "no value for the hole " + std::string(name));
    used[static_cast<std::size_t>(hole - holes.begin())] = true;
    out += hole->second;
    text.remove_prefix(close + 1);
  }
  for (std::size_t i = 0; i < holes.size(); ++i) PIN_CHECK(used[i], "no hole for the value " + std::string(holes[i].first));
  return out;
}

}  // namespace pinhole
