// PAD, PADV2, CONCATENATION: bytes move, values stay.
#pragma once

#include "compiler/lower/ops/contraction.h"

namespace pinhole {

inline Candidate copy_candidate(ValueId from, ValueId to, const pin::StridedCopy& copy) {
  return {.kernel = "copy_strided",
          .unfit = {},
          .work_macs = 0,
          .work_elements = static_cast<std::uint64_t>(copy.blocks) * static_cast<std::uint64_t>(copy.block_bytes),
          .constant_bytes = 0,
          .scratch_bytes = 0,
          .build = [=](StepBuilder& b) { b.params(copy).read(from).write(to); }};
}

template <>
struct LoweringOf<Op::concatenation> {
  static void lower(Lowering& l, const Node& node) {
    const auto& a = node.as<pin::ConcatenationAttributes>();
    std::vector<pin::Tensor> tensors;
    tensors.reserve(node.inputs.size() + 1);
    std::vector<const pin::Tensor*> inputs;
    for (const ValueId id : node.inputs) {
      tensors.push_back(l.tensor(id));
      inputs.push_back(&tensors.back());
    }
    tensors.push_back(l.tensor(node.outputs[0]));
    const pin::Tensor* output = &tensors.back();
    const pin::NodeView view{inputs.data(), static_cast<std::int32_t>(inputs.size()), &output, 1};
    for (std::int32_t i = 0; i < view.input_count; ++i) {
      pin::StridedCopy copy;
      expect_prepared(pin::prepare_concatenation(a, view, i, &copy), l.graph(), node);
      const ValueId in = node.inputs[static_cast<std::size_t>(i)];
      l.choose(node,
               fmt::format("concatenation on axis {}, part {} of {}: {}", a.axis, i + 1, view.input_count, to_string(l.value(in).shape)),
               {copy_candidate(in, node.outputs[0], copy)});
    }
  }
};

// `value`: the padding element as an unsigned literal or a cast to one.
inline void lower_pad(Lowering& l, const Node& node, const std::string& value) {
  const ValueId in = node.inputs[0], out = node.outputs[0];
  pin::PadParams params;
  expect_prepared(pin::prepare_pad(l.tensor(in), l.tensor(node.inputs[1]), l.tensor(out), &params), l.graph(), node);
  const std::size_t bytes = pin::bytes_of(l.value(in).dtype, 1);
  const std::string element = fmt::format("std::uint{}_t", bytes * 8);
  Candidate candidate{
      .kernel = fmt::format("pad_{}", bytes * 8),
      .unfit = {},
      .work_macs = 0,
      .work_elements = static_cast<std::uint64_t>(l.value(out).shape.count()),
      .constant_bytes = 0,
      .scratch_bytes = 0,
      .build = [=](StepBuilder& b) { b.params(params).read(in, "operand", element.c_str()).number(value).write(out, element.c_str()); }};
  l.choose(node, fmt::format("{} {}", op_name(node.op), flow_text(l.graph(), node)), {std::move(candidate)});
}

template <>
struct LoweringOf<Op::pad> {
  static void lower(Lowering& l, const Node& node) {
    const Value& v = l.value(node.inputs[0]);
    const bool quantised_integer = v.dtype == DType::kInt8 || v.dtype == DType::kUint8 || v.dtype == DType::kInt16;
    const std::int32_t value = quantised_integer && !v.quantization.empty() ? v.quantization.zero_points[0] : 0;
    lower_pad(l, node, fmt::format("static_cast<std::uint{}_t>({})", 8 * pin::bytes_of(v.dtype, 1), value));
  }
};

template <>
struct LoweringOf<Op::padv2> {
  static void lower(Lowering& l, const Node& node) {
    std::uint64_t value = 0;
    expect_prepared(pin::read_pad_value(l.tensor(node.inputs[0]), l.tensor(node.inputs[2]), &value), l.graph(), node);
    lower_pad(l, node, fmt::format("{:#x}u", value));
  }
};

}  // namespace pinhole
