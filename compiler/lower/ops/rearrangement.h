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

// GATHER, GATHER_ND and EMBEDDING_LOOKUP of one type: rows of bytes.
inline void lower_rows(Lowering& l, const Node& node, const pin::GatherParams& params, std::size_t data, std::size_t indices) {
  const ValueId from = node.inputs[data], picked = node.inputs[indices], out = node.outputs[0];
  const std::uint64_t rows = static_cast<std::uint64_t>(params.batches) * static_cast<std::uint64_t>(params.outer * params.count);
  l.choose(node, movement_text(l.graph(), node, data, 0, 1),
           {sole_candidate("gather", rows + l.value(out).bytes() / 4,
                           [=](StepBuilder& b) { b.params(params).read(from, "data").read(picked, "indices").write(out); })});
}

template <>
struct LoweringOf<Op::gather> {
  static void lower(Lowering& l, const Node& node) {
    pin::GatherParams params;
    const auto& attributes = node.as<pin::GatherAttributes>();
    expect_prepared(pin::prepare_gather(attributes, DeviceNode(l.graph(), node).view(), &params), l.graph(), node);
    lower_rows(l, node, params, 0, 1);
  }
};

template <>
struct LoweringOf<Op::gather_nd> {
  static void lower(Lowering& l, const Node& node) {
    pin::GatherParams params;
    expect_prepared(pin::prepare_gather_nd(DeviceNode(l.graph(), node).view(), &params), l.graph(), node);
    lower_rows(l, node, params, 0, 1);
  }
};

template <>
struct LoweringOf<Op::embedding_lookup> {
  static void lower(Lowering& l, const Node& node) {
    const DeviceNode device(l.graph(), node);
    const ValueId ids = node.inputs[0], table = node.inputs[1], out = node.outputs[0];
    if (l.value(table).dtype == l.value(out).dtype) {
      pin::GatherParams params;
      expect_prepared(pin::prepare_embedding_lookup(device.view(), &params), l.graph(), node);
      return lower_rows(l, node, params, 1, 0);
    }
    pin::EmbeddingParams params;
    expect_prepared(pin::prepare_embedding_lookup(device.view(), &params), l.graph(), node);
    l.choose(node, movement_text(l.graph(), node, 1, 0, 1),
             {sole_candidate("embedding_lookup_s8_f32", count_of(l, out),
                             [=](StepBuilder& b) { b.params(params).read(ids, "ids").read(table, "table").write(out); })});
  }
};

template <>
struct LoweringOf<Op::dynamic_update_slice> {
  static void lower(Lowering& l, const Node& node) {
    const ValueId operand = node.inputs[0], update = node.inputs[1], starts = node.inputs[2], out = node.outputs[0];
    pin::UpdateSlice params;
    expect_prepared(pin::prepare_update_slice(DeviceNode(l.graph(), node).view(), &params), l.graph(), node);
    const char* kernel = l.value(starts).dtype == DType::kInt64 ? "update_slice_i64" : "update_slice_i32";
    l.choose(node, movement_text(l.graph(), node, 0, 0, 1), {sole_candidate(kernel, l.value(out).bytes(), [=, &l](StepBuilder& b) {
               b.params(params).read(operand).read(update, "update").read(starts, "starts").write(out);
               const auto shares = [&](ValueId id) { return !l.value(id).is_constant() && l.view(id).buffer == l.view(operand).buffer; };
               if (!l.value(operand).is_constant() && !shares(update) && !shares(starts)) b.overlap_exactly(operand, out);
             })});
  }
};

template <>
struct LoweringOf<Op::space_to_batch_nd> {
  static void lower(Lowering& l, const Node& node) {
    const ValueId in = node.inputs[0], out = node.outputs[0];
    pin::SpaceToBatch params;
    expect_prepared(pin::prepare_space_to_batch(DeviceNode(l.graph(), node).view(), &params), l.graph(), node);
    l.choose(node, movement_text(l.graph(), node, 0, 0, 1),
             {sole_candidate("space_to_batch", l.value(out).bytes() / 4, [=](StepBuilder& b) { b.params(params).read(in).write(out); })});
  }
};
template <>
struct LoweringOf<Op::batch_to_space_nd> {
  static void lower(Lowering& l, const Node& node) {
    const ValueId in = node.inputs[0], out = node.outputs[0];
    pin::SpaceToBatch params;
    expect_prepared(pin::prepare_batch_to_space(DeviceNode(l.graph(), node).view(), &params), l.graph(), node);
    l.choose(node, movement_text(l.graph(), node, 0, 0, 1),
             {sole_candidate("batch_to_space", l.value(in).bytes() / 4, [=](StepBuilder& b) { b.params(params).read(in).write(out); })});
  }
};

template <>
struct LoweringOf<Op::mirror_pad> {
  static void lower(Lowering& l, const Node& node) {
    const ValueId in = node.inputs[0], out = node.outputs[0];
    pin::MirrorPad params;
    const auto& attributes = node.as<pin::MirrorPadAttributes>();
    expect_prepared(pin::prepare_mirror_pad(attributes, DeviceNode(l.graph(), node).view(), &params), l.graph(), node);
    l.choose(node, movement_text(l.graph(), node, 0, 0, 1),
             {sole_candidate("mirror_pad", count_of(l, out), [=](StepBuilder& b) { b.params(params).read(in).write(out); })});
  }
};

template <class Params>
void lower_resize(Lowering& l, const Node& node, const char* kernel, std::uint64_t work, const Params& params) {
  const ValueId in = node.inputs[0], out = node.outputs[0];
  l.choose(node, movement_text(l.graph(), node, 0, 0, 1),
           {sole_candidate(kernel, work, [=](StepBuilder& b) { b.params(params).read(in).write(out); })});
}

template <>
struct LoweringOf<Op::resize_nearest_neighbor> {
  static void lower(Lowering& l, const Node& node) {
    pin::ResizeNearest params;
    const auto& attributes = node.as<pin::ResizeNearestAttributes>();
    expect_prepared(pin::prepare_resize_nearest(attributes, DeviceNode(l.graph(), node).view(), &params), l.graph(), node);
    lower_resize(l, node, "resize_nearest", l.value(node.outputs[0]).bytes() / 4, params);
  }
};

template <>
struct LoweringOf<Op::resize_bilinear> {
  static void lower(Lowering& l, const Node& node) {
    const DeviceNode device(l.graph(), node);
    const auto& attributes = node.as<pin::ResizeBilinearAttributes>();
    const std::uint64_t work = count_of(l, node.outputs[0]);
    if (l.value(node.inputs[0]).dtype == DType::kFloat32) {
      pin::ResizeBilinearFloat params;
      expect_prepared(pin::prepare_resize_bilinear(attributes, device.view(), &params), l.graph(), node);
      return lower_resize(l, node, "resize_bilinear_f32", work, params);
    }
    pin::ResizeBilinearInt params;
    expect_prepared(pin::prepare_resize_bilinear(attributes, device.view(), &params), l.graph(), node);
    lower_resize(l, node, "resize_bilinear_s8", work, params);
  }
};

}  // namespace pinhole
