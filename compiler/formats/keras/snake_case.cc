#include "compiler/formats/keras/snake_case.h"

namespace pinhole::keras {
namespace {

bool is_small(char c) { return c >= 'a' && c <= 'z'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool is_word(char c) { return is_small(c) || is_capital(c) || (c >= '0' && c <= '9') || c == '_'; }

// re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)
std::string before_words(const std::string& name) {
  std::string out;
  for (std::size_t i = 0; i < name.size();) {
    out += name[i];
    if (i + 2 < name.size() && is_capital(name[i + 1]) && is_small(name[i + 2])) {
      out += '_';
      out += name[i + 1];
      for (i += 2; i < name.size() && is_small(name[i]); ++i) out += name[i];
    } else {
      ++i;
    }
  }
  return out;
}

}  // namespace

std::string snake_case(std::string_view class_name) {
  std::string kept, out;
  for (const char c : class_name) {
    if (is_word(c)) kept += c;
  }
  kept = before_words(kept);
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (i > 0 && is_small(kept[i - 1]) && is_capital(kept[i])) out += '_';
    out += is_capital(kept[i]) ? static_cast<char>(kept[i] - 'A' + 'a') : kept[i];
  }
  return out;
}

}  // namespace pinhole::keras
