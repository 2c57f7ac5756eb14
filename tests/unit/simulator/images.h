// Small firmware for the simulator's tests, built by firmware/ for a board without wait states, or for a real one.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "firmware/build.h"
#include "firmware/process.h"
#include "simulator/image.h"
#include "simulator/measure.h"

namespace pinhole {

// RISC-V's has its code at other addresses than its data, as the ESP32-C3.
inline Board test_board(const std::string& core = "cortex-m4") {
  const std::string code = core.starts_with("rv32") ? "code_address = 0x42000000\n" : "";
  return parse_board("core = \"" + core + R"("
title = "Test"
url = "https://example.org/test"
clock_hz = 100_000_000
flashing = "by hand"
[[region]]
name = "flash"
kind = "flash"
address = 0x0
bytes = 0x20000
)" + code + R"([[region]]
name = "ram"
kind = "ram"
address = 0x20000000
bytes = 0x8000
)",
                     "test.toml", "test");
}

class SimulatorTest : public testing::Test {
 protected:
  explicit SimulatorTest(const std::string& core = "cortex-m4") : board_(test_board(core)) {}

  void SetUp() override {
    const std::string compiler = board_.core.toolchain + "-g++";
    if (find_program(compiler).empty()) GTEST_SKIP() << compiler << " is not installed";
  }

  std::string build(const std::vector<SourceFile>& sources, const BuildOptions& options = {}) {
    return build_firmware(board_, sources, folder_.path() / "image.elf", options).elf.string();
  }

  // An image whose function `measured` is this assembly; main calls it twice. r0 or a0 = 0x20004000 in it, a scratch area.
  std::string build_assembly(const std::string& body) {
    const std::string arm = board_.core.toolchain == "arm-none-eabi" ? ".syntax unified\n.thumb\n.thumb_func\n" : "";
    return build(
        {{"f.S", ".text\n.balign 4\n.global measured\n.type measured, %function\n" + arm + "measured:\n" + body +
                     "\n.size measured, . - measured\n"},
         {"main.cc",
          "extern \"C\" void measured(int*); int main() { measured((int*)0x20004000); measured((int*)0x20004000); return 0; }\n"}});
  }

  Measurement measure_call(const std::string& elf, BenchRequest request = {}) {
    if (request.function.empty()) request.function = "measured";
    return measure(Image(elf), board_, request);
  }

  Cost cost_of(const std::string& assembly) { return measure_call(build_assembly(assembly)).total; }

  Error::Parts fault_of(const std::vector<SourceFile>& sources, BenchRequest request = {}) {
    try {
      measure_call(build(sources), request);
    } catch (const Error& error) {
      return error.parts();
    }
    ADD_FAILURE() << "no error";
    return {};
  }

  Board board_;
  TemporaryFolder folder_;
};

}  // namespace pinhole
