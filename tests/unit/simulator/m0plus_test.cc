// Counting on the Cortex-M0+ against code of known length; cycles by DDI 0484C, table 3.1.
#include "tests/unit/simulator/images.h"

namespace pinhole {
namespace {

class CountingM0Plus : public SimulatorTest {
 protected:
  CountingM0Plus() : SimulatorTest("cortex-m0plus") {}
};

TEST_F(CountingM0Plus, ALoopCountsEveryRoundAndItsLastBranchFallsThrough) {
  const Cost cost = cost_of("movs r1, #250\n 1: subs r1, #1\n bne 1b\n bx lr");
  EXPECT_EQ(cost.instructions, 1u + 2u * 250 + 1);
  EXPECT_EQ(cost.cycles, 1u + 250 + 249u * 2 + 1 + 2);
}

TEST_F(CountingM0Plus, NestedLoopsMultiply) {
  const Cost cost = cost_of("movs r1, #10\n 1: movs r2, #20\n 2: subs r2, #1\n bne 2b\n subs r1, #1\n bne 1b\n bx lr");
  EXPECT_EQ(cost.instructions, 1u + 10u * (1 + 20 * 2 + 2) + 1);
}

TEST_F(CountingM0Plus, ARunLongerThanOneOfUnicornsBlocksIsCountedWhole) {
  const Cost cost = cost_of(".rept 6000\n adds r1, r1, #1\n .endr\n bx lr");
  EXPECT_EQ(cost.instructions, 6001u);
  EXPECT_EQ(cost.cycles, 6000u + 2);
}

TEST_F(CountingM0Plus, LoadsAndStoresTakeTwoAlsoInARow) {
  EXPECT_EQ(cost_of("ldr r1, [r0]\n ldr r2, [r0, #4]\n ldrb r3, [r0, #8]\n bx lr").cycles, 3u * 2 + 2);
  EXPECT_EQ(cost_of("movs r1, #4\n str r1, [r0, #8]\n str r1, [r0, r1]\n bx lr").cycles, 1u + 2 + 2 + 2);
}

TEST_F(CountingM0Plus, TheMultiplierTakesOneCycle) { EXPECT_EQ(cost_of("muls r1, r2, r1\n muls r1, r2, r1\n bx lr").cycles, 2u + 2); }

TEST_F(CountingM0Plus, CallsCostThreeAndReturnsByPopOneMoreThanTheirRegistersAndARefill) {
  const Cost cost = cost_of("push {r4, lr}\n bl 1f\n bl 1f\n pop {r4, pc}\n 1: nop\n bx lr");
  EXPECT_EQ(cost.instructions, 4u + 2 * 2);
  EXPECT_EQ(cost.cycles, 3u + 2 * (3 + 1 + 2) + (3 + 1));  // push 1 + 2; bl 3, nop 1, bx 2; pop {r4, pc} 3 + 1
}

TEST_F(CountingM0Plus, MultipleTransfersCostOneMoreThanTheirRegisters) {
  EXPECT_EQ(cost_of("ldm r0!, {r1, r2, r3}\n subs r0, #12\n stm r0!, {r1, r2, r3}\n bx lr").cycles, 4u + 1 + 4 + 2);
}

TEST_F(CountingM0Plus, MovesToTheProgramCounterAndBarriersFollowTheTable) {
  EXPECT_EQ(cost_of("mov r1, lr\n mov pc, r1").cycles, 1u + 2);
  EXPECT_EQ(cost_of("dsb\n isb\n mrs r1, primask\n bx lr").cycles, 3u + 3 + 3 + 2);
}

TEST_F(CountingM0Plus, AConditionalBranchCostsMoreWhenTaken) {
  EXPECT_EQ(cost_of("movs r1, #0\n beq 1f\n nop\n 1: bx lr").cycles, 1u + 2 + 2);
  EXPECT_EQ(cost_of("movs r1, #1\n beq 1f\n nop\n 1: bx lr").cycles, 1u + 1 + 1 + 2);
  EXPECT_EQ(cost_of("b 1f\n nop\n 1: bx lr").cycles, 2u + 2);
}

TEST_F(CountingM0Plus, FloatsAndQuotientsAreComputedByFunctionsOfTheLibrary) {
  const Measurement m = measure_call(build({{"main.cc",
                                             "extern \"C\" __attribute__((noinline)) void measured(volatile int* p) {\n"
                                             "  volatile float* f = (volatile float*)(p + 1); *f = *f * 2.5f + 1.0f; *p = 1000 / *p;\n"
                                             "}\n"
                                             "int main() { volatile int x[2] = {7, 0}; measured(x); measured(x); return x[0]; }\n"}}));
  std::string names;
  for (const FunctionCost& f : m.functions) names += f.name + " ";
  EXPECT_NE(names.find("__aeabi_fmul"), std::string::npos) << names;
  EXPECT_NE(names.find("div"), std::string::npos) << names;
}

}  // namespace
}  // namespace pinhole
