// Conv2D, DepthwiseConv2D, SeparableConv2D, Dense. Keras keeps kernels as [h, w, in, out], TFLite as [out, h, w, in]; a depthwise kernel
// [h, w, in, multiplier] has the order of [1, h, w, in * multiplier] already.
#include <fmt/format.h>

#include "compiler/formats/keras/layers.h"

namespace pinhole::keras {
namespace {

std::string lacks_convolution(const Layer& layer, int) {
  if (std::string lacking = lacks_channels_last(layer); !lacking.empty()) return lacking;
  const std::string padding = Fields(layer.config, layer.place()).text("padding", "valid");
  if (padding != "same" && padding != "valid") return fmt::format("padding '{}'; Pinhole has same and valid", padding);
  return lacks_activation(layer, "activation");
}

std::string lacks_dense(const Layer& layer, int) { return lacks_activation(layer, "activation"); }

pin::Padding padding_of(const LayerBuilder& b) {
  return b.fields().text("padding", "valid") == "same" ? pin::Padding::kSame : pin::Padding::kValid;
}

Pair kernel_of(const LayerBuilder& b) { return b.fields().pair("kernel_size", 1, 32768); }
Pair strides_of(const LayerBuilder& b) { return b.fields().pair("strides", 1, 32768, Pair{1, 1}); }
Pair dilation_of(const LayerBuilder& b) { return b.fields().pair("dilation_rate", 1, 32768, Pair{1, 1}); }

// [rows, columns] -> [columns, rows]; every convolution's kernel is such a matrix, [h * w * in, out].
std::vector<float> transposed(const std::vector<float>& in, std::size_t columns) {
  std::vector<float> out(in.size());
  const std::size_t rows = in.size() / columns;
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c < columns; ++c) out[c * rows + r] = in[r * columns + c];
  }
  return out;
}

// The operands of a layer with weights: x, weights and, if the layer has one, the bias. Weights come first in the file.
std::vector<ValueId> with_bias(LayerBuilder& b, ValueId x, ValueId weights, std::int32_t out_channels) {
  std::vector<ValueId> operands{x, weights};
  if (b.fields().flag("use_bias", true))
    operands.push_back(b.constant("bias", make_shape({out_channels}), [&] { return b.weights({"bias"}, {out_channels}); }));
  return operands;
}

ValueId build_conv_2d(LayerBuilder& b) {
  const ValueId x = b.input(4);
  const Pair k = kernel_of(b), strides = strides_of(b), dilation = dilation_of(b);
  const std::int32_t out = b.fields().integer("filters", 1, kMostExtent), groups = b.fields().integer("groups", 1, kMostExtent, 1);
  if (b.channels(x) % groups != 0 || out % groups != 0)
    b.fail("'groups' does not divide the channels", fmt::format("a divisor of {} and {}", b.channels(x), out), fmt::format("{}", groups));
  const std::int32_t depth = b.channels(x) / groups;
  const ValueId weights = b.constant("kernel", {4, {out, k[0], k[1], depth}}, [&] {
    return transposed(b.weights({"kernel"}, {k[0], k[1], depth, out}), static_cast<std::size_t>(out));
  });
  const pin::Conv2dAttributes attributes{
      .padding = padding_of(b), .stride_h = strides[0], .stride_w = strides[1], .dilation_h = dilation[0], .dilation_w = dilation[1]};
  return append_activation(b, b.append(Op::conv_2d, attributes, with_bias(b, x, weights, out), "linear"), "activation");
}

struct Depthwise {
  ValueId weights;
  std::int32_t channels;
  pin::DepthwiseConv2dAttributes attributes;
};

Depthwise depthwise_of(LayerBuilder& b, ValueId x) {
  const Pair k = kernel_of(b), strides = strides_of(b), dilation = dilation_of(b);
  const std::int32_t in = b.channels(x), multiplier = b.fields().integer("depth_multiplier", 1, 4096, 1);
  if (std::int64_t{in} * multiplier > kMostExtent)
    b.fail("the layer has too many channels", fmt::format("at most {}", kMostExtent), fmt::format("{} times {}", in, multiplier));
  const ValueId weights = b.constant("depthwise_kernel", {4, {1, k[0], k[1], in * multiplier}}, [&] {
    return b.weights({"depthwise_kernel", "kernel"}, {k[0], k[1], in, multiplier});
  });
  return {
      weights, in * multiplier,
      pin::DepthwiseConv2dAttributes{
          .padding = padding_of(b), .stride_h = strides[0], .stride_w = strides[1], .dilation_h = dilation[0], .dilation_w = dilation[1]}};
}

ValueId build_depthwise(LayerBuilder& b) {
  const ValueId x = b.input(4);
  const Depthwise d = depthwise_of(b, x);
  return append_activation(b, b.append(Op::depthwise_conv_2d, d.attributes, with_bias(b, x, d.weights, d.channels), "linear"),
                           "activation");
}

ValueId build_separable(LayerBuilder& b) {
  const ValueId x = b.input(4);
  const Depthwise d = depthwise_of(b, x);
  const ValueId spread = b.append(Op::depthwise_conv_2d, d.attributes, {x, d.weights}, "depthwise");
  const std::int32_t out = b.fields().integer("filters", 1, kMostExtent);
  const ValueId weights = b.constant("pointwise_kernel", {4, {out, 1, 1, d.channels}}, [&] {
    return transposed(b.weights({"pointwise_kernel"}, {1, 1, d.channels, out}), static_cast<std::size_t>(out));
  });
  const pin::Conv2dAttributes attributes{.padding = pin::Padding::kValid};
  return append_activation(b, b.append(Op::conv_2d, attributes, with_bias(b, spread, weights, out), "linear"), "activation");
}

ValueId build_dense(LayerBuilder& b) {
  const ValueId x = b.input();
  const std::int32_t depth = b.channels(x), out = b.fields().integer("units", 1, kMostExtent);
  const ValueId weights = b.constant("kernel", make_shape({out, depth}), [&] {
    return transposed(b.weights({"kernel"}, {depth, out}), static_cast<std::size_t>(out));
  });
  const pin::FullyConnectedAttributes attributes{.keep_num_dims = b.shape(x).rank != 2};
  return append_activation(b, b.append(Op::fully_connected, attributes, with_bias(b, x, weights, out), "linear"), "activation");
}

constexpr LayerKind kLayers[] = {
    {"Conv2D", lacks_convolution, build_conv_2d},
    {"DepthwiseConv2D", lacks_convolution, build_depthwise},
    {"SeparableConv2D", lacks_convolution, build_separable},
    {"Dense", lacks_dense, build_dense},
};

}  // namespace

std::span<const LayerKind> convolution_layers() { return kLayers; }

}  // namespace pinhole::keras
