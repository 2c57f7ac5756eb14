// AVERAGE_POOL_2D and MAX_POOL_2D.
#pragma once

#include "compiler/lower/ops/contraction.h"
#include "device/kernels/pool_2d/dsp.h"

namespace pinhole {

inline void lower_pool(Lowering& l, const Node& node, const std::string& stem) {
  const auto& a = node.as<pin::Pool2dAttributes>();
  const Graph& g = l.graph();
  const ValueId in = node.inputs[0], out = node.outputs[0];
  const pin::Tensor input = l.tensor(in), output = l.tensor(out);
  const std::uint64_t taps = static_cast<std::uint64_t>(output.shape.count()) * static_cast<std::uint64_t>(a.filter_h * a.filter_w);
  Candidate candidate{.kernel = stem + (input.dtype == DType::kFloat32 ? "_f32"
                                        : input.dtype == DType::kInt16 ? "_s16"
                                                                       : "_s8"),
                      .unfit = {},
                      .work_macs = 0,
                      .work_elements = taps,
                      .work = Work{.elements = taps, .rows = static_cast<std::uint64_t>(output.shape.count())},
                      .constant_bytes = 0,
                      .scratch_bytes = 0,
                      .build = {}};
  if (input.dtype == DType::kFloat32) {
    pin::Pool2dFloat params;
    expect_prepared(pin::prepare_pool_2d(a, input, output, &params), g, node);
    candidate.build = [=](StepBuilder& b) { b.params(params).read(in).write(out); };
  } else {
    pin::Pool2dInt params;
    expect_prepared(pin::prepare_pool_2d(a, input, output, &params), g, node);
    candidate.build = [=](StepBuilder& b) { b.params(params).read(in).write(out); };
  }
  std::vector<Candidate> candidates{candidate};
  if (input.dtype == DType::kInt8) {
    candidates.push_back(candidate);  // the same parameters
    candidates.back().kernel += "_dsp";
  }
  l.choose(node, fmt::format("{} {}, {}x{}{}", stem, flow_text(g, node), a.filter_h, a.filter_w, activation_text(a.activation)),
           std::move(candidates));
}

template <>
struct LoweringOf<Op::average_pool_2d> {
  static void lower(Lowering& l, const Node& node) { lower_pool(l, node, "average_pool_2d"); }
};
template <>
struct LoweringOf<Op::max_pool_2d> {
  static void lower(Lowering& l, const Node& node) { lower_pool(l, node, "max_pool_2d"); }
};

}  // namespace pinhole
