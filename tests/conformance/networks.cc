#include "tests/conformance/networks.h"

#include <iterator>

#include "base/random.h"
#include "base/text.h"
#include "compiler/ir/verify.h"
#include "tests/conformance/movement_networks.h"

namespace pinhole {
namespace {

using pin::Activation;
using pin::Padding;

const char* type_name(DType type) {
  switch (type) {
    case DType::kInt8: return "int8";
    case DType::kInt16: return "int16";
    case DType::kInt32: return "int32";
    case DType::kUint8: return "uint8";
    default: return "float";
  }
}

// A graph in the making, with random constants.
class Builder {
 public:
  Builder(std::string name, DType type) : name_(std::move(name)), type_(type), random_(fnv1a(name_)) {}

  ValueId input(const char* name, const Shape& shape, float scale, std::int32_t zero_point) {
    const ValueId id = g.add({name, type_, shape, quantization(type_, scale, zero_point), nullptr});
    g.inputs.push_back(id);
    return id;
  }
  static Quantization quantization(DType type, float scale, std::int32_t zero_point) {
    if (type == DType::kFloat32 || type == DType::kInt32) return {};
    return {{scale}, {type == DType::kInt16 ? 0 : zero_point}, 0};
  }
  Quantization quantization(float scale, std::int32_t zero_point) const { return quantization(type_, scale, zero_point); }

  ValueId integers(const char* name, std::vector<std::int32_t> values, Shape shape) {
    return g.add_constant<std::int32_t>(name, DType::kInt32, shape, values);
  }

  // int8 with a scale for each index of `axis`, or float32; real values about -0.6 .. 0.6.
  ValueId weights(const Shape& shape, std::int32_t axis, bool per_channel) {
    const auto count = static_cast<std::size_t>(shape.count());
    if (type_ == DType::kFloat32) {
      std::vector<float> values(count);
      for (float& v : values) v = static_cast<float>(random_.uniform(-0.6, 0.6));
      return g.add_constant<float>("weights", type_, shape, values);
    }
    std::vector<std::int8_t> values(count);
    for (std::int8_t& v : values) v = static_cast<std::int8_t>(random_.between(-127, 127));
    Quantization q{{}, {}, axis};
    for (std::int32_t c = 0; c < (per_channel ? shape.dim[axis] : 1); ++c) {
      q.scales.push_back(0.004f + 0.0003f * static_cast<float>(c % 7));
      q.zero_points.push_back(0);
    }
    return g.add_constant<std::int8_t>("weights", DType::kInt8, shape, values, q);
  }

  // One for each output channel of `weights`, with the scale that integer sums have.
  ValueId bias(ValueId x, ValueId weights, std::int32_t count) {
    const std::vector<float>& scales = g.value(weights).quantization.scales;
    if (type_ == DType::kFloat32) {
      std::vector<float> values(static_cast<std::size_t>(count));
      for (float& v : values) v = static_cast<float>(random_.uniform(-1, 1));
      return g.add_constant<float>("bias", type_, make_shape({count}), values);
    }
    Quantization q{{}, {}, 0};
    for (const float scale : scales) {
      q.scales.push_back(g.value(x).quantization.scales[0] * scale);
      q.zero_points.push_back(0);
    }
    if (type_ == DType::kInt16) {
      std::vector<std::int64_t> values(static_cast<std::size_t>(count));
      for (std::int64_t& v : values) v = random_.between(-100'000, 100'000);
      return g.add_constant<std::int64_t>("bias", DType::kInt64, make_shape({count}), values, q);
    }
    std::vector<std::int32_t> values(static_cast<std::size_t>(count));
    for (std::int32_t& v : values) v = static_cast<std::int32_t>(random_.between(-2000, 2000));
    return g.add_constant<std::int32_t>("bias", DType::kInt32, make_shape({count}), values, q);
  }

  ValueId conv(ValueId x, std::int32_t out, std::int32_t kernel, std::int32_t stride, Activation act, Quantization q) {
    const ValueId w = weights(make_shape({out, kernel, kernel, channels(x)}), 0, true);
    return g.append(Op::conv_2d,
                    pin::Conv2dAttributes{.padding = Padding::kSame, .stride_h = stride, .stride_w = stride, .activation = act},
                    {x, w, bias(x, w, out)}, layer("conv"), std::move(q));
  }
  ValueId depthwise(ValueId x, std::int32_t stride, Activation act, Quantization q) {
    const ValueId w = weights(make_shape({1, 3, 3, channels(x)}), 3, true);
    return g.append(Op::depthwise_conv_2d,
                    pin::DepthwiseConv2dAttributes{.padding = Padding::kSame, .stride_h = stride, .stride_w = stride, .activation = act},
                    {x, w, bias(x, w, channels(x))}, layer("depthwise"), std::move(q));
  }
  ValueId dense(ValueId x, std::int32_t out, Quantization q) {
    const Shape& shape = g.value(x).shape;
    const ValueId w = weights(make_shape({out, shape.count() / shape.dim[0]}), 0, false);
    return g.append(Op::fully_connected, pin::FullyConnectedAttributes{}, {x, w, bias(x, w, out)}, layer("dense"), std::move(q));
  }
  ValueId pool(Op op, ValueId x, std::int32_t size, std::int32_t stride, Padding padding) {
    return g.append(op,
                    pin::Pool2dAttributes{.padding = padding, .stride_h = stride, .stride_w = stride, .filter_h = size, .filter_w = size},
                    {x}, layer("pool"), g.value(x).quantization);
  }

  NamedGraph finish(ValueId output) {
    g.outputs = {output};
    verify(g);
    return {name_, std::move(g)};
  }

  Graph g;

 private:
  std::int32_t channels(ValueId x) const { return g.value(x).shape.dim[3]; }
  std::string layer(const char* kind) const { return kind + std::to_string(g.nodes.size()); }

  std::string name_;
  DType type_;
  Random random_;
};

class Operators {
 public:
  explicit Operators(PictureSize size) : picture_(make_shape({1, size.side, size.side, size.channels})), channels_(size.channels) {}

  std::vector<NamedGraph> all() {
    for (const DType type : {DType::kInt8, DType::kFloat32}) {
      contractions(type);
      windows(type);
      binary(type);
      movement(type);
      functions(type);
    }
    for (const DType type : {DType::kInt16, DType::kInt32}) binary(type);
    contractions(DType::kInt16);
    functions(DType::kInt16);
    conversions();
    return std::move(out_);
  }

 private:
  // `make(builder, input)` appends the operator and returns its output.
  template <class Make>
  void add(const char* op, DType type, const Make& make, const Shape* shape = nullptr) {
    Builder b(std::string(op) + "_" + type_name(type), type);
    const ValueId x = b.input("in", shape != nullptr ? *shape : picture_, 0.05f, -11);
    const ValueId y = make(b, x);
    out_.push_back(b.finish(y));
  }

  void contractions(DType type) {
    const Shape row = make_shape({1, picture_.count()});
    add("conv_2d", type,
        [&](Builder& b, ValueId x) { return b.conv(x, channels_ + 1, 3, 2, Activation::kRelu, b.quantization(0.06f, -128)); });
    add("depthwise_conv_2d", type, [](Builder& b, ValueId x) { return b.depthwise(x, 1, Activation::kNone, b.quantization(0.07f, 4)); });
    add(
        "fully_connected", type, [&](Builder& b, ValueId x) { return b.dense(x, 7, b.quantization(0.15f, 9)); }, &row);
  }

  void windows(DType type) {
    add("average_pool_2d", type, [](Builder& b, ValueId x) { return b.pool(Op::average_pool_2d, x, 3, 2, Padding::kSame); });
    add("average_pool_2d_global", type,
        [&](Builder& b, ValueId x) { return b.pool(Op::average_pool_2d, x, picture_.dim[1], 1, Padding::kValid); });
    add("max_pool_2d", type, [](Builder& b, ValueId x) { return b.pool(Op::max_pool_2d, x, 2, 2, Padding::kValid); });
    for (const bool keep : {false, true}) {
      add(keep ? "mean_rows" : "mean", type, [&](Builder& b, ValueId x) {
        const ValueId axes = keep ? b.integers("axes", {-1}, make_shape({1})) : b.integers("axes", {1, 2}, make_shape({2}));
        return b.g.append(Op::mean, pin::MeanAttributes{keep}, {x, axes}, "mean", b.quantization(0.04f, 3));
      });
    }
  }

  void binary(DType type) {
    add("add", type, [&](Builder& b, ValueId x) {
      const ValueId y = b.input("other", picture_, 0.031f, 7);
      return b.g.append(Op::add, pin::AddAttributes{}, {x, y}, "sum", b.quantization(0.06f, -5));
    });
    add("mul", type, [&](Builder& b, ValueId x) {
      const ValueId y = b.input("gate", make_shape({1, 1, 1, channels_}), 0.02f, 3);
      return b.g.append(Op::mul, pin::MulAttributes{Activation::kRelu}, {x, y}, "product", b.quantization(0.05f, -128));
    });
  }

  void movement(DType type) {
    add("pad", type, [](Builder& b, ValueId x) {
      const ValueId around = b.integers("around", {0, 0, 1, 2, 2, 1, 0, 0}, make_shape({4, 2}));
      return b.g.append(Op::pad, pin::NoAttributes{}, {x, around}, "padded", b.g.value(x).quantization);
    });
    add("concatenation", type, [&](Builder& b, ValueId x) {
      const ValueId y = b.input("other", make_shape({1, picture_.dim[1], picture_.dim[2], 2}), 0.05f, -11);
      return b.g.append(Op::concatenation, pin::ConcatenationAttributes{.axis = -1}, {x, y, x}, "joined", b.g.value(x).quantization);
    });
    add("reshape", type, [&](Builder& b, ValueId x) {
      return b.g.append(Op::reshape, pin::ReshapeAttributes{make_shape({1, picture_.count()})}, {x}, "flat", b.g.value(x).quantization);
    });
  }

  void functions(DType type) {
    const Shape row = make_shape({1, 12});
    const bool wide = type == DType::kInt16;
    add(
        "softmax", type,
        [&](Builder& b, ValueId x) {
          return b.g.append(Op::softmax, pin::SoftmaxAttributes{1.0f}, {x}, "probability", b.quantization(wide ? 0x1p-15f : 0x1p-8f, -128));
        },
        &row);
    add("logistic", type, [&](Builder& b, ValueId x) {
      return b.g.append(Op::logistic, pin::NoAttributes{}, {x}, "probability", b.quantization(wide ? 0x1p-15f : 0x1p-8f, -128));
    });
    add("relu", type,
        [](Builder& b, ValueId x) { return b.g.append(Op::relu, pin::NoAttributes{}, {x}, "positive", b.quantization(0.03f, -128)); });
    add("relu6", type,
        [](Builder& b, ValueId x) { return b.g.append(Op::relu6, pin::NoAttributes{}, {x}, "limited", b.g.value(x).quantization); });
  }

  void conversions() {
    const auto quantize = [&](DType from, DType to, float scale, std::int32_t zero_point) {
      const std::string op = std::string("quantize_") + type_name(to) + "_from";
      add(op.c_str(), from, [&](Builder& b, ValueId x) {
        return b.g.append(Op::quantize, pin::NoAttributes{}, {x}, "quantized", Builder::quantization(to, scale, zero_point), to);
      });
    };
    quantize(DType::kFloat32, DType::kInt8, 0.04f, 5);
    quantize(DType::kFloat32, DType::kInt16, 0.001f, 0);
    quantize(DType::kInt8, DType::kInt8, 0.08f, 20);
    quantize(DType::kInt8, DType::kInt16, 0.01f, 0);
    quantize(DType::kInt8, DType::kUint8, 0.05f, 117);
    quantize(DType::kInt16, DType::kInt8, 0.9f, 1);
    for (const DType type : {DType::kInt8, DType::kInt16}) {
      add("dequantize", type, [](Builder& b, ValueId x) { return b.g.append(Op::dequantize, pin::NoAttributes{}, {x}, "real"); });
    }
  }

  Shape picture_;
  std::int32_t channels_;
  std::vector<NamedGraph> out_;
};

template <class T>
void put(Bytes& bytes, T value) {
  const auto raw = std::as_bytes(std::span(&value, 1));
  bytes.insert(bytes.end(), raw.begin(), raw.end());
}

}  // namespace

std::vector<NamedGraph> operator_graphs(PictureSize size) {
  std::vector<NamedGraph> graphs = Operators(size).all();
  for (const DType type : {DType::kInt8, DType::kFloat32}) {
    std::vector<NamedGraph> moving = movement_graphs(size, type);
    graphs.insert(graphs.end(), std::move_iterator(moving.begin()), std::move_iterator(moving.end()));
  }
  return graphs;
}

NamedGraph tiny_classifier() {
  Builder b("tiny_classifier", DType::kInt8);
  const ValueId in = b.input("picture", make_shape({1, 12, 12, 3}), 0.0078f, -1);
  const Quantization positive = b.quantization(0.03f, -128);
  const ValueId stem = b.conv(in, 8, 3, 2, Activation::kRelu, positive);
  const ValueId inner = b.conv(b.depthwise(stem, 1, Activation::kRelu6, positive), 8, 1, 1, Activation::kNone, b.quantization(0.05f, 2));
  const ValueId sum =
      b.g.append(Op::add, pin::AddAttributes{.activation = Activation::kRelu}, {stem, inner}, "sum", b.quantization(0.06f, -128));
  const ValueId small = b.pool(Op::max_pool_2d, sum, 2, 2, Padding::kValid);
  const ValueId wide = b.conv(small, 12, 1, 1, Activation::kRelu, positive);
  const ValueId both = b.g.append(Op::concatenation, pin::ConcatenationAttributes{.axis = 3},
                                  {wide, b.conv(small, 5, 3, 1, Activation::kRelu, positive)}, "both", positive);
  const ValueId mean = b.pool(Op::average_pool_2d, both, 3, 1, Padding::kValid);
  const ValueId flat = b.g.append(Op::reshape, pin::ReshapeAttributes{make_shape({1, 17})}, {mean}, "flat", positive);
  const ValueId scores = b.dense(flat, 4, b.quantization(0.09f, 6));
  return b.finish(b.g.append(Op::softmax, pin::SoftmaxAttributes{1.0f}, {scores}, "probability", b.quantization(0x1p-8f, -128)));
}

std::vector<Bytes> example_inputs(const Graph& graph, std::uint64_t seed) {
  Random random(seed);
  std::vector<Bytes> all;
  for (const ValueId id : graph.inputs) {
    const Value& value = graph.value(id);
    Bytes bytes;
    for (std::int32_t i = 0; i < value.shape.count(); ++i) {
      const bool edge = random.below(16) == 0;
      const std::int64_t sign = random.below(2) == 0 ? -1 : 1;
      switch (value.dtype) {
        case DType::kFloat32: put(bytes, static_cast<float>(edge ? 9.0 * static_cast<double>(sign) : random.uniform(-4, 4))); break;
        case DType::kInt16: put(bytes, static_cast<std::int16_t>(edge ? (sign < 0 ? -32768 : 32767) : random.between(-200, 200))); break;
        case DType::kInt32: put(bytes, static_cast<std::int32_t>(edge ? sign * 0x7fffffff : random.between(-9000, 9000))); break;
        default: put(bytes, static_cast<std::int8_t>(edge ? (sign < 0 ? -128 : 127) : random.between(-128, 127))); break;
      }
    }
    all.push_back(std::move(bytes));
  }
  return all;
}

}  // namespace pinhole
