// Compilers for the emitter's tests: files in a temporary folder, a command, and what it printed.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/file.h"
#include "base/template.h"
#include "firmware/process.h"

namespace pinhole::emit_test {

using Words = std::vector<std::string>;

inline Words operator+(Words a, const Words& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

inline const Words kStrict = {"-Wall", "-Wextra", "-Wconversion", "-Werror", "-fno-exceptions", "-fno-rtti"};
inline const Words kCortexM4 = {"arm-none-eabi-g++", "-mcpu=cortex-m4", "-mthumb", "-ffreestanding"};
inline const Words kCortexM0 = {"arm-none-eabi-g++", "-mcpu=cortex-m0plus", "-mthumb", "-ffreestanding"};

inline void write_sources(const std::filesystem::path& folder, const std::vector<SourceFile>& files) {
  for (const SourceFile& file : files) write_file(folder / file.path, file.text);
}

// Fails the test, showing what the compiler said, unless the command ends with 0.
inline std::string expect_runs(const Words& command, const std::filesystem::path& folder) {
  const ProcessResult result = run_process(command, folder);
  std::string line;
  for (const std::string& word : command) line += word + " ";
  EXPECT_EQ(result.exit_code, 0) << line << "\n" << result.errors;
  return result.output;
}

inline bool have(const std::string& program) { return !find_program(program).empty(); }

}  // namespace pinhole::emit_test
