// run_case FILE...: runs cases (case_file.h) and shows where the programs say something else. Started by CTest, once a file.
// Ends with 0 when all hold, 1 when one does not, 77 when the last one was skipped. PINHOLE_UPDATE_GOLDENS=1 rewrites the files instead.
//
// A command runs in an empty folder, by /bin/sh, in the language C, with these names set: $CASES (tests/conformance/cases), $SOURCE,
// $SHARED (the folder `shared` beside the checkout), $PINHOLE_TEST_BIN. In what it prints, the folders' paths are written as {TMP}, {SOURCE}, {SHARED}
// and {BIN}, and pictures of the terminal ("\x1b") as ESC.
#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "firmware/process.h"
#include "tests/cli/case_file.h"

namespace pinhole::test {
namespace {

namespace fs = std::filesystem;

constexpr int kSkipped = 77;

struct Places {
  fs::path source = PINHOLE_SOURCE_DIR;
  fs::path shared = source.parent_path() / "shared";
  fs::path bin = PINHOLE_BIN_DIR;
};

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) text.replace(at, from.size(), to);
}

std::vector<std::string> lines_of(std::string text, const Places& places, const fs::path& folder) {
  replace_all(text, folder.string(), "{TMP}");
  replace_all(text, places.bin.string(), "{BIN}");
  replace_all(text, places.source.string(), "{SOURCE}");
  replace_all(text, places.shared.string(), "{SHARED}");
  replace_all(text, "\x1b", "ESC");
  if (text.empty()) return {};
  std::vector<std::string> lines = split(text, '\n');
  if (lines.back().empty()) lines.pop_back();
  else lines.back() += "<no newline>";
  return lines;
}

// The programs are found here and nowhere else; the cache of compiled objects is kept between runs.
void set_environment(const Places& places) {
  const char* trainer = std::getenv("PINHOLE_TRAIN");
  const std::string kept_trainer = trainer == nullptr ? "" : trainer;
  for (const char* name : {"PINHOLE_SIM", "PINHOLE_TRAIN", "NO_COLOR", "HOME"}) unsetenv(name);
  if (!kept_trainer.empty()) setenv("PINHOLE_TRAIN", kept_trainer.c_str(), 1);
  setenv("LC_ALL", "C", 1);
  setenv("PATH", (places.bin.string() + ":/usr/local/bin:/usr/bin:/bin").c_str(), 1);
  setenv("XDG_CACHE_HOME", (places.bin.parent_path() / "tests/cache").c_str(), 1);
  setenv("CASES", (places.source / "tests/conformance/cases").c_str(), 1);
  setenv("SOURCE", places.source.c_str(), 1);
  setenv("SHARED", places.shared.c_str(), 1);
  setenv("PINHOLE_TEST_BIN", places.bin.c_str(), 1);
}

bool has(const std::string& need, const Places& places) {
  if (need == "pinhole-train" && std::getenv("PINHOLE_TRAIN") != nullptr) return true;
  return !find_program(need).empty() || fs::exists(places.shared.parent_path() / need);
}

std::string shown(const char* mark, const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += fmt::format("    {} {}\n", mark, line);
  return text.empty() ? fmt::format("    {} (nothing)\n", mark) : text;
}

// What is wrong with a text that must be JSON with these members, or "".
std::string json_fault(const std::string& text, const std::string& members) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (json.is_discarded()) return fmt::format("  expected: JSON\n  got:\n{}\n", text);
  for (const std::string& member : split(members, ' ')) {
    if (!json.contains(nlohmann::json::json_pointer("/" + member)))
      return fmt::format("  expected: JSON with {}\n  got:\n{}\n", member, text);
  }
  return "";
}

// The differences, or "". With `update`, `step` takes what was got.
std::string run_step(Step& step, const Places& places, const fs::path& folder, bool update) {
  const ProcessResult result = run_process({"/bin/sh", "-c", step.command}, folder);
  const std::vector<std::string> out = lines_of(result.output, places, folder), err = lines_of(result.errors, places, folder);
  const int exit_code = result.signal != 0 ? 128 + result.signal : result.exit_code;
  std::string wrong;
  if (!step.compared) {
    if (exit_code != 0) wrong = fmt::format("  prepare: {}\n    ended with {}\n{}", step.command, exit_code, shown("err>", err));
    return wrong;
  }
  if (exit_code != step.exit_code) wrong += fmt::format("  expected: exit {}\n  got: exit {}\n", step.exit_code, exit_code);
  if (!step.json.empty()) wrong += json_fault(result.output, step.json);
  else if (!matches(step.out, out)) wrong += fmt::format("  expected:\n{}  got:\n{}", shown("out>", step.out), shown("out>", out));
  if (!matches(step.err, err)) wrong += fmt::format("  expected:\n{}  got:\n{}", shown("err>", step.err), shown("err>", err));
  if (update)
    step = {.command = step.command,
            .exit_code = exit_code,
            .json = step.json,
            .out = step.json.empty() ? updated(step.out, out) : step.out,
            .err = updated(step.err, err)};
  return wrong.empty() ? "" : fmt::format("  $ {}\n{}", step.command, wrong);
}

int run_case(const fs::path& file, const Places& places, bool update) {
  CaseFile parsed = parse_case(read_text_file(file), file.string());
  for (const std::string& need : parsed.needs) {
    if (has(need, places)) continue;
    fmt::print("skip {}: {} is not here\n", file.filename().string(), need);
    return kSkipped;
  }
  const TemporaryFolder folder;
  std::string wrong;
  for (Step& step : parsed.steps) {
    wrong += run_step(step, places, folder.path(), update);
    if (!wrong.empty() && !update) break;
  }
  if (wrong.empty()) return 0;
  if (update) {
    write_file(file, case_text(parsed));
    fmt::print("written {}\n", file.filename().string());
    return 0;
  }
  fmt::print("FAIL {}\n{}  when the new text is right: PINHOLE_UPDATE_GOLDENS=1 ctest -R {}\n", file.string(), wrong, file.stem().string());
  return 1;
}

}  // namespace
}  // namespace pinhole::test

int main(int argc, char** argv) {
  pinhole::test::Places places;
  if (const char* bin = std::getenv("PINHOLE_TEST_BIN"); bin != nullptr && *bin != '\0') places.bin = std::filesystem::absolute(bin);
  const bool update = std::getenv("PINHOLE_UPDATE_GOLDENS") != nullptr;
  int verdict = 0;
  try {
    pinhole::test::set_environment(places);
    for (int i = 1; i < argc; ++i) {
      const int one = pinhole::test::run_case(argv[i], places, update);
      if (one == 1 || verdict == 0) verdict = one;
    }
  } catch (const std::exception& error) {
    fmt::print("FAIL {}\n", error.what());
    return 1;
  }
  return verdict;
}
