// Runs another program and waits for it: the cross compiler here, pinhole-sim in simulator/client. Never goes through a shell.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace pinhole {

struct ProcessResult {
  int exit_code = 0;   // -1 when a signal ended it
  int signal = 0;      // that signal, or 0
  std::string output;  // standard output, whole
  std::string errors;  // standard error, whole
};

// argv[0] is looked up in PATH unless it contains '/'. `folder` is where it runs; empty: here.
// Throws Error only when the program cannot be started; how it ended is in the result.
ProcessResult run_process(const std::vector<std::string>& argv, const std::filesystem::path& folder = {});

// The program's full path as PATH finds it, or empty.
std::filesystem::path find_program(const std::string& name);

}  // namespace pinhole
