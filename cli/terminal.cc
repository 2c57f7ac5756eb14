#include "cli/terminal.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace pinhole {
namespace {

bool colours() {
  const char* no_color = std::getenv("NO_COLOR");
  return ::isatty(STDOUT_FILENO) != 0 && (no_color == nullptr || *no_color == '\0');
}

}  // namespace

TerminalOptions& terminal_options() {
  static TerminalOptions options;  // written once by main() before any command runs
  return options;
}

void note(const std::string& text) {
  if (!terminal_options().quiet) fmt::print(stderr, "{}\n", text);
}

ProgressBar::ProgressBar(std::string title)
    : title_(std::move(title)), terminal_(::isatty(STDERR_FILENO) != 0), last_(std::chrono::steady_clock::now()) {}

ProgressBar::~ProgressBar() { finish(); }

void ProgressBar::update(std::size_t done, std::size_t total) {
  const std::size_t width = 24, filled = total == 0 ? 0 : width * done / total;
  if (terminal_) {
    show(fmt::format("{} [{}{}] {}/{}", title_, std::string(filled, '='), std::string(width - filled, ' '), done, total), done == total);
  } else {
    show(fmt::format("{}: {} of {}", title_, done, total), done == total);
  }
}

void ProgressBar::text(const std::string& line) { show(title_ + ": " + line, false); }

void ProgressBar::show(const std::string& line, bool last) {
  if (terminal_options().quiet || finished_) return;
  const auto now = std::chrono::steady_clock::now();
  const auto pause = terminal_ ? std::chrono::milliseconds(200) : std::chrono::milliseconds(10000);
  if (!last && now - last_ < pause) return;
  last_ = now;
  if (terminal_) {
    fmt::print(stderr, "\r\x1b[K{}", line);
    std::fflush(stderr);
  } else {
    fmt::print(stderr, "{}\n", line);
  }
  drawn_ = true;
}

void ProgressBar::finish() {
  if (finished_) return;
  finished_ = true;
  if (terminal_ && drawn_ && !terminal_options().quiet) fmt::print(stderr, "\r\x1b[K");
}

const char* green() { return colours() ? "\x1b[32m" : ""; }
const char* red() { return colours() ? "\x1b[31m" : ""; }
const char* bold() { return colours() ? "\x1b[1m" : ""; }
const char* plain() { return colours() ? "\x1b[0m" : ""; }

}  // namespace pinhole
