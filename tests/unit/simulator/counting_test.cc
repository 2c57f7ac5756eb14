// Counting against code of known length. Instruction counts are exact by contract; cycles follow the Cortex-M4's table.
#include "tests/unit/simulator/images.h"

namespace pinhole {
namespace {

class Counting : public SimulatorTest {};

TEST_F(Counting, AStraightRunCountsEveryInstruction) {
  const Cost cost = cost_of("nop\n nop\n adds r1, r1, #1\n bx lr");
  EXPECT_EQ(cost.instructions, 4u);
  EXPECT_EQ(cost.cycles, 3u + 3u);  // bx: 1 + refill 2
}

TEST_F(Counting, ALoopCountsEveryRoundAndItsLastBranchFallsThrough) {
  const Cost cost = cost_of("movw r1, #1000\n 1: subs r1, #1\n bne 1b\n bx lr");
  EXPECT_EQ(cost.instructions, 1u + 2u * 1000 + 1);
  EXPECT_EQ(cost.cycles, 1u + 1000 + 999u * 3 + 1 + 3);
}

TEST_F(Counting, NestedLoopsMultiply) {
  const Cost cost = cost_of("movs r1, #10\n 1: movs r2, #20\n 2: subs r2, #1\n bne 2b\n subs r1, #1\n bne 1b\n bx lr");
  EXPECT_EQ(cost.instructions, 1u + 10u * (1 + 20 * 2 + 2) + 1);
}

TEST_F(Counting, InstructionsSkippedInAnItBlockCountToo) {
  // On the core a failed condition still takes the instruction's slot.
  const Cost cost = cost_of(
      "movs r1, #100\n 1: tst r1, #1\n itete ne\n addne r2, #1\n addeq r3, #1\n addne r2, #2\n addeq r3, #2\n subs r1, #1\n bne 1b\n bx lr");
  EXPECT_EQ(cost.instructions, 1u + 100u * 8 + 1);
}

TEST_F(Counting, AConditionalReturnInAnItBlockIsSeenFromItsSuccessor) {
  const Cost cost = cost_of("movs r1, #3\n 1: subs r1, #1\n it eq\n bxeq lr\n b 1b");
  EXPECT_EQ(cost.instructions, 1u + 3u * 3 + 2);
  EXPECT_EQ(cost.cycles, 1u + 3u * 2 + 2u * (1 + 3) + 3);
}

TEST_F(Counting, AConditionalBranchCostsMoreWhenTaken) {
  EXPECT_EQ(cost_of("movs r1, #0\n cbz r1, 1f\n nop\n 1: bx lr").cycles, 1u + 3 + 3);
  EXPECT_EQ(cost_of("movs r1, #1\n cbz r1, 1f\n nop\n 1: bx lr").cycles, 1u + 1 + 1 + 3);
}

TEST_F(Counting, ABlockEnteredInItsMiddleCountsFromThere) {
  const Cost cost = cost_of("movs r1, #2\n b 2f\n 1: nop\n nop\n nop\n 2: subs r1, #1\n bne 1b\n bx lr");
  EXPECT_EQ(cost.instructions, 2u + 2 + 3 + 2 + 1);
}

TEST_F(Counting, ARunLongerThanOneOfUnicornsBlocksIsCountedWhole) {
  const Cost cost = cost_of(".rept 3000\n adds r1, r1, #1\n add.w r2, r2, #1\n .endr\n bx lr");
  EXPECT_EQ(cost.instructions, 6001u);
  EXPECT_EQ(cost.cycles, 6000u + 3);
}

TEST_F(Counting, CallsCountTheirCalleesOnce) {
  const Cost cost = cost_of("push {r4, lr}\n bl 1f\n bl 1f\n pop {r4, pc}\n 1: nop\n bx lr");
  EXPECT_EQ(cost.instructions, 4u + 2 * 2);
  EXPECT_EQ(cost.cycles, 3u + 2 * (3 + 1 + 3) + 3 + 2);  // push 1+2; bl 3, nop 1, bx 3; pop 1+2 and refill 2
}

TEST_F(Counting, ALoadBehindAnUnrelatedLoadIsCheaper) {
  EXPECT_EQ(cost_of("ldr r1, [r0]\n ldr r2, [r0, #4]\n ldr r3, [r0, #8]\n bx lr").cycles, 2u + 1 + 1 + 3);
  EXPECT_EQ(cost_of("str r0, [r0]\n ldr r1, [r0]\n ldr r2, [r1]\n bx lr").cycles, 1u + 2 + 2 + 3);  // the address was just loaded
  EXPECT_EQ(cost_of("ldrb r1, [r0]\n nop\n ldrsh r2, [r0]\n bx lr").cycles, 2u + 1 + 2 + 3);
}

TEST_F(Counting, StoresDependOnTheirAddressing) {
  EXPECT_EQ(cost_of("movs r1, #4\n str r1, [r0, #8]\n bx lr").cycles, 1u + 1 + 3);
  EXPECT_EQ(cost_of("movs r1, #4\n str r1, [r0, r1]\n bx lr").cycles, 1u + 2 + 3);
}

TEST_F(Counting, MultipleTransfersCostOneMoreThanTheirRegisters) {
  EXPECT_EQ(cost_of("ldm r0, {r1, r2, r3, ip}\n bx lr").cycles, 5u + 3);
  EXPECT_EQ(cost_of("stm r0!, {r1, r2, r3}\n bx lr").cycles, 4u + 3);
  EXPECT_EQ(cost_of("ldrd r2, r3, [r0]\n bx lr").cycles, 3u + 3);
  EXPECT_EQ(cost_of("push {r1, r2, r3}\n add sp, #12\n bx lr").cycles, 4u + 1 + 3);
}

TEST_F(Counting, ArithmeticFollowsTheTable) {
  EXPECT_EQ(cost_of("smlad r1, r2, r3, r1\n smuad r1, r2, r3\n bx lr").cycles, 2u + 3);
  EXPECT_EQ(cost_of("mul r1, r2, r3\n mla r1, r2, r3, r1\n smull r1, r2, r3, r0\n smlal r1, r2, r3, r3\n bx lr").cycles, 4u + 3);
  EXPECT_EQ(cost_of("movs r2, #3\n sdiv r1, r1, r2\n bx lr").cycles, 1u + 6 + 3);
  EXPECT_EQ(cost_of("sxtb16 r1, r2\n pkhbt r1, r2, r3\n ssat r1, #8, r2\n ubfx r1, r2, #3, #4\n clz r1, r2\n bx lr").cycles, 5u + 3);
}

TEST_F(Counting, FloatingPointFollowsTheTable) {
  EXPECT_EQ(
      cost_of(".fpu fpv4-sp-d16\n vmov.f32 s0, #1.0\n vadd.f32 s1, s0, s0\n vmla.f32 s1, s0, s0\n vdiv.f32 s2, s1, s0\n bx lr").cycles,
      1u + 1 + 3 + 14 + 3);
  EXPECT_EQ(cost_of(".fpu fpv4-sp-d16\n vldr s0, [r0]\n vstr s0, [r0]\n vpush {s0-s3}\n vpop {s0-s3}\n bx lr").cycles, 2u + 2 + 5 + 5 + 3);
}

TEST_F(Counting, ATableBranchCostsItsTableAndTheRefill) {
  EXPECT_EQ(cost_of("movs r1, #1\n tbb [pc, r1]\n 1: .byte 1, 2\n nop\n 2: bx lr").instructions, 3u);
}

TEST_F(Counting, TheFirstCallCountsLikeTheSecond) {
  const std::string elf = build_assembly("movw r1, #500\n 1: subs r1, #1\n bne 1b\n bx lr");
  EXPECT_EQ(measure_call(elf, {.call = 1}).total.cycles, measure_call(elf, {.call = 2}).total.cycles);
}

TEST_F(Counting, FunctionsAddUpToTheTotal) {
  const Measurement m =
      measure_call(build({{"main.cc",
                           "__attribute__((noinline)) int g(int n) { int s = 0; for (int i = 0; i < n; ++i) s += i * n ^ s; return s; }\n"
                           "extern \"C\" __attribute__((noinline)) void measured(int* p) { *p = g(*p) + g(7); }\n"
                           "int main() { int x = 50; measured(&x); measured(&x); return x; }\n"}}));
  std::uint64_t instructions = 0, cycles = 0;
  for (const FunctionCost& f : m.functions) instructions += f.cost.instructions, cycles += f.cost.cycles;
  ASSERT_EQ(m.functions.size(), 2u);
  EXPECT_EQ(m.functions[0].name, "g(int)");
  EXPECT_EQ(instructions, m.total.instructions);
  EXPECT_EQ(cycles, m.total.cycles);
}

}  // namespace
}  // namespace pinhole
