// Operators that put elements elsewhere. Those that are made of moves (device/kernels/move) have one lowering for all; EXPAND_DIMS, SQUEEZE
// and moves that change no byte's place become no step where results and operands can share memory.
#pragma once

#include "compiler/ir/device_node.h"
#include "compiler/lower/ops/movement.h"

namespace pinhole {

// "transpose 4x5x3 -> 3x4x5", "split 6x5 -> 3x5, part 1 of 2". `data` is the operand that moves.
inline std::string movement_text(const Graph& graph, const Node& node, std::size_t data, std::size_t part, std::size_t parts) {
  const ValueId from = node.inputs[parts > 1 && node.outputs.size() == 1 ? part : data],
                to = node.outputs[parts > 1 && node.outputs.size() > 1 ? part : 0];
  std::string text = fmt::format("{} {} -> {}", op_name(node.op), to_string(graph.value(from).shape), to_string(graph.value(to).shape));
  if (parts > 1) text += fmt::format(", part {} of {}", part + 1, parts);
  return text;
}

inline bool is_read(const Graph& graph, ValueId id) {
  return std::find(graph.outputs.begin(), graph.outputs.end(), id) != graph.outputs.end() || !graph.readers(id).empty();
}

inline std::uint64_t count_of(const Lowering& l, ValueId id) { return static_cast<std::uint64_t>(l.value(id).shape.count()); }

// The only candidate of most operators here.
inline Candidate sole_candidate(std::string kernel, std::uint64_t work, std::function<void(StepBuilder&)> build) {
  return {.kernel = std::move(kernel),
          .unfit = {},
          .work_macs = 0,
          .work_elements = work,
          .constant_bytes = 0,
          .scratch_bytes = 0,
          .build = std::move(build)};
}

// Units, and a quarter of the bytes: what a copy of long units costs.
inline std::uint64_t work_of(const pin::Move& move) {
  const auto units = static_cast<std::uint64_t>(move.extents.count());
  return units + units * static_cast<std::uint64_t>(move.unit_bytes) / 4;
}

template <Op op>
requires MadeOfMoves<op>
struct LoweringOf<op> {
  static void lower(Lowering& l, const Node& node) {
    using DeviceOp = typename OpInfo<op>::DeviceOp;
    const auto& attributes = std::get<AttributesOf<op>>(node.attributes);
    const DeviceNode device(l.graph(), node);
    const std::int32_t parts = DeviceOp::parts(device.view());
    for (std::int32_t part = 0; part < parts; ++part) {
      const ValueId in = node.inputs[static_cast<std::size_t>(DeviceOp::input_of(part))];
      const ValueId out = node.outputs[static_cast<std::size_t>(DeviceOp::output_of(part))];
      if (!is_read(l.graph(), out)) continue;
      pin::Move move{};
      expect_prepared(DeviceOp::plan(attributes, device.view(), part, &move), l.graph(), node);
      if (is_plain_copy(move) && l.value(in).bytes() == l.value(out).bytes() && l.alias(in, out)) continue;
      l.choose(node, movement_text(l.graph(), node, DeviceOp::kData, static_cast<std::size_t>(part), static_cast<std::size_t>(parts)),
               {sole_candidate("move_nd", work_of(move), [=](StepBuilder& b) { b.params(move).read(in).write(out); })});
    }
  }
};

// The result is the operand under another shape.
struct ViewLowering {
  static void lower(Lowering& l, const Node& node) {
    const ValueId in = node.inputs[0], out = node.outputs[0];
    if (l.alias(in, out)) return;
    const auto bytes = static_cast<std::int32_t>(l.value(out).bytes());
    l.choose(node, movement_text(l.graph(), node, 0, 0, 1), {copy_candidate(in, out, {1, bytes, bytes, 0})});
  }
};
template <>
struct LoweringOf<Op::reshape> : ViewLowering {};
template <>
struct LoweringOf<Op::expand_dims> : ViewLowering {};
template <>
struct LoweringOf<Op::squeeze> : ViewLowering {};

// Known now: a constant that is copied to where the result is read. Only a SHAPE that is an output of the network comes here
// (fold_constants).
template <>
struct LoweringOf<Op::shape> {
  static void lower(Lowering& l, const Node& node) {
    const ValueId out = node.outputs[0];
    const Shape& shape = l.value(node.inputs[0]).shape;
    const bool wide = l.value(out).dtype == DType::kInt64;
    const Bytes extents = wide ? bytes_of(std::vector<std::int64_t>(shape.dim, shape.dim + shape.rank))
                               : bytes_of(std::vector<std::int32_t>(shape.dim, shape.dim + shape.rank));
    const auto bytes = static_cast<std::int32_t>(extents.size());
    l.choose(node, movement_text(l.graph(), node, 0, 0, 1), {sole_candidate("copy_strided", extents.size(), [=](StepBuilder& b) {
               b.params(pin::StridedCopy{1, bytes, bytes, 0}).constant("extents", wide ? Element::i64 : Element::i32, extents).write(out);
             })});
  }
};

template <>
struct LoweringOf<Op::broadcast_args> {
  static void lower(Lowering& l, const Node& node) {
    const ValueId a = node.inputs[0], b = node.inputs[1], out = node.outputs[0];
    pin::BroadcastArgs params;
    expect_prepared(pin::prepare_broadcast_args(DeviceNode(l.graph(), node).view(), &params), l.graph(), node);
    l.choose(
        node, movement_text(l.graph(), node, 0, 0, 1),
        {sole_candidate("broadcast_args_s32", count_of(l, out), [=](StepBuilder& s) { s.params(params).read(a).read(b).write(out); })});
  }
};

}  // namespace pinhole
