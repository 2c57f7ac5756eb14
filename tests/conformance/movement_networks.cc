#include "tests/conformance/movement_networks.h"

#include "compiler/ir/verify.h"

namespace pinhole {
namespace {

using Integers = std::vector<std::int32_t>;

class Movements {
 public:
  Movements(PictureSize size, DType type) : s_(size.side), c_(size.channels), type_(type) {}

  std::vector<NamedGraph> all() {
    slices();
    blocks();
    shapes();
    borders();
    picks();
    resizes();
    return std::move(out_);
  }

 private:
  Quantization quantization() const { return type_ == DType::kFloat32 ? Quantization{} : Quantization{{0.05f}, {-11}, 0}; }
  Shape picture() const { return make_shape({1, s_, s_, c_}); }

  ValueId input(const Shape& shape) {
    const ValueId id = g_.add({"in" + std::to_string(g_.inputs.size()), type_, shape, quantization(), nullptr});
    g_.inputs.push_back(id);
    return id;
  }
  ValueId integers(const Integers& values, const Shape& shape) {
    return g_.add_constant<std::int32_t>("given" + std::to_string(g_.values.size()), DType::kInt32, shape, values);
  }
  ValueId integers(const Integers& values) { return integers(values, make_shape({static_cast<std::int32_t>(values.size())})); }

  void finish(Op op, Attributes attributes, std::vector<ValueId> operands) {
    const std::string name = op_name(op);
    const bool carries = op != Op::shape && op != Op::broadcast_args;
    g_.append(op, std::move(attributes), std::move(operands), name, carries ? quantization() : Quantization{});
    g_.outputs = g_.nodes[0].outputs;
    verify(g_);
    out_.push_back({name + (type_ == DType::kFloat32 ? "_float" : "_int8"), std::move(g_)});
    g_ = {};
  }
  void finish(Op op, std::vector<ValueId> operands) { finish(op, pin::NoAttributes{}, std::move(operands)); }

  void slices() {
    finish(Op::transpose, {input(picture()), integers({0, 3, 1, 2})});
    finish(Op::reverse_v2, {input(picture()), integers({1, 3})});
    finish(Op::slice, {input(picture()), integers({0, 1, 0, 1}), integers({1, -1, 2, c_ - 1})});
    finish(Op::strided_slice, pin::StridedSliceAttributes{.end_mask = 4},
           {input(picture()), integers({0, 0, s_ - 1, 0}), integers({1, s_, 0, c_}), integers({1, 2, -2, 1})});
    const ValueId axis = integers({3});
    finish(Op::split, pin::SplitAttributes{c_}, {axis, input(picture())});
    finish(Op::split_v, pin::SplitAttributes{2}, {input(picture()), integers({1, -1}), integers({2})});
    const ValueId first = input(picture());
    finish(Op::pack, pin::PackAttributes{2, 1}, {first, input(picture())});
    finish(Op::unpack, pin::UnpackAttributes{s_, 1}, {input(picture())});
  }

  void blocks() {
    finish(Op::space_to_depth, pin::BlockAttributes{2}, {input(make_shape({1, 2 * s_, 2 * s_, c_}))});
    finish(Op::depth_to_space, pin::BlockAttributes{2}, {input(make_shape({1, s_, s_, 4 * c_}))});
    const std::int32_t odd = (s_ + 1) % 2;  // blocks of 2 x 2 have to fit the padded picture
    finish(Op::space_to_batch_nd, {input(picture()), integers({2, 2}), integers({1, odd, 0, 2 - s_ % 2}, make_shape({2, 2}))});
    finish(Op::batch_to_space_nd, {input(make_shape({4, s_, s_, c_})), integers({2, 2}), integers({0, 1, 1, 0}, make_shape({2, 2}))});
  }

  void shapes() {
    finish(Op::broadcast_to, {input(make_shape({1, 1, 1, c_})), integers({1, s_, 2, c_})});
    const ValueId extents = integers({2, s_});
    finish(Op::fill, {extents, input(make_shape({1}))});
    finish(Op::expand_dims, {input(picture()), integers({1}, make_shape({1}))});
    finish(Op::squeeze, pin::SqueezeAttributes{make_shape({0})}, {input(picture())});
    finish(Op::shape, pin::ShapeAttributes{}, {input(picture())});
    if (type_ != DType::kFloat32) return;
    const ValueId list = integers({s_, 1});
    const ValueId other = g_.add({"in", DType::kInt32, make_shape({3}), {}, nullptr});
    g_.inputs.push_back(other);
    finish(Op::broadcast_args, {list, other});
  }

  void borders() {
    const Integers around = {0, 0, 1, 2, 2, 1, 0, 0};
    const ValueId x = input(picture()), paddings = integers(around, make_shape({4, 2}));
    const ValueId value = type_ == DType::kFloat32
                              ? g_.add_constant<float>("value", type_, make_shape({1}), std::vector<float>{-1.5f})
                              : g_.add_constant<std::int8_t>("value", type_, make_shape({1}), std::vector<std::int8_t>{77}, quantization());
    finish(Op::padv2, {x, paddings, value});
    finish(Op::mirror_pad, pin::MirrorPadAttributes{.symmetric = type_ == DType::kFloat32},
           {input(picture()), integers(around, make_shape({4, 2}))});
  }

  void picks() {
    finish(Op::gather, pin::GatherAttributes{.axis = 2}, {input(picture()), integers({2, 0, 1, 2})});
    finish(Op::gather_nd, {input(picture()), integers({0, 2, 0, 0, 0, 1}, make_shape({3, 2}))});
    const ValueId ids = integers({1, 0, 1});
    finish(Op::embedding_lookup, {ids, input(make_shape({2, c_}))});
    const ValueId x = input(picture()), update = input(make_shape({1, 2, 2, c_}));
    finish(Op::dynamic_update_slice, {x, update, integers({0, 1, s_, 0})});
  }

  void resizes() {
    finish(Op::resize_nearest_neighbor, pin::ResizeNearestAttributes{}, {input(picture()), integers({2 * s_, s_ - 1})});
    finish(Op::resize_bilinear, pin::ResizeBilinearAttributes{}, {input(picture()), integers({2 * s_, s_ - 1})});
  }

  std::int32_t s_, c_;
  DType type_;
  Graph g_;
  std::vector<NamedGraph> out_;
};

}  // namespace

std::vector<NamedGraph> movement_graphs(PictureSize size, DType type) { return Movements(size, type).all(); }

}  // namespace pinhole
