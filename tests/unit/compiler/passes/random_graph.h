// Random small networks that pass the verifier, made of pieces that passes look for. For property tests.
#pragma once

#include "base/random.h"
#include "compiler/ir/evaluate.h"
#include "compiler/ir/graph.h"

namespace pinhole {

class RandomGraph {
 public:
  // dtype: kInt8 or kFloat32.
  RandomGraph(std::uint64_t seed, DType dtype) : random_(seed), dtype_(dtype) {}

  Graph make() {
    const std::int32_t side = static_cast<std::int32_t>(random_.between(3, 7)), channels = static_cast<std::int32_t>(random_.between(1, 4));
    graph_.inputs = {graph_.add({"in", dtype_, make_shape({1, side, side, channels}), quantization(), nullptr})};
    values_ = graph_.inputs;
    for (int tries = 0; tries < 24 && graph_.nodes.size() < 10; ++tries) {
      const Graph before = graph_;
      try {
        add_piece();
        for (std::size_t i = before.nodes.size(); i < graph_.nodes.size(); ++i) check_device_accepts(graph_, graph_.nodes[i]);
        values_.push_back(graph_.nodes.back().outputs[0]);
      } catch (const Error&) {
        graph_ = before;
      }
    }
    if (graph_.nodes.empty()) append(Op::relu, pin::NoAttributes{}, {graph_.inputs[0]}, graph_.value(graph_.inputs[0]).quantization);
    graph_.outputs = {graph_.nodes.back().outputs[0]};
    if (graph_.nodes.size() > 3 && random_.below(3) == 0) graph_.outputs.push_back(graph_.nodes[graph_.nodes.size() / 2].outputs[0]);
    return graph_;
  }

  // Bytes for graph.inputs.
  std::vector<Bytes> inputs() {
    std::vector<Bytes> all;
    for (const ValueId id : graph_.inputs) all.push_back(data(graph_.value(id).shape.count()));
    return all;
  }

 private:
  Quantization quantization() {
    if (dtype_ == DType::kFloat32) return {};
    static constexpr float kScales[] = {0.02f, 0.05f, 0.05f, 0.1f};
    return {{kScales[random_.below(4)]}, {static_cast<std::int32_t>(random_.between(-3, 3)) * 10}, 0};
  }

  Bytes data(std::int32_t count) {
    Bytes bytes;
    for (std::int32_t i = 0; i < count; ++i) {
      if (dtype_ == DType::kFloat32) {
        const auto value = static_cast<float>(random_.uniform(-3, 8));
        const auto raw = std::as_bytes(std::span(&value, 1));
        bytes.insert(bytes.end(), raw.begin(), raw.end());
      } else {
        bytes.push_back(static_cast<std::byte>(random_.below(256)));
      }
    }
    return bytes;
  }

  ValueId constant(const Shape& shape, Quantization q) {
    return graph_.add({"c", dtype_, shape, std::move(q), std::make_shared<const Bytes>(data(shape.count()))});
  }

  ValueId append(Op op, Attributes attributes, std::vector<ValueId> operands, Quantization q, DType type = DType::kFloat32) {
    return graph_.append(op, std::move(attributes), std::move(operands), "v" + std::to_string(graph_.nodes.size()), std::move(q), type);
  }

  void add_piece() {
    ValueId x = random_.below(3) == 0 ? values_[random_.below(values_.size())] : values_.back();
    const Quantization q = graph_.value(x).quantization;
    const bool keep = random_.below(2) == 0;
    switch (random_.below(12)) {
      case 0: append(Op::relu, pin::NoAttributes{}, {x}, keep ? q : quantization()); break;
      case 1: append(Op::relu6, pin::NoAttributes{}, {x}, q); break;
      case 2: convolution(x, false); break;
      case 3: convolution(x, true); break;
      case 4: convolution(pad(x), random_.below(2) == 0); break;
      case 5: affine(x); break;
      case 6:
        append(Op::reshape, pin::ReshapeAttributes{keep ? graph_.value(x).shape : make_shape({1, graph_.value(x).shape.count()})}, {x}, q);
        break;
      case 7:
        append(Op::concatenation, pin::ConcatenationAttributes{.axis = -1}, keep ? std::vector<ValueId>{x} : std::vector<ValueId>{x, x}, q);
        break;
      case 8: pool(x); break;
      case 9: there_and_back(x, keep); break;
      case 10: affine(append(Op::relu, pin::NoAttributes{}, {constant(make_shape({1}), q)}, q)); break;
      default: append(Op::add, pin::AddAttributes{}, {x, x}, keep ? q : quantization()); break;
    }
  }

  ValueId pad(ValueId x) {
    const auto n = [&] { return static_cast<std::int32_t>(random_.below(2)); };
    const std::vector<std::int32_t> around = {0, 0, n(), n(), n(), n(), 0, 0};
    const ValueId paddings = graph_.add_constant<std::int32_t>("around", DType::kInt32, make_shape({4, 2}), around);
    return append(Op::pad, pin::NoAttributes{}, {x, paddings}, graph_.value(x).quantization);
  }

  void convolution(ValueId x, bool depthwise) {
    const Shape in = graph_.value(x).shape;
    const std::int32_t channels = in.dim[3], out = depthwise ? channels : static_cast<std::int32_t>(random_.between(1, 4));
    const auto side = [&] { return static_cast<std::int32_t>(random_.between(1, 3)); };
    const Shape shape = depthwise ? make_shape({1, side(), side(), out}) : make_shape({out, side(), side(), channels});
    const Quantization weights = dtype_ == DType::kFloat32 ? Quantization{} : Quantization{{0.01f}, {0}, 0};
    const ValueId w = constant(shape, weights);
    const auto stride = static_cast<std::int32_t>(random_.between(1, 2));
    const auto padding = random_.below(3) == 0 ? pin::Padding::kSame : pin::Padding::kValid;
    Attributes attributes = pin::Conv2dAttributes{.padding = padding, .stride_h = stride, .stride_w = stride};
    if (depthwise) attributes = pin::DepthwiseConv2dAttributes{.padding = padding, .stride_h = stride, .stride_w = stride};
    const ValueId y = append(depthwise ? Op::depthwise_conv_2d : Op::conv_2d, attributes, {x, w, kNoValue}, quantization());
    if (dtype_ == DType::kFloat32 && random_.below(2) == 0) affine(y);
  }

  void affine(ValueId x) {
    const Shape in = graph_.value(x).shape;
    const ValueId c = constant(random_.below(3) == 0 ? make_shape({1}) : make_shape({in.dim[in.rank - 1]}), graph_.value(x).quantization);
    const auto activation = random_.below(3) == 0 ? pin::Activation::kRelu : pin::Activation::kNone;
    if (random_.below(2) == 0) append(Op::mul, pin::MulAttributes{activation}, {x, c}, quantization());
    else append(Op::add, pin::AddAttributes{.activation = activation}, {c, x}, quantization());
  }

  void pool(ValueId x) {
    pin::Pool2dAttributes a;
    a.filter_h = a.filter_w = static_cast<std::int32_t>(random_.between(1, 2));
    append(random_.below(2) == 0 ? Op::max_pool_2d : Op::average_pool_2d, a, {x}, graph_.value(x).quantization);
  }

  // dequantize and quantize, to the same or other integers; or quantize alone.
  void there_and_back(ValueId x, bool same) {
    const Quantization q = same ? graph_.value(x).quantization : quantization();
    if (random_.below(3) == 0) append(Op::quantize, pin::NoAttributes{}, {x}, q, DType::kInt8);
    else append(Op::quantize, pin::NoAttributes{}, {append(Op::dequantize, pin::NoAttributes{}, {x}, {})}, q, DType::kInt8);
  }

  Random random_;
  DType dtype_;
  Graph graph_;
  std::vector<ValueId> values_;
};

}  // namespace pinhole
