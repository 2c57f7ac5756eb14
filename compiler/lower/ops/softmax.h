#pragma once

#include "compiler/lower/ops/contraction.h"

namespace pinhole {

template <>
struct LoweringOf<Op::softmax> {
  static void lower(Lowering& l, const Node& node) {
    const auto& a = node.as<pin::SoftmaxAttributes>();
    const ValueId in = node.inputs[0], out = node.outputs[0];
    const DType from = l.value(in).dtype, to = l.value(out).dtype;
    Candidate candidate{.kernel = {},
                        .unfit = {},
                        .work_macs = 0,
                        .work_elements = static_cast<std::uint64_t>(l.value(in).shape.count()),
                        .constant_bytes = 0,
                        .scratch_bytes = 0,
                        .build = {}};
    if (from == DType::kFloat32) {
      pin::SoftmaxFloat params;
      expect_prepared(pin::prepare_softmax(a, l.tensor(in), l.tensor(out), &params), l.graph(), node);
      candidate.kernel = "softmax_f32";
      candidate.build = [=](StepBuilder& b) { b.params(params).read(in).write(out); };
    } else {
      pin::SoftmaxInt params;
      expect_prepared(pin::prepare_softmax(a, l.tensor(in), l.tensor(out), &params), l.graph(), node);
      candidate.kernel = from == DType::kInt16 ? "softmax_s16" : to == DType::kInt16 ? "softmax_s8_s16" : "softmax_s8";
      if (from == DType::kInt16) candidate.scratch_bytes = static_cast<std::size_t>(params.depth) * 2;
      const std::size_t scratch = candidate.scratch_bytes;
      candidate.build = [=](StepBuilder& b) {
        b.params(params).read(in);
        if (scratch > 0) b.scratch(scratch, DType::kInt16);
        b.write(out);
      };
    }
    l.choose(node, "softmax " + to_string(l.value(in).shape), {std::move(candidate)});
  }
};

}  // namespace pinhole
