#include "tests/cli/case_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string_view>

#include "base/error.h"
#include "base/text.h"

namespace pinhole::test {
namespace {

constexpr std::string_view kAny = "<...>";

bool take(std::string_view line, std::string_view mark, std::string* rest) {
  if (!line.starts_with(mark)) return false;
  *rest = std::string(line.substr(mark.size()));
  return true;
}

// "out> text" -> "text"; an empty line is written "out>" so that no line ends in a space.
bool take_output(std::string_view line, std::string_view mark, std::string* rest) {
  if (line == mark) {
    rest->clear();
    return true;
  }
  return take(line, std::string(mark) + " ", rest);
}

bool line_matches(std::string_view expected, std::string_view line) {
  const std::size_t any = expected.find(kAny);
  if (any == std::string_view::npos) return expected == line;
  if (!line.starts_with(expected.substr(0, any))) return false;
  const std::string_view tail = expected.substr(any + kAny.size());
  for (std::size_t at = any; at <= line.size(); ++at) {
    if (line_matches(tail, line.substr(at))) return true;
  }
  return false;
}

bool spans_match(std::span<const std::string> expected, std::span<const std::string> lines) {
  if (expected.empty()) return lines.empty();
  if (expected[0] == kAny) {
    for (std::size_t skipped = 0; skipped <= lines.size(); ++skipped) {
      if (spans_match(expected.subspan(1), lines.subspan(skipped))) return true;
    }
    return false;
  }
  return !lines.empty() && line_matches(expected[0], lines[0]) && spans_match(expected.subspan(1), lines.subspan(1));
}

void append(std::string* text, std::string_view mark, const std::vector<std::string>& lines) {
  for (const std::string& line : lines) *text += line.empty() ? fmt::format("{}\n", mark) : fmt::format("{} {}\n", mark, line);
}

}  // namespace

CaseFile parse_case(const std::string& text, const std::string& file) {
  CaseFile parsed;
  int number = 0;
  for (const std::string& line : split(text, '\n')) {
    ++number;
    std::string rest;
    const bool in_step = !parsed.steps.empty() && parsed.steps.back().compared;
    if (take(line, "needs: ", &rest)) parsed.needs.push_back(rest);
    else if (take(line, "prepare: ", &rest)) parsed.steps.push_back({.command = rest, .compared = false});
    else if (take(line, "$ ", &rest)) parsed.steps.push_back({.command = rest});
    else if (in_step && take(line, "exit ", &rest)) parsed.steps.back().exit_code = std::stoi(rest);
    else if (in_step && take(line, "json: ", &rest)) parsed.steps.back().json = rest;
    else if (in_step && take_output(line, "out>", &rest)) parsed.steps.back().out.push_back(rest);
    else if (in_step && take_output(line, "err>", &rest)) parsed.steps.back().err.push_back(rest);
    else if (parsed.steps.empty() && parsed.needs.empty()) parsed.head.push_back(line);
    else if (!trim(line).empty())
      throw Error({.file = file, .place = fmt::format("line {}", number), .problem = "no mark of a case", .got = line});
  }
  while (!parsed.head.empty() && parsed.head.back().empty()) parsed.head.pop_back();
  if (std::none_of(parsed.steps.begin(), parsed.steps.end(), [](const Step& step) { return step.compared; })) {
    throw Error({.file = file, .problem = "the case has no command", .expected = "a line that starts with `$ `"});
  }
  return parsed;
}

std::string case_text(const CaseFile& file) {
  std::string text;
  for (const std::string& line : file.head) text += line + "\n";
  text += "\n";
  for (const std::string& need : file.needs) text += fmt::format("needs: {}\n", need);
  for (const Step& step : file.steps) {
    text += fmt::format("{} {}\n", step.compared ? "$" : "prepare:", step.command);
    if (!step.compared) continue;
    if (step.exit_code != 0) text += fmt::format("exit {}\n", step.exit_code);
    if (!step.json.empty()) text += fmt::format("json: {}\n", step.json);
    append(&text, "out>", step.out);
    append(&text, "err>", step.err);
  }
  return text;
}

bool matches(const std::vector<std::string>& expected, const std::vector<std::string>& lines) { return spans_match(expected, lines); }

std::vector<std::string> updated(const std::vector<std::string>& expected, const std::vector<std::string>& lines) {
  if (matches(expected, lines)) return expected;
  std::vector<std::string> result = lines;
  for (std::string& line : result) {
    for (const std::string& old : expected) {
      if (old != kAny && old.find(kAny) != std::string::npos && line_matches(old, line)) line = old;
    }
  }
  return result;
}

}  // namespace pinhole::test
