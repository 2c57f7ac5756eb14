#include "tests/conformance/movement_witness.h"

#include <algorithm>
#include <cmath>

namespace pinhole {
namespace {

class Movement {
 public:
  Movement(const Graph& graph, const Node& node, const std::vector<Reals>& in)
      : g_(graph), node_(node), in_(in), x_(graph.input(node, 0).shape), y_(graph.output(node).shape) {}

  bool at(const Place& p, double* value) const {
    switch (node_.op) {
      case Op::transpose: return take(value, transposed(p));
      case Op::reverse_v2: return take(value, reversed(p));
      case Op::slice: return take(value, shifted(p, 1));
      case Op::strided_slice: return take(value, strided(p));
      case Op::split: return *value = in_[1][index(g_.input(node_, 1).shape, p)], true;  // the first part begins where the whole does
      case Op::split_v: return take(value, p);
      case Op::pack: return *value = packed(p), true;
      case Op::unpack: return take(value, unpacked(p));
      case Op::broadcast_to: return take(value, broadcast(p));
      case Op::fill: return *value = in_[1][0], true;
      case Op::space_to_depth: return take(value, to_depth(p));
      case Op::depth_to_space: return take(value, from_depth(p));
      case Op::space_to_batch_nd: return *value = to_batch(p), true;
      case Op::batch_to_space_nd: return take(value, from_batch(p));
      case Op::expand_dims:
      case Op::squeeze: return *value = in_[0][index(y_, p)], true;
      case Op::shape: return *value = x_.dim[p.at[0]], true;
      case Op::broadcast_args: return *value = extent(p.at[0]), true;
      default: return other(p, value);
    }
  }

 private:
  bool other(const Place& p, double* value) const {
    switch (node_.op) {
      case Op::padv2: return *value = padded(p), true;
      case Op::mirror_pad: return take(value, mirrored(p));
      case Op::gather: return take(value, gathered(p));
      case Op::gather_nd: return take(value, gathered_nd(p));
      case Op::embedding_lookup: return *value = looked_up(p), true;
      case Op::dynamic_update_slice: return *value = updated(p), true;
      case Op::resize_nearest_neighbor: return take(value, nearest(p));
      case Op::resize_bilinear: return *value = bilinear(p), true;
      default: return false;
    }
  }

  bool take(double* value, const Place& p) const { return *value = in_[0][index(x_, p)], true; }
  std::int32_t given(std::size_t operand, std::int32_t i) const {
    return static_cast<std::int32_t>(in_[operand][static_cast<std::size_t>(i)]);
  }

  Place transposed(const Place& p) const {
    Place from;
    for (std::int32_t i = 0; i < x_.rank; ++i) from.at[given(1, i)] = p.at[i];
    return from;
  }
  Place reversed(Place p) const {
    for (std::size_t i = 0; i < in_[1].size(); ++i) {
      const std::int32_t axis = given(1, static_cast<std::int32_t>(i));
      p.at[axis] = x_.dim[axis] - 1 - p.at[axis];
    }
    return p;
  }
  Place shifted(Place p, std::size_t begins) const {
    for (std::int32_t i = 0; i < x_.rank; ++i) p.at[i] += given(begins, i);
    return p;
  }
  Place strided(const Place& p) const {  // begins are not negative
    Place from;
    for (std::int32_t i = 0; i < x_.rank; ++i) from.at[i] = given(1, i) + p.at[i] * given(3, i);
    return from;
  }
  double packed(const Place& p) const {
    const std::int32_t axis = node_.as<pin::PackAttributes>().axis;
    Place from;
    for (std::int32_t i = 0; i < y_.rank; ++i) {
      if (i != axis) from.at[i < axis ? i : i - 1] = p.at[i];
    }
    return in_[static_cast<std::size_t>(p.at[axis])][index(x_, from)];
  }
  Place unpacked(const Place& p) const {
    const std::int32_t axis = node_.as<pin::UnpackAttributes>().axis;
    Place from;
    for (std::int32_t i = 0; i < y_.rank; ++i) from.at[i < axis ? i : i + 1] = p.at[i];
    return from;
  }
  Place broadcast(const Place& p) const {
    Place from;
    for (std::int32_t i = 0; i < x_.rank; ++i) from.at[i] = x_.dim[i] == 1 ? 0 : p.at[i + y_.rank - x_.rank];
    return from;
  }
  Place to_depth(const Place& p) const {
    const std::int32_t block = node_.as<pin::BlockAttributes>().block_size, c = x_.dim[3];
    const std::int32_t inside = p.at[3] / c;
    return {{p.at[0], p.at[1] * block + inside / block, p.at[2] * block + inside % block, p.at[3] % c}};
  }
  Place from_depth(const Place& p) const {
    const std::int32_t block = node_.as<pin::BlockAttributes>().block_size, c = y_.dim[3];
    const std::int32_t inside = p.at[1] % block * block + p.at[2] % block;
    return {{p.at[0], p.at[1] / block, p.at[2] / block, inside * c + p.at[3]}};
  }
  double to_batch(const Place& p) const {
    const std::int32_t position = p.at[0] / x_.dim[0];
    const std::int32_t y = p.at[1] * given(1, 0) + position / given(1, 1) - given(2, 0);
    const std::int32_t x = p.at[2] * given(1, 1) + position % given(1, 1) - given(2, 2);
    if (y < 0 || y >= x_.dim[1] || x < 0 || x >= x_.dim[2]) return 0;
    return in_[0][index(x_, {{p.at[0] % x_.dim[0], y, x, p.at[3]}})];
  }
  Place from_batch(const Place& p) const {
    const std::int32_t y = p.at[1] + given(2, 0), x = p.at[2] + given(2, 2);
    const std::int32_t position = y % given(1, 0) * given(1, 1) + x % given(1, 1);
    return {{position * y_.dim[0] + p.at[0], y / given(1, 0), x / given(1, 1), p.at[3]}};
  }
  double extent(std::int32_t i) const {
    double result = 1;
    for (std::size_t k = 2; k-- > 0;) {  // the first list counts where both say something
      const std::int32_t at = i - y_.dim[0] + static_cast<std::int32_t>(in_[k].size());
      if (at >= 0 && in_[k][static_cast<std::size_t>(at)] != 1) result = in_[k][static_cast<std::size_t>(at)];
    }
    return result;
  }
  double padded(Place p) const {
    for (std::int32_t i = 0; i < x_.rank; ++i) {
      p.at[i] -= given(1, 2 * i);
      if (p.at[i] < 0 || p.at[i] >= x_.dim[i]) return in_[2][0];
    }
    return in_[0][index(x_, p)];
  }
  Place mirrored(Place p) const {
    const std::int32_t edge = node_.as<pin::MirrorPadAttributes>().symmetric ? 1 : 0;
    for (std::int32_t i = 0; i < x_.rank; ++i) {
      std::int32_t& at = p.at[i] -= given(1, 2 * i);
      if (at < 0) at = -edge - at;
      if (at >= x_.dim[i]) at = 2 * (x_.dim[i] - 1) + edge - at;
    }
    return p;
  }
  Place gathered(Place p) const {  // one list of indices along axis 2
    p.at[2] = given(1, p.at[2]);
    return p;
  }
  Place gathered_nd(const Place& p) const {  // pairs of indices
    return {{given(1, 2 * p.at[0]), given(1, 2 * p.at[0] + 1), p.at[1], p.at[2]}};
  }
  double looked_up(const Place& p) const {
    const Shape& table = g_.input(node_, 1).shape;
    return in_[1][index(table, {{std::clamp(given(0, p.at[0]), 0, table.dim[0] - 1), p.at[1]}})];
  }
  double updated(const Place& p) const {
    const Shape& update = g_.input(node_, 1).shape;
    Place inside;
    for (std::int32_t i = 0; i < x_.rank; ++i) {
      inside.at[i] = p.at[i] - std::clamp(given(2, i), 0, x_.dim[i] - update.dim[i]);
      if (inside.at[i] < 0 || inside.at[i] >= update.dim[i]) return in_[0][index(x_, p)];
    }
    return in_[1][index(update, inside)];
  }
  Place nearest(Place p) const {
    for (std::int32_t i = 1; i < 3; ++i) p.at[i] = p.at[i] * x_.dim[i] / y_.dim[i];
    return p;
  }
  double bilinear(const Place& p) const {
    double value = 0;
    for (int corner = 0; corner < 4; ++corner) {
      Place from = p;
      double weight = 1;
      for (std::int32_t i = 1; i < 3; ++i) {
        const double at = static_cast<double>(p.at[i]) * x_.dim[i] / y_.dim[i], low = std::floor(at);
        const bool second = (corner >> (i - 1) & 1) != 0;
        weight *= second ? at - low : 1 - (at - low);
        from.at[i] = std::min(static_cast<std::int32_t>(low) + (second ? 1 : 0), x_.dim[i] - 1);
      }
      value += weight * in_[0][index(x_, from)];
    }
    return value;
  }

  const Graph& g_;
  const Node& node_;
  const std::vector<Reals>& in_;
  const Shape &x_, &y_;
};

}  // namespace

bool moved(const Graph& graph, const Node& node, const std::vector<Reals>& operands, const Place& p, double* value) {
  return Movement(graph, node, operands).at(p, value);
}

}  // namespace pinhole
