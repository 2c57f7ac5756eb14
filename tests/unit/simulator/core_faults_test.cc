// Faults on every core: function, line and callers, whatever the instruction set.
#include "tests/unit/simulator/images.h"

namespace pinhole {
namespace {

class CoreFaults : public SimulatorTest, public testing::WithParamInterface<const char*> {
 protected:
  CoreFaults() : SimulatorTest(GetParam()) {}

  // The measured function on line 1, called by main on line 2.
  Error::Parts fault_in(const std::string& body, const std::string& before = "") {
    return fault_of({{"main.cc", before + "extern \"C\" __attribute__((noinline)) void measured(volatile int* p) { " + body + " }\n" +
                                     "int x[2] = {7}; int main() { measured(x); measured(x); return x[1]; }\n"}});
  }
};

TEST_P(CoreFaults, AWildReadNamesAddressFunctionLineAndCallers) {
  const Error::Parts parts = fault_in("*p = *(volatile int*)0x30000000;");
  EXPECT_EQ(parts.problem, "wild read of 4 bytes at 0x30000000");
  EXPECT_EQ(parts.place, "measured (main.cc:1)");
  EXPECT_TRUE(parts.got.starts_with("called from main (main.cc:2), from pin_")) << parts.got;
}

TEST_P(CoreFaults, ABlockWithManyAccessesNamesTheRightLine) {
  const Error::Parts parts = fault_in("*p = 1;\n p[1] = 2;\n *(volatile char*)0x40000000 = 3;\n p[2] = 4;\n");
  EXPECT_EQ(parts.problem, "wild write of 1 bytes at 0x40000000");
  EXPECT_EQ(parts.place, "measured (main.cc:3)");
}

TEST_P(CoreFaults, AWriteToFlashIsCalledSo) {
  EXPECT_EQ(fault_in("*(volatile int*)0x100 = *p;").problem, "write of 4 bytes to flash at 0x00000100");
}

TEST_P(CoreFaults, AWildJumpNamesWhereItCameFrom) {
  const Error::Parts parts = fault_in("*p = 1;\n((void (*)())0x60000001)();\n*p = 2;");
  EXPECT_TRUE(parts.problem.starts_with("jump to 0x6000000")) << parts.problem;
  EXPECT_EQ(parts.place, "measured (main.cc:2)");
}

TEST_P(CoreFaults, AnUndefinedInstructionIsNamed) {
  const Error::Parts parts = fault_in("*p = 1;\n__asm volatile(\".2byte 0x0000\\n .2byte 0xde01\");");
  EXPECT_EQ(parts.problem, "undefined instruction");
  EXPECT_EQ(parts.place, "measured (main.cc:2)");
}

TEST_P(CoreFaults, AStackOverflowIsNamed) {
  const Error::Parts parts = fault_in(
      "deep(*p);",
      "__attribute__((noinline)) int deep(int n) { volatile char a[200]; a[n & 127] = 1; return n == -1 ? 0 : deep(n + 1) + a[3]; }\n");
  EXPECT_TRUE(parts.problem.starts_with("stack overflow: access of ")) << parts.problem;
  EXPECT_TRUE(parts.place.starts_with("deep(int)")) << parts.place;
}

TEST_P(CoreFaults, AnUnalignedLoadOfOneWordIsNamedWhereTheCoreHasNone) {
  const std::string body = "*p = 1;\n int v = *(volatile int*)((unsigned)p + 1);\n *p = v;";
  if (board_.core.unaligned) {
    EXPECT_NO_THROW(measure_call(build({{"main.cc", "extern \"C\" __attribute__((noinline)) void measured(volatile int* p) { " + body +
                                                        " }\nint x[2] = {7}; int main() { measured(x); measured(x); return x[1]; }\n"}})));
    return;
  }
  const Error::Parts parts = fault_in(body);
  EXPECT_TRUE(parts.problem.starts_with("unaligned access")) << parts.problem;
  EXPECT_EQ(parts.place, "measured (main.cc:2)");
}

TEST_P(CoreFaults, FirmwareThatNeverEndsMeetsTheLimit) {
  const Error::Parts parts =
      fault_of({{"main.cc",
                 "extern \"C\" __attribute__((noipa)) void measured() {}\nint main() { measured(); for (;;) __asm volatile(\"nop\"); }\n"}},
               {.instruction_limit = 100'000});
  EXPECT_EQ(parts.problem, "the firmware does not come to an end");
  EXPECT_EQ(parts.place, "main (main.cc:2)");
}

TEST_P(CoreFaults, ASleepingCoreIsNamed) {
  EXPECT_EQ(fault_in("__asm volatile(\"wfi\");").problem, "the core sleeps and nothing can wake it");
}

TEST_P(CoreFaults, AnImageForAnotherProcessorIsRefused) {
  const bool arm = board_.core.toolchain == "arm-none-eabi";
  const std::string elf = build({{"main.cc", "int main() {}"}});
  try {
    measure(Image(elf), test_board(arm ? "rv32imc" : "cortex-m4"), {.function = "main"});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.parts().problem, "the image is for another processor than that of Test");
    EXPECT_EQ(error.parts().got, arm ? "Arm" : "RISC-V");
  }
}

INSTANTIATE_TEST_SUITE_P(Cores, CoreFaults, testing::Values("cortex-m4", "cortex-m0plus", "rv32imc"), [](const auto& info) {
  std::string name = info.param;
  std::erase(name, '-');
  return name;
});

}  // namespace
}  // namespace pinhole
