// Stack painting, layers, memory pass, the program and its client.
#include <cstdlib>

#include "simulator/client.h"
#include "simulator/memory_model.h"
#include "tests/unit/simulator/images.h"

namespace pinhole {
namespace {

class Measuring : public SimulatorTest {};

TEST_F(Measuring, StackIsPaintedBelowTheCall) {
  // 4 registers and 400 bytes, the lowest of which is written; main itself uses some stack too.
  const Measurement m =
      measure_call(build_assembly("push {r4, r5, r6, lr}\n sub sp, #400\n str r0, [sp]\n add sp, #400\n pop {r4, r5, r6, pc}"));
  EXPECT_EQ(m.stack_bytes, 416u);
  EXPECT_EQ(m.stack_reserved_bytes, 8192u);
  EXPECT_GE(m.stack_total_bytes, 416u + 8u);
  EXPECT_LT(m.stack_total_bytes, 416u + 64u);
}

TEST_F(Measuring, AnEarlierDeeperCallCountsForTheTotalOnly) {
  const Measurement m =
      measure_call(build({{"main.cc",
                           "__attribute__((noinline)) void deep() { volatile int a[500]; for (int i = 0; i < 500; ++i) a[i] = i; }\n"
                           "extern \"C\" __attribute__((noinline)) void measured(volatile int* p) { *p = 1; }\n"
                           "int main() { int x; deep(); measured(&x); measured(&x); return 0; }\n"}}));
  EXPECT_EQ(m.stack_bytes, 0u);
  EXPECT_GE(m.stack_total_bytes, 2000u);
}

constexpr const char* kLayered =
    "static volatile int sink;\n"                                                                                 // 1
    "__attribute__((noinline)) void heavy(int n) { for (int i = 0; i < n; ++i) sink = i; }\n"                     // 2
    "static inline __attribute__((always_inline)) void light(int n) { for (int i = 0; i < n; ++i) sink = n; }\n"  // 3
    "struct Model { __attribute__((noinline)) void run(int); };\n"                                                // 4
    "void Model::run(int n) {\n"                                                                                  // 5
    "  heavy(n);\n"                                                                                               // 6
    "  light(n);\n"                                                                                               // 7
    "  heavy(2 * n);\n"                                                                                           // 8: a tail call
    "}\n"
    "int main() { Model m; m.run(100); m.run(100); return 0; }\n";

TEST_F(Measuring, LayersGetWhatTheirLinesCallAlsoByATailCall) {
  const std::vector<LayerLines> layers{{0, "a", "net.cc", 6, 6}, {1, "b", "net.cc", 7, 7}, {2, "c", "net.cc", 8, 8}};
  const Measurement m = measure_call(build({{"net.cc", kLayered}}), {.function = "Model::run(int)", .layers = layers});
  ASSERT_EQ(m.layers.size(), 3u);
  const std::uint64_t a = m.layers[0].cost.instructions, b = m.layers[1].cost.instructions, c = m.layers[2].cost.instructions;
  EXPECT_EQ(a + b + c + m.outside_layers.instructions, m.total.instructions);
  EXPECT_NEAR(static_cast<double>(c), 2.0 * static_cast<double>(a), 20.0);
  EXPECT_GT(b, 200u);
  EXPECT_LT(m.outside_layers.instructions, 10u);
  EXPECT_EQ(m.layers[2].name, "c");
}

TEST_F(Measuring, SizesAreTheImages) {
  const Measurement m = measure_call(build(
      {{"main.cc",
        "extern const char w[500]; int data[25] = {1}; extern \"C\" __attribute__((noinline)) void measured(volatile int* p) { *p = w[*p] + data[*p]; }\n"
        "int x; int main() { measured(&x); measured(&x); }\n"},
       {"net_weights.cc", "extern const char w[500]; const char w[500] = {1};\n"}}));
  EXPECT_EQ(m.weights_bytes, 500u);
  EXPECT_EQ(m.static_ram_bytes, 104u);
  EXPECT_EQ(m.board, "test");
  EXPECT_EQ(m.total.stall_cycles, 0u);  // this board's memories have no wait states
}

TEST_F(Measuring, WaitStatesAddStallsThatCachesTakeAway) {
  Board slow = test_board(), cached = test_board();
  slow.regions[0].timing.wait_states = cached.regions[0].timing.wait_states = 4;
  slow.regions[0].timing.fetch_bytes = 8;
  cached.regions[0].timing.instruction_cache = {1024, 16, 2};
  const Image image(build_assembly("movw r1, #1000\n 1: nop\n nop\n nop\n nop\n nop\n nop\n subs r1, #1\n bne 1b\n bx lr"));
  const Cost plain = measure(image, test_board(), {.function = "measured"}).total;
  const Cost without = measure(image, slow, {.function = "measured"}).total;
  const Cost with = measure(image, cached, {.function = "measured"}).total;
  EXPECT_EQ(plain.cycles, without.cycles);
  EXPECT_GE(without.stall_cycles, 1000u * 2 * 4);  // 16 bytes a round: two reads of 8, four cycles each
  EXPECT_LE(with.stall_cycles, 3u * 4);
}

TEST(MemoryModel, ADataCacheKeepsTheLinesLastUsed) {
  Board board = test_board();
  board.regions[0].timing.wait_states = 5;
  board.regions[0].timing.data_cache = {32, 16, 0};
  MemoryModel model(board);
  EXPECT_EQ(model.read(0x100), 5u);
  EXPECT_EQ(model.read(0x10c), 0u);
  EXPECT_EQ(model.read(0x200), 5u);
  EXPECT_EQ(model.read(0x104), 0u);
  EXPECT_EQ(model.read(0x300), 5u);  // drops the line of 0x200
  EXPECT_EQ(model.read(0x100), 0u);
  EXPECT_EQ(model.read(0x200), 5u);
  EXPECT_EQ(model.read(0x20000000), 0u);
}

TEST(MemoryModel, PrefetchHidesWhatExecutesMeanwhile) {
  Board board = test_board();
  board.regions[0].timing.wait_states = 5;
  board.regions[0].timing.fetch_bytes = 16;
  board.regions[0].timing.prefetch = true;
  MemoryModel model(board);
  EXPECT_EQ(model.fetch(0x100, 16, 3), 5u);
  EXPECT_EQ(model.fetch(0x110, 16, 3), 2u);
  EXPECT_EQ(model.fetch(0x120, 16, 8), 0u);
  EXPECT_EQ(model.fetch(0x100, 16, 8), 5u);
}

TEST_F(Measuring, TheClientGetsWhatTheProgramMeasured) {
  setenv("PINHOLE_SIM", (std::string(PINHOLE_BIN_DIR) + "/pinhole-sim").c_str(), 1);
  Board board = load_board("nano33ble");
  const Firmware image = build_firmware(board, std::vector<SourceFile>{{"net.cc", kLayered}}, folder_.path() / "net.elf");
  const BenchRequest request{.function = "Model::run(int)", .layers = {{0, "a", "net.cc", 6, 6}}};
  const Measurement far = run_bench(image.elf, board, request), near = measure(Image(image.elf), board, request);
  EXPECT_EQ(measurement_to_json(far), measurement_to_json(near));
  EXPECT_GT(far.total.stall_cycles, 0u);
}

TEST_F(Measuring, TheClientPassesErrorsOn) {
  setenv("PINHOLE_SIM", (std::string(PINHOLE_BIN_DIR) + "/pinhole-sim").c_str(), 1);
  const Board board = load_board("nano33ble");
  const Firmware image = build_firmware(board, std::vector<SourceFile>{{"main.cc", "int main() { *(volatile int*)0x30000000 = 1; }\n"}},
                                        folder_.path() / "bad.elf");
  try {
    run_bench(image.elf, board, {.function = "main"});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.parts().problem, "wild write of 4 bytes at 0x30000000");
    EXPECT_EQ(error.parts().place, "main (main.cc:1)");
  }
}

TEST_F(Measuring, AMissingSimulatorIsAnErrorThatSaysSo) {
  setenv("PINHOLE_SIM", "/no/such/pinhole-sim", 1);
  EXPECT_THROW(find_simulator(), Error);
}

TEST(Measurement, JsonWithoutAPartIsRefused) {
  EXPECT_THROW(measurement_from_json("{}"), Error);
  EXPECT_THROW(measurement_from_json("no json"), Error);
  EXPECT_THROW(layers_from_json("[{\"index\": 1}]"), Error);
}

}  // namespace
}  // namespace pinhole
