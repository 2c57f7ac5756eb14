// A TOML table read with checks: every error names the line, every key must be asked for. The only file that knows toml++.
// Used by the two readers of this room and by cli/project (pinhole.toml).
#pragma once

#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace pinhole {

class TomlTable {
 public:
  // `what` says in errors which table this is: "" for the whole file, "[cycles]" and so on.
  TomlTable(const toml::table& table, std::string file, std::string what) : table_(table), file_(std::move(file)), what_(std::move(what)) {}

  bool has(const char* key) { return find(key) != nullptr; }
  std::string text(const char* key);  // required, not empty
  std::string text_or(const char* key, const std::string& value);
  std::uint64_t integer(const char* key, std::uint64_t low, std::uint64_t high);
  std::uint64_t integer_or(const char* key, std::uint64_t value, std::uint64_t low, std::uint64_t high);
  double number_or(const char* key, double value, double low, double high);
  bool boolean_or(const char* key, bool value);
  std::vector<std::string> texts(const char* key);
  TomlTable table(const char* key);                // required
  std::vector<TomlTable> tables(const char* key);  // [[key]], at least one

  // Refuses keys that nobody asked for. Call when all has been read.
  void finish() const;

  [[noreturn]] void refuse(const std::string& problem, const std::string& expected, const std::string& got, const std::string& help = {},
                           const char* key = nullptr) const;

 private:
  const toml::node* find(const char* key);
  const toml::node& need(const char* key, const char* kind);

  const toml::table& table_;
  std::string file_, what_;
  std::set<std::string, std::less<>> asked_;
};

// The whole text. Throws Error with the line of the first syntax error.
toml::table parse_toml(const std::string& text, const std::string& file);

}  // namespace pinhole
