#include "boards/toml_table.h"

#include <fmt/format.h>

#include <cmath>

#include "base/error.h"
#include "base/text.h"

namespace pinhole {
namespace {

std::string line_of(const toml::source_region& source) { return "line " + std::to_string(source.begin.line); }

std::string kind_of(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::string: return "text";
    case toml::node_type::integer: return "an integer";
    case toml::node_type::floating_point: return "a number";
    case toml::node_type::boolean: return "true or false";
    case toml::node_type::array: return "a list";
    case toml::node_type::table: return "a table";
    default: return "a date or time";
  }
}

}  // namespace

toml::table parse_toml(const std::string& text, const std::string& file) {
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    throw Error({.file = file, .place = line_of(error.source()), .problem = "this is not TOML: " + std::string(error.description())});
  }
}

void TomlTable::refuse(const std::string& problem, const std::string& expected, const std::string& got, const std::string& help,
                       const char* key) const {
  const toml::node* node = key ? table_.get(key) : nullptr;
  throw Error({.file = file_,
               .place = line_of(node ? node->source() : table_.source()),
               .problem = problem,
               .expected = expected,
               .got = got,
               .help = help});
}

const toml::node* TomlTable::find(const char* key) {
  asked_.insert(key);
  return table_.get(key);
}

const toml::node& TomlTable::need(const char* key, const char* kind) {
  const toml::node* node = find(key);
  if (!node) refuse((what_.empty() ? "the file" : what_) + " has no '" + key + "'", std::string(key) + " = " + kind, "");
  return *node;
}

std::string TomlTable::text(const char* key) {
  const toml::node& node = need(key, "text");
  const auto value = node.value_exact<std::string>();
  if (!value) refuse("'" + std::string(key) + "' is of the wrong kind", "text", kind_of(node), {}, key);
  if (value->empty()) refuse("'" + std::string(key) + "' is empty", "text", "\"\"", {}, key);
  return *value;
}

std::string TomlTable::text_or(const char* key, const std::string& value) { return find(key) ? text(key) : value; }

std::uint64_t TomlTable::integer(const char* key, std::uint64_t low, std::uint64_t high) {
  const toml::node& node = need(key, "an integer");
  const auto value = node.value_exact<std::int64_t>();
  const std::string range = std::to_string(low) + " to " + std::to_string(high);
  if (!value) refuse("'" + std::string(key) + "' is of the wrong kind", "an integer, " + range, kind_of(node), {}, key);
  if (*value < 0 || static_cast<std::uint64_t>(*value) < low || static_cast<std::uint64_t>(*value) > high)
    refuse("'" + std::string(key) + "' is out of range", range, std::to_string(*value), {}, key);
  return static_cast<std::uint64_t>(*value);
}

std::uint64_t TomlTable::integer_or(const char* key, std::uint64_t value, std::uint64_t low, std::uint64_t high) {
  return find(key) ? integer(key, low, high) : value;
}

double TomlTable::number_or(const char* key, double value, double low, double high) {
  const toml::node* node = find(key);
  if (!node) return value;
  const auto number = node->value<double>();
  if (!number || !node->is_number()) refuse("'" + std::string(key) + "' is of the wrong kind", "a number", kind_of(*node), {}, key);
  if (!(*number >= low && *number <= high))
    refuse("'" + std::string(key) + "' is out of range", fmt::format("{} to {}", low, high), fmt::format("{}", *number), {}, key);
  return *number;
}

bool TomlTable::boolean_or(const char* key, bool value) {
  const toml::node* node = find(key);
  if (!node) return value;
  if (!node->is_boolean()) refuse("'" + std::string(key) + "' is of the wrong kind", "true or false", kind_of(*node), {}, key);
  return *node->value_exact<bool>();
}

std::vector<std::string> TomlTable::texts(const char* key) {
  const toml::node& node = need(key, "a list of texts");
  std::vector<std::string> out;
  if (!node.is_array()) refuse("'" + std::string(key) + "' is of the wrong kind", "a list of texts", kind_of(node), {}, key);
  for (const toml::node& item : *node.as_array()) {
    const auto value = item.value_exact<std::string>();
    if (!value) refuse("'" + std::string(key) + "' has an entry of the wrong kind", "text", kind_of(item), {}, key);
    out.push_back(*value);
  }
  return out;
}

TomlTable TomlTable::table(const char* key) {
  const toml::node& node = need(key, "a table");
  if (!node.is_table()) refuse("'" + std::string(key) + "' is of the wrong kind", "a table", kind_of(node), {}, key);
  return {*node.as_table(), file_, "[" + std::string(key) + "]"};
}

std::vector<TomlTable> TomlTable::tables(const char* key) {
  const toml::node& node = need(key, "a list of tables");
  const toml::array* list = node.as_array();
  if (!list || list->empty())
    refuse("'" + std::string(key) + "' is of the wrong kind", "[[" + std::string(key) + "]]", kind_of(node), {}, key);
  std::vector<TomlTable> out;
  for (const toml::node& item : *list) {
    if (!item.is_table()) refuse("'" + std::string(key) + "' has an entry of the wrong kind", "a table", kind_of(item), {}, key);
    out.emplace_back(*item.as_table(), file_, "[[" + std::string(key) + "]]");
  }
  return out;
}

void TomlTable::finish() const {
  for (const auto& [key, node] : table_) {
    const std::string name(key.str());
    if (asked_.contains(name)) continue;
    const std::vector<std::string> known(asked_.begin(), asked_.end());
    const std::string near = nearest_name(name, known);
    throw Error({.file = file_,
                 .place = line_of(key.source()),
                 .problem = "unknown key '" + name + "'" + (what_.empty() ? "" : " in " + what_),
                 .help = near.empty() ? "remove it" : "did you mean '" + near + "'?"});
  }
}

}  // namespace pinhole
