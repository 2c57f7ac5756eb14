// ADD and MUL: elementwise, operands may broadcast. The result may take the place of an operand of its own size (lead 0).
#pragma once

#include "compiler/lower/ops/contraction.h"

namespace pinhole {

template <class Params, class Attributes, class Prepare>
Candidate binary_candidate(Lowering& l, const Node& node, std::string kernel, const Attributes& a, Prepare prepare) {
  const ValueId lhs = node.inputs[0], rhs = node.inputs[1], out = node.outputs[0];
  Params params;
  expect_prepared(prepare(a, l.tensor(lhs), l.tensor(rhs), l.tensor(out), &params), l.graph(), node);
  const std::size_t bytes = l.value(out).bytes();
  const bool lhs_whole = l.value(lhs).bytes() == bytes, rhs_whole = l.value(rhs).bytes() == bytes;
  return {.kernel = std::move(kernel), .unfit = {}, .work_macs = 0, .work_elements = static_cast<std::uint64_t>(l.value(out).shape.count()),
          .constant_bytes = 0, .scratch_bytes = 0, .build = [=](StepBuilder& b) {
            b.params(params).read(lhs, "lhs").read(rhs, "rhs").write(out);
            if (lhs_whole) b.overlap(lhs, out, 0);
            if (rhs_whole && rhs != lhs) b.overlap(rhs, out, 0);
          }};
}

template <class Int, class Int32, class Float, class Attributes, class Prepare>
void lower_binary(Lowering& l, const Node& node, const std::string& stem, const Attributes& a, Prepare prepare) {
  std::vector<Candidate> candidates;
  switch (l.value(node.inputs[0]).dtype) {
    case DType::kFloat32: candidates.push_back(binary_candidate<Float>(l, node, stem + "_f32", a, prepare)); break;
    case DType::kInt32: candidates.push_back(binary_candidate<Int32>(l, node, stem + "_s32", a, prepare)); break;
    case DType::kInt16: candidates.push_back(binary_candidate<Int>(l, node, stem + "_s16", a, prepare)); break;
    default: candidates.push_back(binary_candidate<Int>(l, node, stem + "_s8", a, prepare)); break;
  }
  const Graph& g = l.graph();
  l.choose(node, fmt::format("{} {} and {} -> {}{}", stem, to_string(g.input(node, 0).shape), to_string(g.input(node, 1).shape),
                             to_string(g.output(node).shape), activation_text(a.activation)),
           std::move(candidates));
}

template <>
struct LoweringOf<Op::add> {
  static void lower(Lowering& l, const Node& node) {
    lower_binary<pin::AddInt, pin::AddInt32, pin::AddFloat>(l, node, "add", node.as<pin::AddAttributes>(),
                                                            [](auto&&... x) { return pin::prepare_add(x...); });
  }
};
template <>
struct LoweringOf<Op::mul> {
  static void lower(Lowering& l, const Node& node) {
    lower_binary<pin::MulInt, pin::MulInt32, pin::MulFloat>(l, node, "mul", node.as<pin::MulAttributes>(),
                                                            [](auto&&... x) { return pin::prepare_mul(x...); });
  }
};

}  // namespace pinhole
