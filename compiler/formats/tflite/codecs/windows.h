// Codecs (codec.h says what one is): CONV_2D, DEPTHWISE_CONV_2D, FULLY_CONNECTED and the pools.
#pragma once

#include "compiler/formats/tflite/codec.h"

namespace pinhole::tflite {

template <>
struct TfliteCodec<Op::conv_2d> {
  using Options = tfl::Conv2DOptions;
  static constexpr bool kOptional = false;
  static constexpr int kNewestVersion = 8;
  static pin::Conv2dAttributes parse(const Options& o) {
    pin::Conv2dAttributes a;
    a.padding = parse_padding(o.padding());
    a.stride_h = o.stride_h(), a.stride_w = o.stride_w();
    a.dilation_h = o.dilation_h_factor(), a.dilation_w = o.dilation_w_factor();
    a.activation = parse_activation(o.fused_activation_function());
    if (!from_tensor_type(o.quantized_bias_type(), &a.bias_type)) {
      throw Error({.file = {},
                   .place = {},
                   .problem = "the type of the sums is not one that Pinhole has",
                   .expected = "INT32 or INT64",
                   .got = tensor_type_name(o.quantized_bias_type()),
                   .help = {}});
    }
    return a;
  }
  static flatbuffers::Offset<Options> build(Builder& b, const pin::Conv2dAttributes& a) {
    return tfl::CreateConv2DOptions(b, to_padding(a.padding), a.stride_w, a.stride_h, to_activation(a.activation), a.dilation_w,
                                    a.dilation_h, to_tensor_type(a.bias_type));
  }
  static int version(const NodeTypes& t, const pin::Conv2dAttributes& a) {
    if (t.input == DType::kInt16 && a.bias_type != DType::kFloat32) return 8;
    if (t.grouped) return 6;
    if (t.weights == DType::kInt4) return 7;
    return t.input == DType::kInt16 ? 4 : t.input == DType::kInt8 ? 3 : 1;
  }
};

template <>
struct TfliteCodec<Op::depthwise_conv_2d> {
  using Options = tfl::DepthwiseConv2DOptions;
  static constexpr bool kOptional = false;
  static constexpr int kNewestVersion = 7;
  static pin::DepthwiseConv2dAttributes parse(const Options& o) {
    pin::DepthwiseConv2dAttributes a;
    a.padding = parse_padding(o.padding());
    a.stride_h = o.stride_h(), a.stride_w = o.stride_w();
    a.depth_multiplier = o.depth_multiplier();
    a.dilation_h = o.dilation_h_factor(), a.dilation_w = o.dilation_w_factor();
    a.activation = parse_activation(o.fused_activation_function());
    return a;
  }
  static flatbuffers::Offset<Options> build(Builder& b, const pin::DepthwiseConv2dAttributes& a) {
    return tfl::CreateDepthwiseConv2DOptions(b, to_padding(a.padding), a.stride_w, a.stride_h, a.depth_multiplier,
                                             to_activation(a.activation), a.dilation_w, a.dilation_h);
  }
  static int version(const NodeTypes& t, const pin::DepthwiseConv2dAttributes& a) {
    if (t.input == DType::kInt16) return 5;
    if (t.input == DType::kInt8) return t.weights == DType::kInt4 ? 7 : 3;
    return a.dilation_h != 1 || a.dilation_w != 1 ? 2 : 1;
  }
};

template <>
struct TfliteCodec<Op::fully_connected> {
  using Options = tfl::FullyConnectedOptions;
  static constexpr bool kOptional = true;
  static constexpr int kNewestVersion = 14;
  static pin::FullyConnectedAttributes parse(const Options& o) {
    if (o.weights_format() != tfl::FullyConnectedOptionsWeightsFormat::DEFAULT) {
      throw Error({.file = {},
                   .place = {},
                   .problem = "the weights are stored in a shuffled order that Pinhole does not read",
                   .expected = "format 0 (DEFAULT)",
                   .got = fmt::format("{}", static_cast<int>(o.weights_format())),
                   .help = "export the model without shuffled weights"});
    }
    return {.activation = parse_activation(o.fused_activation_function()), .keep_num_dims = o.keep_num_dims()};
  }
  static flatbuffers::Offset<Options> build(Builder& b, const pin::FullyConnectedAttributes& a) {
    return tfl::CreateFullyConnectedOptions(b, to_activation(a.activation), tfl::FullyConnectedOptionsWeightsFormat::DEFAULT,
                                            a.keep_num_dims);
  }
  static int version(const NodeTypes& t, const pin::FullyConnectedAttributes& a) {
    if (t.input == DType::kInt16) return 7;
    if (t.weights == DType::kInt4) return 10;
    if (t.inputs == 2) return 6;
    return a.keep_num_dims ? 5 : t.input == DType::kInt8 ? 4 : 1;
  }
};

struct PoolCodec {
  using Options = tfl::Pool2DOptions;
  static constexpr bool kOptional = false;
  static constexpr int kNewestVersion = 3;
  static pin::Pool2dAttributes parse(const Options& o) {
    pin::Pool2dAttributes a;
    a.padding = parse_padding(o.padding());
    a.stride_h = o.stride_h(), a.stride_w = o.stride_w();
    a.filter_h = o.filter_height(), a.filter_w = o.filter_width();
    a.activation = parse_activation(o.fused_activation_function());
    return a;
  }
  static flatbuffers::Offset<Options> build(Builder& b, const pin::Pool2dAttributes& a) {
    return tfl::CreatePool2DOptions(b, to_padding(a.padding), a.stride_w, a.stride_h, a.filter_w, a.filter_h, to_activation(a.activation));
  }
  static int version(const NodeTypes& t, const pin::Pool2dAttributes&) { return plain_version(t); }
};
template <>
struct TfliteCodec<Op::average_pool_2d> : PoolCodec {};
template <>
struct TfliteCodec<Op::max_pool_2d> : PoolCodec {};

}  // namespace pinhole::tflite
