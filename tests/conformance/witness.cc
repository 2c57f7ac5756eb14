#include "tests/conformance/witness.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "tests/conformance/movement_witness.h"

namespace pinhole {
namespace {

template <class T>
double element(std::span<const std::byte> bytes, std::size_t i) {
  T value;
  std::memcpy(&value, bytes.data() + i * sizeof(T), sizeof(T));
  return static_cast<double>(value);
}

double raw_at(DType type, std::span<const std::byte> bytes, std::size_t i) {
  switch (type) {
    case DType::kFloat32: return element<float>(bytes, i);
    case DType::kInt16: return element<std::int16_t>(bytes, i);
    case DType::kInt32: return element<std::int32_t>(bytes, i);
    case DType::kInt64: return element<std::int64_t>(bytes, i);
    case DType::kUint8: return element<std::uint8_t>(bytes, i);
    default: return element<std::int8_t>(bytes, i);
  }
}

// scale * (q - zero_point), with the scale of the element's index along the quantised axis.
Reals reals(const Value& v, std::span<const std::byte> bytes) {
  Reals out(static_cast<std::size_t>(v.shape.count()));
  const std::vector<float>& scales = v.quantization.scales;
  std::size_t inner = 1;
  for (std::int32_t i = v.quantization.axis + 1; i < v.shape.rank; ++i) inner *= static_cast<std::size_t>(v.shape.dim[i]);
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = raw_at(v.dtype, bytes, i);
    if (scales.empty()) continue;
    const std::size_t s = scales.size() == 1 ? 0 : i / inner % scales.size();
    out[i] = static_cast<double>(scales[s]) * (out[i] - v.quantization.zero_points[s]);
  }
  return out;
}

double activate(pin::Activation act, double x) {
  if (act == pin::Activation::kRelu || act == pin::Activation::kRelu6) x = std::max(x, 0.0);
  return act == pin::Activation::kRelu6 ? std::min(x, 6.0) : x;
}

double wrapped(double x) {
  return static_cast<double>(static_cast<std::int32_t>(static_cast<std::uint64_t>(static_cast<std::int64_t>(x))));
}

class Definition {
 public:
  Definition(const Graph& graph, const Node& node, std::vector<Reals> operands)
      : g_(graph), node_(node), in_(std::move(operands)), x_(graph.input(node, 0).shape), y_(graph.output(node).shape) {}

  Reals all() const {
    Reals out(static_cast<std::size_t>(y_.count()));
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = at(i);
    return out;
  }

 private:
  double at(std::size_t i) const {
    const Place p = place(y_, i);
    switch (node_.op) {
      case Op::conv_2d: return convolution(p, node_.as<pin::Conv2dAttributes>(), false);
      case Op::depthwise_conv_2d: return convolution(p, node_.as<pin::DepthwiseConv2dAttributes>(), true);
      case Op::fully_connected: return dense(i);
      case Op::average_pool_2d: return pool(p, [](const Reals& taps) { return sum(taps) / static_cast<double>(taps.size()); });
      case Op::max_pool_2d: return pool(p, [](const Reals& taps) { return *std::max_element(taps.begin(), taps.end()); });
      case Op::add: return pair(p, node_.as<pin::AddAttributes>().activation, [](double a, double b) { return a + b; });
      case Op::mul: return pair(p, node_.as<pin::MulAttributes>().activation, [](double a, double b) { return a * b; });
      case Op::pad: return padded(p);
      case Op::concatenation: return joined(p);
      case Op::mean: return mean(p);
      case Op::softmax: return softmax(i);
      case Op::logistic: return 1.0 / (1.0 + std::exp(-in_[0][i]));
      case Op::relu: return std::max(in_[0][i], 0.0);
      case Op::relu6: return std::clamp(in_[0][i], 0.0, 6.0);
      case Op::reshape:
      case Op::quantize:
      case Op::dequantize: return in_[0][i];
      default: break;
    }
    double value = 0;
    PIN_CHECK(moved(g_, node_, in_, p, &value), std::string("the witness does not know ") + op_name(node_.op));
    return value;
  }

  static double sum(const Reals& values) {
    double total = 0;
    for (const double v : values) total += v;
    return total;
  }

  // visit(kernel row, kernel column, input place) for the taps inside the picture. SAME: the odd pixel lies behind.
  template <class Attributes, class Visit>
  void taps(const Place& p, const Attributes& a, std::int32_t kernel_h, std::int32_t kernel_w, const Visit& visit) const {
    const auto front = [&](std::int32_t in, std::int32_t out, std::int32_t kernel, std::int32_t stride) {
      return a.padding == pin::Padding::kSame ? std::max(0, (out - 1) * stride + kernel - in) / 2 : 0;
    };
    const std::int32_t top = front(x_.dim[1], y_.dim[1], kernel_h, a.stride_h), left = front(x_.dim[2], y_.dim[2], kernel_w, a.stride_w);
    for (std::int32_t ky = 0; ky < kernel_h; ++ky) {
      for (std::int32_t kx = 0; kx < kernel_w; ++kx) {
        const Place from = {{p.at[0], p.at[1] * a.stride_h - top + ky, p.at[2] * a.stride_w - left + kx, p.at[3]}};
        if (from.at[1] >= 0 && from.at[1] < x_.dim[1] && from.at[2] >= 0 && from.at[2] < x_.dim[2]) visit(ky, kx, from);
      }
    }
  }

  template <class Attributes>
  double convolution(const Place& p, const Attributes& a, bool depthwise) const {
    const Shape& w = g_.input(node_, 1).shape;
    double total = in_.size() > 2 ? in_[2][static_cast<std::size_t>(p.at[3])] : 0.0;
    taps(p, a, w.dim[1], w.dim[2], [&](std::int32_t ky, std::int32_t kx, Place from) {
      for (std::int32_t c = 0; c < (depthwise ? 1 : x_.dim[3]); ++c) {
        if (!depthwise) from.at[3] = c;
        const Place weight = depthwise ? Place{{0, ky, kx, p.at[3]}} : Place{{p.at[3], ky, kx, c}};
        total += in_[0][index(x_, from)] * in_[1][index(w, weight)];
      }
    });
    return activate(a.activation, total);
  }

  double dense(std::size_t i) const {
    const Shape& w = g_.input(node_, 1).shape;
    const auto outs = static_cast<std::size_t>(w.dim[0]), depth = static_cast<std::size_t>(w.dim[1]);
    double total = in_.size() > 2 ? in_[2][i % outs] : 0.0;
    for (std::size_t k = 0; k < depth; ++k) total += in_[0][i / outs * depth + k] * in_[1][i % outs * depth + k];
    return total;
  }

  template <class Reduce>
  double pool(const Place& p, const Reduce& reduce) const {
    const auto& a = node_.as<pin::Pool2dAttributes>();
    Reals values;
    taps(p, a, a.filter_h, a.filter_w, [&](std::int32_t, std::int32_t, const Place& from) { values.push_back(in_[0][index(x_, from)]); });
    return activate(a.activation, reduce(values));
  }

  template <class Combine>
  double pair(const Place& p, pin::Activation act, const Combine& combine) const {
    const auto operand = [&](std::size_t k) {
      const Shape& shape = g_.input(node_, k).shape;
      Place own;
      for (std::int32_t axis = 0; axis < shape.rank; ++axis) own.at[axis] = shape.dim[axis] == 1 ? 0 : p.at[axis + y_.rank - shape.rank];
      return in_[k][index(shape, own)];
    };
    const double result = combine(operand(0), operand(1));
    if (g_.output(node_).dtype != DType::kInt32) return activate(act, result);
    if (node_.op == Op::add) return wrapped(result);
    const auto product = static_cast<std::int64_t>(operand(0)) * static_cast<std::int64_t>(operand(1));
    return activate(act, static_cast<double>(static_cast<std::int32_t>(static_cast<std::uint64_t>(product))));
  }

  double padded(const Place& p) const {
    Place from;
    for (std::int32_t axis = 0; axis < y_.rank; ++axis) {
      from.at[axis] = p.at[axis] - static_cast<std::int32_t>(in_[1][static_cast<std::size_t>(2 * axis)]);
      if (from.at[axis] < 0 || from.at[axis] >= x_.dim[axis]) return 0.0;
    }
    return in_[0][index(x_, from)];
  }

  double joined(Place p) const {
    const std::int32_t given = node_.as<pin::ConcatenationAttributes>().axis, axis = given < 0 ? given + y_.rank : given;
    for (std::size_t k = 0;; ++k) {
      const Shape& shape = g_.input(node_, k).shape;
      if (p.at[axis] < shape.dim[axis]) return in_[k][index(shape, p)];
      p.at[axis] -= shape.dim[axis];
    }
  }

  double mean(const Place& p) const {
    bool reduced[pin::kMaxRank] = {};
    for (const double axis : in_[1]) reduced[static_cast<std::int32_t>(axis) + (axis < 0 ? x_.rank : 0)] = true;
    const bool keep = node_.as<pin::MeanAttributes>().keep_dims;
    Reals values;
    for (std::size_t i = 0; i < in_[0].size(); ++i) {
      const Place from = place(x_, i);
      bool mine = true;
      for (std::int32_t axis = 0, out = 0; axis < x_.rank; ++axis) {
        if (!reduced[axis]) mine = mine && from.at[axis] == p.at[out];
        out += !reduced[axis] || keep ? 1 : 0;
      }
      if (mine) values.push_back(in_[0][i]);
    }
    return sum(values) / static_cast<double>(values.size());
  }

  double softmax(std::size_t i) const {
    const auto depth = static_cast<std::size_t>(x_.dim[x_.rank - 1]);
    double total = 0;
    for (std::size_t k = 0; k < depth; ++k) total += std::exp(in_[0][i / depth * depth + k] - in_[0][i]);
    return 1.0 / total;
  }

  const Graph& g_;
  const Node& node_;
  std::vector<Reals> in_;
  const Shape &x_, &y_;
};

double tolerance(const Graph& graph, const Node& node) {
  const Value& out = graph.output(node);
  const bool function = node.op == Op::softmax || node.op == Op::logistic;
  if (out.dtype == DType::kInt32) return 0;
  if (out.dtype == DType::kFloat32) return 1e-4;
  const double units = !function ? 1.01 : out.dtype == DType::kInt16 ? 64.0 : 2.0;
  return units * static_cast<double>(out.quantization.scales[0]);
}

double limited(const Value& v, double x) {
  if (v.quantization.empty()) return x;
  const double low = v.dtype == DType::kUint8 ? 0 : v.dtype == DType::kInt16 ? -32768 : -128;
  const double high = v.dtype == DType::kUint8 ? 255 : v.dtype == DType::kInt16 ? 32767 : 127;
  const double scale = static_cast<double>(v.quantization.scales[0]), zero = v.quantization.zero_points[0];
  return std::clamp(x, scale * (low - zero), scale * (high - zero));
}

}  // namespace

std::string disagreement(const Graph& graph, const Node& node, const std::vector<std::span<const std::byte>>& operands,
                         std::span<const std::byte> output) {
  std::vector<Reals> in;
  for (std::size_t i = 0; i < operands.size(); ++i) in.push_back(reals(graph.input(node, i), operands[i]));
  const Value& value = graph.output(node);
  const Reals got = reals(value, output), want = Definition(graph, node, std::move(in)).all();
  const double allowed = tolerance(graph, node);
  for (std::size_t i = 0; i < want.size(); ++i) {
    const double expected = limited(value, want[i]);
    if (std::fabs(got[i] - expected) > allowed * std::max(1.0, value.dtype == DType::kFloat32 ? std::fabs(expected) : 1.0)) {
      return fmt::format("{} '{}': element {} is {}, but {} in real numbers", op_name(node.op), value.name, i, got[i], expected);
    }
  }
  return {};
}

}  // namespace pinhole
