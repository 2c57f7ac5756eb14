// Which kernel is taken and what is said of the others.
#include "base/text.h"
#include "boards/board.h"
#include "compiler/lower/catalogue.h"
#include "tests/unit/compiler/lower/graphs.h"

namespace pinhole {
namespace {

using test::kernels;
using test::Net;
using test::step_at;

using Names = std::vector<std::string>;

// One step a kernel family that has variants: conv, depthwise, add, logistic, pool.
Graph mixed() {
  Net n;
  const ValueId a = n.depthwise(n.conv(n.input({1, 8, 8, 4}), 8));
  return n.done({n.pool(n.logistic(n.add(a, n.constant({1, 1, 1, 8}, Net::q(0.1f, 4)))))});
}

Graph only_conv(pin::Conv2dAttributes a = {}) {
  Net n;
  return n.done({n.conv(n.input({1, 16, 16, 8}), 8, a)});
}
Graph only_logistic(std::int32_t count) {
  Net n;
  return n.done({n.logistic(n.input({1, count}))});
}

std::string reason(const Step& step, const std::string& kernel) {
  for (const Rejected& rejected : step.rejected) {
    if (rejected.kernel == kernel) return rejected.reason;
  }
  return "not a candidate";
}

TEST(Choice, TakesDspKernelsOnACoreThatHasThem) {
  const Board board = load_board("nucleo-l4r5zi");
  EXPECT_EQ(kernels(lower(mixed(), {.core = &board.core})),
            (Names{"conv_2d_s8_dsp", "depthwise_conv_2d_s8_dsp", "add_s8_dsp", "lookup_s8", "max_pool_2d_s8_dsp"}));
}

TEST(Choice, TakesPortableKernelsOnACoreWithoutDspAndSaysSo) {
  const Core plain;  // no features
  ASSERT_FALSE(plain.dsp);
  const Program program = lower(mixed(), {.core = &plain});
  EXPECT_EQ(kernels(program), (Names{"conv_2d_s8", "depthwise_conv_2d_s8", "add_s8", "lookup_s8", "max_pool_2d_s8"}));
  EXPECT_EQ(reason(step_at(program, 0), "conv_2d_s8_dsp"), "needs the DSP extension");
}

TEST(Choice, LeavesDspKernelsOutWhenPortableOnesAreAskedFor) {
  const Program program = lower(mixed(), {.portable_only = true});
  EXPECT_EQ(kernels(program), (Names{"conv_2d_s8", "depthwise_conv_2d_s8", "add_s8", "lookup_s8", "max_pool_2d_s8"}));
  EXPECT_EQ(reason(step_at(program, 1), "depthwise_conv_2d_s8_dsp"), "only portable variants were asked for");
}

TEST(Choice, TakesTheForcedKernelWhereItApplies) {
  EXPECT_EQ(kernels(lower(mixed(), {.only_kernel = "logistic_s8"})),
            (Names{"conv_2d_s8_dsp", "depthwise_conv_2d_s8_dsp", "add_s8_dsp", "logistic_s8", "max_pool_2d_s8_dsp"}));
  EXPECT_EQ(kernels(lower(mixed(), {.portable_only = true, .only_kernel = "conv_2d_s8_dsp"}))[0], "conv_2d_s8")
      << "forced, but it does not apply";
}

TEST(Choice, LatencyTakesTheTableAndFlashTheCode) {
  EXPECT_EQ(kernels(lower(only_logistic(1000), {.goal = Goal::latency})), Names{"lookup_s8"});
  EXPECT_EQ(kernels(lower(only_logistic(1000), {.goal = Goal::flash})), Names{"logistic_s8"});
}

TEST(Choice, BalancedTakesTheTableOnlyWhereItPays) {
  // 256 bytes count as 12,800 cycles; a table saves 155.5 cycles an element.
  EXPECT_EQ(kernels(lower(only_logistic(60), {.goal = Goal::balanced})), Names{"logistic_s8"});
  EXPECT_EQ(kernels(lower(only_logistic(120), {.goal = Goal::balanced})), Names{"lookup_s8"});
}

TEST(Choice, RamTakesTheKernelWithoutScratch) {
  EXPECT_EQ(kernels(lower(only_conv(), {.goal = Goal::latency})), Names{"conv_2d_s8_dsp"});
  EXPECT_EQ(kernels(lower(only_conv(), {.goal = Goal::ram})), Names{"conv_2d_s8"});
}

TEST(Choice, SaysWhatTheRejectedKernelWouldCost) {
  const Program program = lower(only_logistic(1000), {.goal = Goal::latency});
  const std::string cycles = with_thousands(step_at(program, 0).estimated_cycles);
  EXPECT_EQ(reason(step_at(program, 0), "logistic_s8"),
            "about 160,200 cycles, 0 B of scratch and 0 B more of flash instead of " + cycles + ", 0 and 256");
}

TEST(Choice, SaysWhyAVariantDoesNotFitTheLayer) {
  Net n;
  const Program program = lower(n.done({n.depthwise(n.input({1, 9, 9, 4}), 1, 2)}), {});
  EXPECT_EQ(kernels(program), Names{"depthwise_conv_2d_s8"});
  EXPECT_EQ(reason(step_at(program, 0), "depthwise_conv_2d_s8_dsp"), "has no dilation");
}

TEST(Choice, EveryStepSaysWhatItIs) {
  pin::Conv2dAttributes a;
  a.stride_h = a.stride_w = 2;
  a.activation = pin::Activation::kRelu6;
  const Program program = lower(only_conv(a), {});
  const Step& step = step_at(program, 0);
  EXPECT_EQ(step.layer, "v0");
  EXPECT_EQ(step.op, "conv_2d");
  EXPECT_EQ(step.summary, "conv_2d 16x16x8 -> 8x8x8, 3x3 stride 2, relu6");
  EXPECT_EQ(step.macs, 8u * 8 * 8 * 3 * 3 * 8);
  EXPECT_GT(step.estimated_cycles, step.macs);
}

TEST(Choice, ScoresBytesBeforeCyclesWhereBytesAreTheGoal) {
  EXPECT_LT(choice_score(Goal::ram, 1'000'000, 500, 0), choice_score(Goal::ram, 1, 0, 1));
  EXPECT_LT(choice_score(Goal::flash, 1'000'000, 0, 500), choice_score(Goal::flash, 1, 1, 0));
  EXPECT_LT(choice_score(Goal::latency, 1, 500, 500), choice_score(Goal::latency, 2, 0, 0));
  EXPECT_EQ(choice_score(Goal::balanced, 1, 2, 3), 251.0);
}

TEST(Catalogue, HasACostForEveryKernel) {
  for (const KernelRow& row : kernel_rows()) {
    EXPECT_GT(row.per_element + row.per_mac, 0u) << row.function;
    const std::uint64_t terms =
        std::uint64_t{row.per_mac} + row.per_element + row.per_gathered + row.per_row + row.per_setup + row.per_general;
    EXPECT_EQ(estimated_cycles(row.function, {100, 100, 100, 100, 100, 100}), terms + row.per_call) << row.function;
  }
}

}  // namespace
}  // namespace pinhole
