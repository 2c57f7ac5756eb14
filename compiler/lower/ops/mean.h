#pragma once

#include "compiler/lower/ops/contraction.h"

namespace pinhole {

template <>
struct LoweringOf<Op::mean> {
  static void lower(Lowering& l, const Node& node) {
    const auto& a = node.as<pin::MeanAttributes>();
    const ValueId in = node.inputs[0], out = node.outputs[0];
    const DType type = l.value(in).dtype;
    Candidate candidate{.kernel = type == DType::kFloat32 ? "mean_f32"
                                  : type == DType::kInt16 ? "mean_s16"
                                                          : "mean_s8",
                        .unfit = {},
                        .work_macs = 0,
                        .work_elements = static_cast<std::uint64_t>(l.value(in).shape.count()),
                        .work = Work{.elements = static_cast<std::uint64_t>(l.value(in).shape.count()),
                                     .rows = static_cast<std::uint64_t>(l.value(out).shape.count())},
                        .constant_bytes = 0,
                        .scratch_bytes = 0,
                        .build = {}};
    if (type == DType::kFloat32) {
      pin::Reduction params;
      expect_prepared(pin::prepare_mean(a, l.tensor(in), l.tensor(node.inputs[1]), l.tensor(out), &params), l.graph(), node);
      candidate.build = [=](StepBuilder& b) { b.params(params).read(in).write(out); };
    } else {
      pin::MeanInt params;
      expect_prepared(pin::prepare_mean(a, l.tensor(in), l.tensor(node.inputs[1]), l.tensor(out), &params), l.graph(), node);
      candidate.build = [=](StepBuilder& b) { b.params(params).read(in).write(out); };
    }
    l.choose(node, "mean " + flow_text(l.graph(), node), {std::move(candidate)});
  }
};

}  // namespace pinhole
