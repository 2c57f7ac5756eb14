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

inline Board test_board() {
  return parse_board(R"(title = "Test"
url = "https://example.org/test"
core = "cortex-m4"
clock_hz = 100_000_000
flashing = "by hand"
[[region]]
name = "flash"
kind = "flash"
address = 0x0
bytes = 0x20000
[[region]]
name = "ram"
kind = "ram"
address = 0x20000000
bytes = 0x8000
)",
                     "test.toml", "test");
}

class SimulatorTest : public testing::Test {
 protected:
  void SetUp() override {
    if (find_program("arm-none-eabi-g++").empty()) GTEST_SKIP() << "arm-none-eabi-g++ is not installed";
  }

  std::string build(const std::vector<SourceFile>& sources, const BuildOptions& options = {}) {
    return build_firmware(test_board(), sources, folder_.path() / "image.elf", options).elf.string();
  }

  // An image whose function `measured` is this assembly; main calls it twice. r0 = 0x20004000 in it, a scratch area.
  std::string build_assembly(const std::string& body) {
    return build(
        {{"f.S", ".syntax unified\n.thumb\n.text\n.global measured\n.type measured, %function\n.thumb_func\nmeasured:\n" + body +
                     "\n.size measured, . - measured\n"},
         {"main.cc",
          "extern \"C\" void measured(int*); int main() { measured((int*)0x20004000); measured((int*)0x20004000); return 0; }\n"}});
  }

  Measurement measure_call(const std::string& elf, BenchRequest request = {}) {
    if (request.function.empty()) request.function = "measured";
    return measure(Image(elf), test_board(), request);
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

  TemporaryFolder folder_;
};

}  // namespace pinhole
