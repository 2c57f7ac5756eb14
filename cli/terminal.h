// How the program speaks: progress on standard error (a bar on a terminal, plain lines elsewhere), notes, colour. Global switches are set
// once in main().
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace pinhole {

struct TerminalOptions {
  bool quiet = false;  // no progress, no notes
};
TerminalOptions& terminal_options();

// A line on standard error, unless --quiet.
void note(const std::string& text);

// One long piece of work. Prints at most a few times a second; finish() or the destructor ends the line.
class ProgressBar {
 public:
  explicit ProgressBar(std::string title);
  ~ProgressBar();
  void update(std::size_t done, std::size_t total);
  void text(const std::string& line);  // instead of a count: "epoch 3 of 8, loss 0.41"
  void finish();

 private:
  void show(const std::string& line, bool last);
  std::string title_;
  bool terminal_, drawn_ = false, finished_ = false;
  std::chrono::steady_clock::time_point last_;
};

// Escape codes for standard output, or "" when it is no terminal or NO_COLOR is set.
const char* green();
const char* red();
const char* bold();
const char* plain();

}  // namespace pinhole
