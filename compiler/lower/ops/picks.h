// Operators that pick rows by index, lay one tensor over another, or compute where each pixel comes from: a kernel of their own each.
#pragma once

#include "compiler/lower/ops/rearrangement.h"

namespace pinhole {

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
