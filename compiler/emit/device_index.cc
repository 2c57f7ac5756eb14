#include "compiler/emit/device_index.h"

#include <cctype>

#include "base/text.h"
#include "compiler/emit/embedded.h"

namespace pinhole {
namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// A line without its comment, and without attributes, whose parentheses are not those of a function.
std::string code_of(std::string line) {
  line = line.substr(0, line.find("//"));
  for (std::size_t at = line.find("__attribute__"); at != std::string::npos; at = line.find("__attribute__")) {
    const std::size_t end = line.find("))", at);
    line.erase(at, end == std::string::npos ? end : end + 2 - at);
  }
  return line;
}

// Does a type end here? Not after an operator, nor after `return`. In our style `*` and `&` of a type follow it without a space.
bool ends_with_type(std::string_view before) {
  while (!before.empty() && before.back() == ' ') before.remove_suffix(1);
  if (before.ends_with("return") || before.ends_with("else") || before.ends_with("case")) return false;
  while (!before.empty() && (before.back() == '*' || before.back() == '&')) before.remove_suffix(1);
  return !before.empty() && (is_word(before.back()) || before.back() == '>');
}

struct Scan {
  DeviceFile* file;
  bool source;
  bool nameless = false;  // inside of namespace { }

  void line(const std::string& code) {
    if (code.starts_with("#")) return;
    if (code == "namespace {") nameless = true;
    const bool local = nameless || code.starts_with("static ") || code.starts_with("constexpr ") || code.starts_with("inline ");
    for (std::size_t i = 0; i < code.size(); ++i) {
      if (!is_word(code[i])) continue;
      std::size_t end = i;
      while (end < code.size() && is_word(code[end])) ++end;
      word(code, i, end, !local && code[0] != ' ');
      i = end;
    }
  }

  void word(const std::string& code, std::size_t begin, std::size_t end, bool top) {
    const std::string name = code.substr(begin, end - begin);
    std::string_view before = std::string_view(code).substr(0, begin);
    const bool callable = end < code.size() && (code[end] == '(' || code[end] == '[');
    std::string owner;
    if (before.ends_with("::") && top) {  // a member's definition: "void* Memory::take("
      before.remove_suffix(2);
      std::size_t start = before.size();
      while (start > 0 && is_word(before[start - 1])) --start;
      owner = before.substr(start);
      before = before.substr(0, start);
    }
    if (!callable || !ends_with_type(before)) {
      file->uses.insert(name);
      return;
    }
    file->declares.insert(name);
    if (source && top) file->defines.emplace(name, owner);
  }
};

DeviceFile scan(std::string_view path, std::string_view text) {
  DeviceFile file{.text = text, .includes = {}, .declares = {}, .uses = {}, .defines = {}};
  Scan state{.file = &file, .source = path.ends_with(".cc")};
  constexpr std::string_view kInclude = "#include \"";
  for (const std::string& line : split(text, '\n')) {
    if (line.starts_with(kInclude)) {
      file.includes.push_back(line.substr(kInclude.size(), line.find('"', kInclude.size()) - kInclude.size()));
    } else {
      if (line == "}  // namespace") state.nameless = false;
      state.line(code_of(line));
    }
  }
  return file;
}

}  // namespace

const std::map<std::string, DeviceFile>& device_index() {
  static const std::map<std::string, DeviceFile> index = [] {
    std::map<std::string, DeviceFile> files;
    for (const EmbeddedFile& file : embedded_device()) files.emplace(file.path, scan(file.path, file.text()));
    return files;
  }();
  return index;
}

}  // namespace pinhole
