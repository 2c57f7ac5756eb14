// Every kind of fault, with the function, the line and the callers it names.
#include "tests/unit/simulator/images.h"

namespace pinhole {
namespace {

using testing::Test;

class Faults : public SimulatorTest {
 protected:
  // The measured function on line 1, called by main on line 2.
  Error::Parts fault_in(const std::string& body, const std::string& before = "") {
    return fault_of({{"main.cc", before + "extern \"C\" __attribute__((noinline)) void measured(volatile int* p) { " + body + " }\n" +
                                     "int x = 7; int main() { measured(&x); measured(&x); return 0; }\n"}});
  }
};

TEST_F(Faults, AWildReadNamesAddressFunctionAndLine) {
  const Error::Parts parts = fault_in("*p = *(volatile int*)0x30000000;");
  EXPECT_EQ(parts.problem, "wild read of 4 bytes at 0x30000000");
  EXPECT_EQ(parts.place, "measured (main.cc:1)");
  EXPECT_EQ(parts.got, "called from main (main.cc:2), from pin_reset (pin_startup.cc:49)");
}

TEST_F(Faults, ABlockWithManyAccessesNamesTheRightLine) {
  const Error::Parts parts = fault_in("*p = 1;\n p[1] = 2;\n *(volatile char*)0x40000000 = 3;\n p[2] = 4;\n");
  EXPECT_EQ(parts.problem, "wild write of 1 bytes at 0x40000000");
  EXPECT_EQ(parts.place, "measured (main.cc:3)");
}

TEST_F(Faults, AWriteToFlashIsCalledSo) {
  EXPECT_EQ(fault_in("*(volatile int*)0x100 = *p;").problem, "write of 4 bytes to flash at 0x00000100");
}

TEST_F(Faults, AWildJumpNamesWhereItCameFrom) {
  const Error::Parts parts = fault_in("*p = 1;\n((void (*)())0x60000001)();\n*p = 2;");
  EXPECT_EQ(parts.problem, "jump to 0x60000000, where no code is");
  EXPECT_EQ(parts.place, "measured (main.cc:2)");
}

TEST_F(Faults, AnUndefinedInstructionIsNamed) {
  const Error::Parts parts = fault_in("*p = 1;\n__asm volatile(\"udf #1\");");
  EXPECT_EQ(parts.problem, "undefined instruction");
  EXPECT_EQ(parts.place, "measured (main.cc:2)");
}

TEST_F(Faults, AStackOverflowIsNamed) {
  const Error::Parts parts = fault_in(
      "deep(*p);",
      "__attribute__((noinline)) int deep(int n) { volatile char a[200]; a[n & 127] = 1; return n == -1 ? 0 : deep(n + 1) + a[3]; }\n");
  EXPECT_TRUE(parts.problem.starts_with("stack overflow: access of ")) << parts.problem;
  EXPECT_TRUE(parts.place.starts_with("deep(int)")) << parts.place;
  EXPECT_EQ(parts.help, "reserve a larger stack");
}

TEST_F(Faults, AnUnalignedLoadOfTwoWordsIsNamed) {
  const Error::Parts parts =
      fault_in("int a, b;\n__asm volatile(\"ldrd %0, %1, [%2]\" : \"=r\"(a), \"=r\"(b) : \"r\"(0x20004002) : \"memory\");\n*p = a + b;");
  EXPECT_EQ(parts.place, "measured (main.cc:2)");
  EXPECT_EQ(parts.help, "cast pointers only to types of their alignment, or use memcpy");
}

TEST_F(Faults, AnUnalignedLoadOfOneWordIsAllowedAlsoBesideAMultipleOne) {
  const Cost cost = cost_of("ldm r0, {r1, r2}\n ldr r1, [r0, #2]\n bx lr");
  EXPECT_EQ(cost.instructions, 3u);
}

TEST_F(Faults, FloatingPointBeforeTheFpuIsOnIsNamed) {
  const Error::Parts parts = fault_in("*(volatile unsigned*)0xE000ED88 = 0;\nsquare();",
                                      "__attribute__((noipa)) void square() { volatile float f = 2; f = f * f; }\n");
  EXPECT_EQ(parts.problem, "floating-point instruction while the FPU is off");
  EXPECT_EQ(parts.place, "square() (main.cc:1)");
}

TEST_F(Faults, FirmwareThatNeverEndsMeetsTheLimit) {
  const Error::Parts parts =
      fault_of({{"main.cc",
                 "extern \"C\" __attribute__((noipa)) void measured() {}\nint main() { measured(); for (;;) __asm volatile(\"nop\"); }\n"}},
               {.instruction_limit = 100'000});
  EXPECT_EQ(parts.problem, "the firmware does not come to an end");
  EXPECT_EQ(parts.place, "main (main.cc:2)");
}

TEST_F(Faults, ASleepingCoreIsNamed) { EXPECT_EQ(fault_in("__asm volatile(\"wfi\");").problem, "the core sleeps and nothing can wake it"); }

TEST_F(Faults, AFunctionThatRunsTooSeldomIsNamed) {
  const Error::Parts parts = fault_of(
      {{"main.cc",
        "extern \"C\" __attribute__((noipa)) void measured(int* p) { *p = 1; }\nint main() { int x; measured(&x); return 0; }\n"}});
  EXPECT_EQ(parts.problem, "measured did not run and return often enough to be measured");
  EXPECT_EQ(parts.got, "1");
}

TEST_F(Faults, AMissingFunctionNamesTheNearest) {
  const std::string elf = build_assembly("bx lr");
  try {
    measure_call(elf, {.function = "meassured"});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.parts().help, "did you mean 'measured'?");
  }
}

TEST_F(Faults, AnImageForAnotherBoardIsRefused) {
  const Firmware image =
      build_firmware(load_board("nucleo-l4r5zi"), std::vector<SourceFile>{{"main.cc", "int main() {}"}}, folder_.path() / "other.elf");
  try {
    measure(Image(image.elf), test_board(), {.function = "main"});
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("was it built for another board?"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace pinhole
