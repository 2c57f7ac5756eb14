// Codecs (codec.h says what one is): the operators that put elements elsewhere: slices, splits, transpositions, gathers, resizes.
#pragma once

#include <algorithm>

#include "compiler/formats/tflite/codec.h"

namespace pinhole::tflite {

// The newest version of each that has no attributes.
constexpr int newest_movement(Op op) {
  switch (op) {
    case Op::transpose: return 6;
    case Op::slice: return 6;
    case Op::padv2: return 5;
    case Op::gather_nd: return 5;
    case Op::fill: return 4;
    case Op::space_to_batch_nd: return 4;
    case Op::batch_to_space_nd: return 4;
    case Op::embedding_lookup: return 4;
    case Op::dynamic_update_slice: return 4;
    case Op::broadcast_to: return 3;
    case Op::reverse_v2: return 3;
    default: return 1;
  }
}

// Operators without attributes: TFLite's table of options has no fields and may be missing.
template <Op op>
requires(is_category<op, Category::movement>&& std::is_same_v<AttributesOf<op>, pin::NoAttributes>) struct TfliteCodec<op> {
  using Options = NoOptions;
  static constexpr bool kOptional = true;
  static constexpr int kNewestVersion = newest_movement(op);
  static pin::NoAttributes parse(const Options&) { return {}; }
  static flatbuffers::Offset<Options> build(Builder&, const pin::NoAttributes&) { return 0; }
  static int version(const NodeTypes& t, const pin::NoAttributes&) {
    if ((op == Op::transpose || op == Op::slice || op == Op::padv2) && t.rank > 4) return t.rank > 5 ? kNewestVersion : 5;
    return std::min(plain_version(t), kNewestVersion);
  }
};

template <class Table, int newest>
struct TableCodec {
  using Options = Table;
  static constexpr bool kOptional = false;
  static constexpr int kNewestVersion = newest;
  static int version(const NodeTypes& t, const auto&) { return std::min(plain_version(t), newest); }
};

template <class Table>
struct BlockCodec : TableCodec<Table, 2> {
  static pin::BlockAttributes parse(const Table& o) { return {.block_size = o.block_size()}; }
};
template <>
struct TfliteCodec<Op::space_to_depth> : BlockCodec<tfl::SpaceToDepthOptions> {
  static auto build(Builder& b, const pin::BlockAttributes& a) { return tfl::CreateSpaceToDepthOptions(b, a.block_size); }
};
template <>
struct TfliteCodec<Op::depth_to_space> : BlockCodec<tfl::DepthToSpaceOptions> {
  static auto build(Builder& b, const pin::BlockAttributes& a) { return tfl::CreateDepthToSpaceOptions(b, a.block_size); }
};

template <>
struct TfliteCodec<Op::strided_slice> : TableCodec<tfl::StridedSliceOptions, 8> {
  static pin::StridedSliceAttributes parse(const Options& o) {
    return {.begin_mask = o.begin_mask(),
            .end_mask = o.end_mask(),
            .ellipsis_mask = o.ellipsis_mask(),
            .new_axis_mask = o.new_axis_mask(),
            .shrink_axis_mask = o.shrink_axis_mask(),
            .offset = o.offset()};
  }
  static auto build(Builder& b, const pin::StridedSliceAttributes& a) {
    return tfl::CreateStridedSliceOptions(b, a.begin_mask, a.end_mask, a.ellipsis_mask, a.new_axis_mask, a.shrink_axis_mask, a.offset);
  }
  static int version(const NodeTypes& t, const pin::StridedSliceAttributes& a) { return a.offset ? 8 : t.rank > 4 ? 4 : plain_version(t); }
};

template <>
struct TfliteCodec<Op::split> : TableCodec<tfl::SplitOptions, 4> {
  static pin::SplitAttributes parse(const Options& o) { return {.num_splits = o.num_splits()}; }
  static auto build(Builder& b, const pin::SplitAttributes& a) { return tfl::CreateSplitOptions(b, a.num_splits); }
  static int version(const NodeTypes& t, const pin::SplitAttributes&) {  // the first operand is the axis
    return t.output == DType::kInt16 ? 4 : t.output == DType::kInt8 ? 2 : 1;
  }
};
template <>
struct TfliteCodec<Op::split_v> : TableCodec<tfl::SplitVOptions, 2> {
  static pin::SplitAttributes parse(const Options& o) { return {.num_splits = o.num_splits()}; }
  static auto build(Builder& b, const pin::SplitAttributes& a) { return tfl::CreateSplitVOptions(b, a.num_splits); }
};
template <>
struct TfliteCodec<Op::pack> : TableCodec<tfl::PackOptions, 4> {
  static pin::PackAttributes parse(const Options& o) { return {.values_count = o.values_count(), .axis = o.axis()}; }
  static auto build(Builder& b, const pin::PackAttributes& a) { return tfl::CreatePackOptions(b, a.values_count, a.axis); }
};
template <>
struct TfliteCodec<Op::unpack> : TableCodec<tfl::UnpackOptions, 4> {
  static pin::UnpackAttributes parse(const Options& o) { return {.num = o.num(), .axis = o.axis()}; }
  static auto build(Builder& b, const pin::UnpackAttributes& a) { return tfl::CreateUnpackOptions(b, a.num, a.axis); }
};

template <>
struct TfliteCodec<Op::squeeze> : TableCodec<tfl::SqueezeOptions, 2> {
  static constexpr bool kOptional = true;
  static pin::SqueezeAttributes parse(const Options& o) { return {.squeeze_dims = parse_extents(o.squeeze_dims(), "the list of axes")}; }
  static auto build(Builder& b, const pin::SqueezeAttributes& a) {
    return tfl::CreateSqueezeOptions(b, b.CreateVector(a.squeeze_dims.dim, static_cast<std::size_t>(a.squeeze_dims.rank)));
  }
  static int version(const NodeTypes&, const pin::SqueezeAttributes&) { return 1; }
};

template <>
struct TfliteCodec<Op::shape> : TableCodec<tfl::ShapeOptions, 1> {
  static pin::ShapeAttributes parse(const Options& o) {
    pin::ShapeAttributes a;
    if (from_tensor_type(o.out_type(), &a.out_type) && (a.out_type == DType::kInt32 || a.out_type == DType::kInt64)) return a;
    throw Error({.file = {},
                 .place = {},
                 .problem = "the type of the extents is not one that Pinhole has",
                 .expected = "INT32 or INT64",
                 .got = tensor_type_name(o.out_type()),
                 .help = {}});
  }
  static auto build(Builder& b, const pin::ShapeAttributes& a) { return tfl::CreateShapeOptions(b, to_tensor_type(a.out_type)); }
};

template <>
struct TfliteCodec<Op::gather> : TableCodec<tfl::GatherOptions, 7> {
  static constexpr bool kOptional = true;
  static pin::GatherAttributes parse(const Options& o) { return {.axis = o.axis(), .batch_dims = o.batch_dims()}; }
  static auto build(Builder& b, const pin::GatherAttributes& a) { return tfl::CreateGatherOptions(b, a.axis, a.batch_dims); }
  static int version(const NodeTypes& t, const pin::GatherAttributes& a) { return a.batch_dims != 0 ? 5 : plain_version(t); }
};

template <>
struct TfliteCodec<Op::mirror_pad> : TableCodec<tfl::MirrorPadOptions, 3> {
  static pin::MirrorPadAttributes parse(const Options& o) {
    if (o.mode() == tfl::MirrorPadMode::REFLECT || o.mode() == tfl::MirrorPadMode::SYMMETRIC)
      return {.symmetric = o.mode() == tfl::MirrorPadMode::SYMMETRIC};
    throw Error({.file = {},
                 .place = {},
                 .problem = "the way to mirror is not one that TFLite has",
                 .expected = "0 (REFLECT) or 1 (SYMMETRIC)",
                 .got = fmt::format("{}", static_cast<int>(o.mode())),
                 .help = "the file is damaged, or newer than this Pinhole"});
  }
  static auto build(Builder& b, const pin::MirrorPadAttributes& a) {
    return tfl::CreateMirrorPadOptions(b, a.symmetric ? tfl::MirrorPadMode::SYMMETRIC : tfl::MirrorPadMode::REFLECT);
  }
};

template <>
struct TfliteCodec<Op::resize_nearest_neighbor> : TableCodec<tfl::ResizeNearestNeighborOptions, 4> {
  static constexpr bool kOptional = true;
  static pin::ResizeNearestAttributes parse(const Options& o) {
    return {.align_corners = o.align_corners(), .half_pixel_centers = o.half_pixel_centers()};
  }
  static auto build(Builder& b, const pin::ResizeNearestAttributes& a) {
    return tfl::CreateResizeNearestNeighborOptions(b, a.align_corners, a.half_pixel_centers);
  }
  static int version(const NodeTypes& t, const pin::ResizeNearestAttributes& a) {
    return t.input == DType::kInt16 ? 4 : a.align_corners || a.half_pixel_centers ? 3 : plain_version(t);
  }
};
template <>
struct TfliteCodec<Op::resize_bilinear> : TableCodec<tfl::ResizeBilinearOptions, 4> {
  static constexpr bool kOptional = true;
  static pin::ResizeBilinearAttributes parse(const Options& o) {
    return {.align_corners = o.align_corners(), .half_pixel_centers = o.half_pixel_centers()};
  }
  static auto build(Builder& b, const pin::ResizeBilinearAttributes& a) {
    return tfl::CreateResizeBilinearOptions(b, a.align_corners, a.half_pixel_centers);
  }
  static int version(const NodeTypes& t, const pin::ResizeBilinearAttributes& a) { return a.half_pixel_centers ? 3 : plain_version(t); }
};

}  // namespace pinhole::tflite
