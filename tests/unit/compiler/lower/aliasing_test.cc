// Values that share a buffer: reshapes, outputs that are constants, inputs or each other, results in the place of operands. Each network is
// compiled for the host (all in one library) and must give the bits of evaluate(), on two inputs one after the other.
#include "compiler/plan/plan.h"
#include "tests/unit/compiler/lower/graphs.h"

namespace pinhole {
namespace {

using test::kernels;
using test::Net;
using test::Trial;

Trial trial(const char* name, const Graph& graph) {
  return {name, graph, {test::random_inputs(graph, 1), test::random_inputs(graph, 2), test::random_inputs(graph, 1)}};
}

Graph reshape_of_input_to_output() {
  Net n;
  return n.done({n.reshape(n.input({1, 2, 3, 4}), {1, 24})});
}
Graph chain_of_reshapes_to_output() {
  Net n;
  return n.done({n.reshape(n.reshape(n.reshape(n.input({1, 2, 3, 4}), {1, 24}), {24}), {2, 12})});
}
Graph reshape_to_output_read_later() {
  Net n;
  const ValueId a = n.conv(n.input({1, 4, 4, 2}), 4), flat = n.reshape(a, {1, 64});
  return n.done({flat, n.relu(n.relu(a))});
}
Graph value_and_its_reshape_are_outputs() {
  Net n;
  const ValueId a = n.conv(n.input({1, 4, 4, 2}), 4);
  return n.done({a, n.reshape(a, {1, 64}), n.relu(n.reshape(a, {64}))});
}
Graph reshape_of_a_constant() {
  Net n;
  const ValueId in = n.input({1, 2, 2, 3});
  return n.done({n.add(in, n.reshape(n.constant({12}), {1, 2, 2, 3})), n.reshape(n.constant({6}), {2, 3})});
}
Graph constant_output() {
  Net n;
  const ValueId c = n.constant({1, 7});
  return n.done({n.relu(n.input({1, 7})), c, c});
}
Graph output_is_the_input() {
  Net n;
  const ValueId in = n.input({1, 5});
  return n.done({in, n.relu(in)});
}
Graph output_is_the_input_behind_a_reshape() {
  Net n;
  const ValueId in = n.input({1, 6}), flat = n.reshape(in, {2, 3});
  return n.done({n.relu(n.relu(flat)), in, flat});
}
Graph concatenation_with_itself() {
  Net n;
  const ValueId a = n.relu(n.input({1, 3, 3, 2}));
  return n.done({n.concatenate({a, a, a}, 1)});
}
Graph concatenation_of_input_constant_and_reshape() {
  Net n;
  const ValueId in = n.input({1, 2, 2, 3});
  return n.done({n.concatenate({in, n.constant({1, 2, 2, 2}), n.reshape(in, {1, 2, 2, 3})}, 3)});
}
Graph add_of_a_value_with_itself() {
  Net n;
  const ValueId a = n.conv(n.input({1, 5, 5, 3}), 4);
  return n.done({n.add(a, a)});
}
Graph add_of_a_value_and_its_reshape() {
  Net n;
  const ValueId a = n.conv(n.input({1, 5, 5, 3}), 4);
  return n.done({n.add(a, n.reshape(a, {5, 5, 4}))});
}
Graph add_with_broadcast_operands() {
  Net n;
  const ValueId in = n.input({1, 4, 5, 3}), row = n.input({1, 1, 1, 3}, "row");
  return n.done({n.add(n.relu(in), n.relu(row)), n.add(n.relu(row), n.relu(in))});
}
Graph same_value_as_two_outputs() {
  Net n;
  const ValueId a = n.relu(n.input({1, 9}));
  return n.done({a, a});
}
Graph read_again_behind_an_in_place_step() {
  Net n;
  const ValueId a = n.conv(n.input({1, 6, 6, 2}), 4), b = n.depthwise(a), c = n.relu(b);
  return n.done({n.add(a, n.add(b, c))});
}
Graph chain_in_place() {
  Net n;
  const ValueId a = n.conv(n.input({1, 6, 6, 2}), 8);
  return n.done({n.relu(n.depthwise(n.logistic(n.depthwise(n.relu(a)))))});
}
Graph unread_input() {
  Net n;
  const ValueId used = n.input({1, 8});
  n.input({1, 30}, "unread");
  return n.done({n.relu(used)});
}
Graph early_output_kept_to_the_end() {
  Net n;
  const ValueId a = n.relu(n.input({1, 40})), b = n.relu(a);
  return n.done({n.relu(n.relu(n.relu(b))), a});
}
Graph pools_and_strides() {
  Net n;
  const ValueId a = n.depthwise(n.conv(n.input({1, 9, 7, 3}), 5), 2);
  return n.done({n.pool(a), n.depthwise(a, 1, 2)});
}
Graph conversions(DType between) {
  Net n;
  n.g.inputs = {n.g.add({"in", DType::kFloat32, make_shape({1, 37}), {}, nullptr})};
  const Quantization q = between == DType::kInt16 ? Quantization{{0.001f}, {0}, 0} : Net::q();
  const ValueId a = n.g.append(Op::quantize, pin::NoAttributes{}, {n.g.inputs[0]}, "small", q, between);
  const ValueId b = n.g.append(Op::quantize, pin::NoAttributes{}, {a}, "rescaled", Net::q(0.07f, 2), DType::kInt8);
  return n.done({n.g.append(Op::dequantize, pin::NoAttributes{}, {b}, "large")});
}
// Two pictures a batch: in-place kernels must keep them apart.
Graph batch_of_two() {
  Net n;
  const ValueId a = n.conv(n.input({2, 5, 5, 3}), 4);
  return n.done({n.add(n.depthwise(n.relu(a)), n.constant({1, 1, 1, 4}))});
}

std::vector<Trial> corner_cases() {
  return {trial("reshape_of_input_to_output", reshape_of_input_to_output()),
          trial("chain_of_reshapes_to_output", chain_of_reshapes_to_output()),
          trial("reshape_to_output_read_later", reshape_to_output_read_later()),
          trial("value_and_its_reshape_are_outputs", value_and_its_reshape_are_outputs()),
          trial("reshape_of_a_constant", reshape_of_a_constant()),
          trial("constant_output", constant_output()),
          trial("output_is_the_input", output_is_the_input()),
          trial("output_is_the_input_behind_a_reshape", output_is_the_input_behind_a_reshape()),
          trial("concatenation_with_itself", concatenation_with_itself()),
          trial("concatenation_of_input_constant_and_reshape", concatenation_of_input_constant_and_reshape()),
          trial("add_of_a_value_with_itself", add_of_a_value_with_itself()),
          trial("add_of_a_value_and_its_reshape", add_of_a_value_and_its_reshape()),
          trial("add_with_broadcast_operands", add_with_broadcast_operands()),
          trial("same_value_as_two_outputs", same_value_as_two_outputs()),
          trial("read_again_behind_an_in_place_step", read_again_behind_an_in_place_step()),
          trial("chain_in_place", chain_in_place()),
          trial("unread_input", unread_input()),
          trial("early_output_kept_to_the_end", early_output_kept_to_the_end()),
          trial("pools_and_strides", pools_and_strides()),
          trial("conversions_int8", conversions(DType::kInt8)),
          trial("conversions_int16", conversions(DType::kInt16)),
          trial("batch_of_two", batch_of_two())};
}

TEST(Aliasing, CornerCasesCompileToTheBitsOfEvaluate) { test::expect_bits_of_evaluate(corner_cases(), {.skip_passes = true}); }
TEST(Aliasing, PortableKernelsGiveTheBitsOfEvaluateToo) {
  test::expect_bits_of_evaluate(corner_cases(), {.portable_only = true, .skip_passes = true});
}
TEST(Aliasing, PassesInBetweenChangeNothing) { test::expect_bits_of_evaluate(corner_cases(), {}); }
TEST(Aliasing, TheInterpreterGivesTheBitsOfEvaluateToo) {
  test::expect_bits_of_evaluate(corner_cases(), {.kind = EngineKind::interpreter});
}

TEST(Aliasing, AReshapeCostsNoStep) { EXPECT_EQ(kernels(lower(reshape_to_output_read_later(), {})).size(), 3u); }

TEST(Aliasing, AReshapeOfTheInputIsCopiedToTheOutput) {
  EXPECT_EQ(kernels(lower(reshape_of_input_to_output(), {})), std::vector<std::string>{"copy_strided"});
  EXPECT_EQ(kernels(lower(chain_of_reshapes_to_output(), {})), std::vector<std::string>{"copy_strided"});
}

TEST(Aliasing, AConstantOutputIsCopiedOnce) {
  const Program program = lower(constant_output(), {});
  EXPECT_EQ(program.outputs.size(), 3u);
  EXPECT_EQ(program.outputs[1].view.buffer, program.outputs[2].view.buffer);
  const std::vector<std::string> names = kernels(program);
  EXPECT_EQ(std::count(names.begin(), names.end(), "copy_strided"), 1);
}

TEST(Aliasing, AnOutputThatIsTheInputIsNeverOverwritten) {
  for (const Graph& graph : {output_is_the_input(), output_is_the_input_behind_a_reshape()}) {
    const Program program = lower(graph, {});
    for (const PlacedStep& placed : placed_steps(program)) {
      for (const Overlap& overlap : placed.step->overlaps) EXPECT_NE(overlap.read, program.inputs[0].view.buffer);
    }
  }
}

TEST(Aliasing, AChainOfInPlaceStepsTakesTheBytesOfOneValue) {
  Net n;
  const ValueId in = n.input({1, 16, 16, 1});
  const Program program = lower(n.done({n.relu(n.logistic(n.relu(in)))}), {});
  EXPECT_EQ(plan_memory(program).arena_bytes, 256u);
}

TEST(Aliasing, ConversionsTakeTheBytesOfTheLargerValue) {
  const Program program = lower(conversions(DType::kInt8), {});
  EXPECT_EQ(test::step_at(program, 0).overlaps.at(0).lead_bytes, 0u);
  EXPECT_EQ(test::step_at(program, 2).overlaps.at(0).lead_bytes, 3u * 37);
  EXPECT_EQ(plan_memory(program).arena_bytes, 160u);  // 37 floats; and 37 bytes behind a lead of 112
}

TEST(Aliasing, TypesThatTheCompilerMayReorderStayApart) {
  const Program program = lower(conversions(DType::kInt16), {});
  EXPECT_TRUE(test::step_at(program, 0).overlaps.empty()) << "float32 to int16";
  EXPECT_EQ(test::step_at(program, 1).overlaps.size(), 1u) << "int16 to int8";
}

TEST(Aliasing, AValueThatIsReadAgainIsNotOverwritten) {
  Net n;
  const ValueId a = n.relu(n.input({1, 64})), b = n.relu(a);
  const Program program = lower(n.done({n.add(a, b)}), {});
  EXPECT_TRUE(test::step_at(program, 1).overlaps.empty());
  EXPECT_EQ(test::step_at(program, 2).overlaps.size(), 2u);  // both operands of the sum die in it
}

TEST(Aliasing, ASumOfAValueWithItselfDeclaresOneOverlap) {
  for (const Graph& graph : {add_of_a_value_with_itself(), add_of_a_value_and_its_reshape()}) {
    const Program program = lower(graph, {});
    EXPECT_EQ(test::step_at(program, 1).overlaps.size(), 1u);
  }
}

}  // namespace
}  // namespace pinhole
