// ADD and MUL: elementwise, operands may broadcast. The result may take the place of an operand of its own size (lead 0).
#pragma once

#include "compiler/lower/ops/contraction.h"
#include "device/kernels/add/dsp.h"
#include "device/kernels/mul/dsp.h"

namespace pinhole {

// A step `kernel(params, first, second, output)`, the operands being the node's in either order.
template <class Params>
Candidate binary_candidate(Lowering& l, const Node& node, std::string kernel, const Params& params, bool swap = false) {
  const ValueId lhs = node.inputs[0], rhs = node.inputs[1], out = node.outputs[0];
  const std::size_t bytes = l.value(out).bytes();
  const bool lhs_whole = l.value(lhs).bytes() == bytes, rhs_whole = l.value(rhs).bytes() == bytes;
  return {.kernel = std::move(kernel),
          .unfit = {},
          .work_macs = 0,
          .work_elements = static_cast<std::uint64_t>(l.value(out).shape.count()),
          .constant_bytes = 0,
          .scratch_bytes = 0,
          .build = [=](StepBuilder& b) {
            b.params(params);
            swap ? b.read(rhs, "rhs").read(lhs, "lhs") : b.read(lhs, "lhs").read(rhs, "rhs");
            b.write(out);
            if (lhs_whole) b.overlap(lhs, out, 0);
            if (rhs_whole && rhs != lhs) b.overlap(rhs, out, 0);
          }};
}

inline Candidate unfit_candidate(std::string kernel, std::string why) {
  return {.kernel = std::move(kernel),
          .unfit = std::move(why),
          .work_macs = 0,
          .work_elements = 0,
          .constant_bytes = 0,
          .scratch_bytes = 0,
          .build = {}};
}
inline constexpr const char* kNoShortScale = "the scales are too far apart for its short requantisation";

inline Candidate dsp_candidate(Lowering& l, const Node& node, const pin::AddInt& params) {
  pin::AddDsp packed;
  if (!pin::pack_add_s8_dsp(params, &packed)) return unfit_candidate("add_s8_dsp", kNoShortScale);
  return binary_candidate(l, node, "add_s8_dsp", packed, pin::add_s8_dsp_swaps(params));
}
inline Candidate dsp_candidate(Lowering& l, const Node& node, const pin::MulInt& params) {
  pin::MulDsp packed;
  if (!pin::pack_mul_s8_dsp(params, &packed)) return unfit_candidate("mul_s8_dsp", kNoShortScale);
  return binary_candidate(l, node, "mul_s8_dsp", packed);
}

template <class Int, class Int32, class Float, class Attributes, class Prepare>
void lower_binary(Lowering& l, const Node& node, const std::string& stem, const Attributes& a, Prepare prepare) {
  const auto prepared = [&]<class Params>(Params params) {
    expect_prepared(prepare(a, l.tensor(node.inputs[0]), l.tensor(node.inputs[1]), l.tensor(node.outputs[0]), &params), l.graph(), node);
    return params;
  };
  std::vector<Candidate> candidates;
  switch (l.value(node.inputs[0]).dtype) {
    case DType::kFloat32: candidates.push_back(binary_candidate(l, node, stem + "_f32", prepared(Float{}))); break;
    case DType::kInt32: candidates.push_back(binary_candidate(l, node, stem + "_s32", prepared(Int32{}))); break;
    case DType::kInt16: candidates.push_back(binary_candidate(l, node, stem + "_s16", prepared(Int{}))); break;
    default:
      candidates.push_back(binary_candidate(l, node, stem + "_s8", prepared(Int{})));
      candidates.push_back(dsp_candidate(l, node, prepared(Int{})));
      break;
  }
  const Graph& g = l.graph();
  l.choose(node,
           fmt::format("{} {} and {} -> {}{}", stem, to_string(g.input(node, 0).shape), to_string(g.input(node, 1).shape),
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
