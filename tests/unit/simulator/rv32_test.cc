// Counting on RV32IMC against code of known length: instructions are exact, cycles follow boards/cores/rv32imc.toml.
#include "simulator/memory_model.h"
#include "tests/unit/simulator/images.h"

namespace pinhole {
namespace {

class CountingRv32 : public SimulatorTest {
 protected:
  CountingRv32() : SimulatorTest("rv32imc") {}
};

constexpr unsigned kReturn = 3;  // branch 1 + refill 2

TEST_F(CountingRv32, ALoopCountsEveryRoundAndItsLastBranchFallsThrough) {
  const Cost cost = cost_of("li a1, 1000\n 1: addi a1, a1, -1\n bnez a1, 1b\n ret");
  EXPECT_EQ(cost.instructions, 1u + 2u * 1000 + 1);
  EXPECT_EQ(cost.cycles, 1u + 1000 + 999u * 3 + 1 + kReturn);
}

TEST_F(CountingRv32, CompressedAndFullEncodingsCountAlike) {
  const std::string loop = "li a1, 300\n 1: addi a1, a1, -1\n mv a2, a1\n bnez a1, 1b\n ret";
  const Cost small = cost_of(loop), full = cost_of(".option norvc\n" + loop);
  EXPECT_EQ(small.instructions, full.instructions);
  EXPECT_EQ(small.cycles, full.cycles);
}

TEST_F(CountingRv32, NestedLoopsMultiply) {
  const Cost cost = cost_of("li a1, 10\n 1: li a2, 20\n 2: addi a2, a2, -1\n bnez a2, 2b\n addi a1, a1, -1\n bnez a1, 1b\n ret");
  EXPECT_EQ(cost.instructions, 1u + 10u * (1 + 20 * 2 + 2) + 1);
}

TEST_F(CountingRv32, ARunLongerThanOneOfUnicornsBlocksIsCountedWhole) {
  const Cost cost = cost_of(".rept 3000\n addi a1, a1, 1\n .option push\n .option norvc\n addi a2, a2, 1\n .option pop\n .endr\n ret");
  EXPECT_EQ(cost.instructions, 6001u);
  EXPECT_EQ(cost.cycles, 6000u + kReturn);
}

TEST_F(CountingRv32, ABlockEnteredInItsMiddleCountsFromThere) {
  const Cost cost = cost_of("li a1, 2\n j 2f\n 1: nop\n nop\n nop\n 2: addi a1, a1, -1\n bnez a1, 1b\n ret");
  EXPECT_EQ(cost.instructions, 2u + 2 + 3 + 2 + 1);
}

TEST_F(CountingRv32, AnInstructionThatNeedsWhatWasJustLoadedWaits) {
  EXPECT_EQ(cost_of("lw a1, 0(a0)\n addi a2, a1, 1\n ret").cycles, 1u + 1 + 1 + kReturn);
  EXPECT_EQ(cost_of("lw a1, 0(a0)\n nop\n addi a2, a1, 1\n ret").cycles, 1u + 1 + 1 + kReturn);
  EXPECT_EQ(cost_of("lw a1, 0(a0)\n lw a2, 4(a0)\n ret").cycles, 2u + kReturn);
  EXPECT_EQ(cost_of("sw a0, 0(a0)\n lw a1, 0(a0)\n lw a2, 4(a1)\n ret").cycles, 1u + 1 + 2 + kReturn);
  EXPECT_EQ(cost_of("lbu a1, 0(a0)\n sb a1, 1(a0)\n ret").cycles, 1u + 2 + kReturn);
}

// Every form of instruction that reads registers, right behind a load of one that it reads, and of one that it does not.
TEST_F(CountingRv32, TheLoadUseRuleKnowsTheRegistersOfEveryEncoding) {
  const std::vector<std::string> uses{"addi a1, a1, 1",  "slli a1, a1, 2", "srai a1, a1, 2", "andi a1, a1, 7", "mv a2, a1",
                                      "add a2, a2, a1",  "add a1, a1, a2", "sub a2, a2, a1", "xor a1, a1, a2", "and a2, a2, a1",
                                      "sw a1, 4(a0)",    "sw a1, 0(sp)",   "slt a2, a2, a1", "sll a2, a1, a3", "mul a2, a3, a1",
                                      "sltiu a2, a1, 5", "ori a2, a1, 1",  "sh a1, 4(a0)"};
  std::string waits, apart;
  for (const std::string& use : uses) {
    waits += "lw a1, 0(a0)\n " + use + "\n ";
    apart += "lw a4, 0(a0)\n " + use + "\n ";
  }
  const std::string begin = "addi sp, sp, -16\n ", end = "addi sp, sp, 16\n ret";
  EXPECT_EQ(cost_of(begin + waits + end).cycles, 2u + 2 * 18 + 18 + kReturn);
  EXPECT_EQ(cost_of(begin + apart + end).cycles, 2u + 2 * 18 + kReturn);
  EXPECT_EQ(cost_of("lw a1, 0(a0)\n li a1, 3\n lui a1, 5\n ret").cycles, 3u + kReturn);
}

TEST_F(CountingRv32, ABranchWaitsForALoadToo) {
  EXPECT_EQ(cost_of("sw zero, 0(a0)\n lw a1, 0(a0)\n bnez a1, 1f\n 1: ret").cycles, 1u + 1 + 2 + kReturn);
  EXPECT_EQ(cost_of("li a2, 1\n sw zero, 0(a0)\n lw a1, 0(a0)\n bltu a2, a1, 1f\n 1: ret").cycles, 2u + 1 + 2 + kReturn);
}

TEST_F(CountingRv32, JumpsCallsAndReturnsFollowTheTable) {
  EXPECT_EQ(cost_of("j 1f\n nop\n 1: ret").cycles, 2u + kReturn);
  const Cost cost = cost_of("mv t0, ra\n jal 1f\n jal 1f\n jr t0\n 1: nop\n ret");
  EXPECT_EQ(cost.instructions, 4u + 2 * 2);
  EXPECT_EQ(cost.cycles, 1u + 2 * (2 + 1 + 3) + 3);
}

TEST_F(CountingRv32, ArithmeticFollowsTheTable) {
  EXPECT_EQ(cost_of("mul a1, a2, a3\n mul a1, a1, a3\n ret").cycles, 2u + kReturn);
  EXPECT_EQ(cost_of("mulh a1, a2, a3\n mulhu a1, a2, a3\n ret").cycles, 2u * 2 + kReturn);
  EXPECT_EQ(cost_of("li a2, 5\n div a1, a1, a2\n remu a1, a1, a2\n ret").cycles, 1u + 2 * 33 + kReturn);
  EXPECT_EQ(cost_of("lui a1, 0x12345\n auipc a2, 0\n sltu a1, a2, a3\n not a1, a1\n fence\n ret").cycles, 5u + kReturn);
}

TEST_F(CountingRv32, ABreakpointShowsItsNumberAndExecutionGoesOnBehindIt) {
  const std::string elf = build({{"main.cc", "int main() { __asm volatile(\".option norvc\\n ebreak\\n lui zero, 7\"); return 0; }\n"}});
  try {
    measure(Image(elf), board_, {.function = "main"});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.parts().problem, "the firmware stopped at breakpoint 7");
  }
}

TEST_F(CountingRv32, StackIsPaintedBelowTheCall) {
  const Measurement m = measure_call(build_assembly("addi sp, sp, -416\n sw a0, 0(sp)\n addi sp, sp, 416\n ret"));
  EXPECT_EQ(m.stack_bytes, 416u);
  EXPECT_EQ(m.stack_reserved_bytes, 8192u);
  EXPECT_LT(m.stack_total_bytes, 416u + 64u);
}

TEST_F(CountingRv32, LayersAndFunctionsAddUpToTheTotal) {
  const Measurement m = measure_call(build({{"net.cc",
                                             "static volatile int sink;\n"
                                             "void dropped() { sink = 5; }\n"
                                             "__attribute__((noinline)) void heavy(int n) { for (int i = 0; i < n; ++i) sink = i; }\n"
                                             "extern \"C\" __attribute__((noinline)) void measured(int n) {\n"
                                             "  heavy(n);\n"
                                             "  heavy(2 * n);\n"
                                             "}\n"
                                             "int main() { measured(100); measured(100); return 0; }\n"}}),
                                     {.layers = {{0, "a", "net.cc", 5, 5}, {1, "b", "net.cc", 6, 6}}});
  ASSERT_EQ(m.layers.size(), 2u);
  EXPECT_EQ(m.layers[0].cost.instructions + m.layers[1].cost.instructions + m.outside_layers.instructions, m.total.instructions);
  EXPECT_GT(m.layers[0].cost.instructions, 200u);
  EXPECT_NEAR(static_cast<double>(m.layers[1].cost.instructions), 2.0 * static_cast<double>(m.layers[0].cost.instructions), 20.0);
  std::uint64_t instructions = 0;
  for (const FunctionCost& f : m.functions) instructions += f.cost.instructions;
  EXPECT_EQ(instructions, m.total.instructions);
}

// On a page without code: Unicorn looks at the rights of a page once, and one that code has been fetched from may then be read.
TEST_F(CountingRv32, DataReadWhereOnlyCodeIsFetchedIsAFault) {
  const std::string read = "extern \"C\" __attribute__((noinline)) void measured(volatile int* p) { *p = *(volatile int*)0x42200000; }\n";
  EXPECT_EQ(fault_of({{"main.cc", read + "int x; int main() { measured(&x); return x; }\n"}}).problem,
            "wild read of 4 bytes at 0x42200000");
}

TEST_F(CountingRv32, OneCacheServesCodeAndDataWhereverTheyAreSeen) {
  board_.regions[0].timing.wait_states = 9;
  board_.regions[0].timing.one_cache = true;
  board_.regions[0].timing.instruction_cache = {1024, 32, 2};
  MemoryModel model(board_);
  EXPECT_EQ(model.fetch(0x42000040, 16, 1), 9u);
  EXPECT_EQ(model.read(0x44), 0u);  // the same line, as data
  EXPECT_EQ(model.read(0x80), 9u);
  EXPECT_EQ(model.fetch(0x42000080, 4, 1), 0u);
}

}  // namespace
}  // namespace pinhole
