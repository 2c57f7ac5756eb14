// The codecs of all operators (codec.h says what one is). An operator that is missing here does not compile.
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

template <>
struct TfliteCodec<Op::add> {
  using Options = tfl::AddOptions;
  static constexpr bool kOptional = true;
  static constexpr int kNewestVersion = 6;
  static pin::AddAttributes parse(const Options& o) {
    return {.activation = parse_activation(o.fused_activation_function()), .pot_scale_int16 = o.pot_scale_int16()};
  }
  static flatbuffers::Offset<Options> build(Builder& b, const pin::AddAttributes& a) {
    return tfl::CreateAddOptions(b, to_activation(a.activation), a.pot_scale_int16);
  }
  static int version(const NodeTypes& t, const pin::AddAttributes& a) {
    if (t.input == DType::kInt16 && !a.pot_scale_int16) return 3;
    return t.input == DType::kInt8 ? 2 : 1;
  }
};

template <>
struct TfliteCodec<Op::mul> {
  using Options = tfl::MulOptions;
  static constexpr bool kOptional = true;
  static constexpr int kNewestVersion = 8;
  static pin::MulAttributes parse(const Options& o) { return {.activation = parse_activation(o.fused_activation_function())}; }
  static flatbuffers::Offset<Options> build(Builder& b, const pin::MulAttributes& a) {
    return tfl::CreateMulOptions(b, to_activation(a.activation));
  }
  static int version(const NodeTypes& t, const pin::MulAttributes&) {
    if (t.input == DType::kInt16) return 4;
    if (t.rescales_up) return 3;
    return t.input == DType::kInt8 ? 2 : 1;
  }
};

template <>
struct TfliteCodec<Op::pad> {
  using Options = tfl::PadOptions;
  static constexpr bool kOptional = true;
  static constexpr int kNewestVersion = 5;
  static pin::NoAttributes parse(const Options&) { return {}; }
  static flatbuffers::Offset<Options> build(Builder& b, const pin::NoAttributes&) { return tfl::CreatePadOptions(b); }
  static int version(const NodeTypes& t, const pin::NoAttributes&) {
    return t.input == DType::kBool ? 5 : t.rank > 4 ? 4 : plain_version(t);
  }
};

template <>
struct TfliteCodec<Op::reshape> {
  using Options = tfl::ReshapeOptions;
  static constexpr bool kOptional = true;
  static constexpr int kNewestVersion = 1;
  static pin::ReshapeAttributes parse(const Options& o) {
    pin::ReshapeAttributes a;
    if (o.new_shape() == nullptr) return a;
    if (o.new_shape()->size() > static_cast<unsigned>(pin::kMaxRank)) {
      throw Error({.file = {},
                   .place = {},
                   .problem = "the new shape has too many dimensions",
                   .expected = fmt::format("at most {}", pin::kMaxRank),
                   .got = fmt::format("{}", o.new_shape()->size()),
                   .help = {}});
    }
    for (const std::int32_t extent : *o.new_shape()) a.new_shape.dim[a.new_shape.rank++] = extent;
    return a;
  }
  static flatbuffers::Offset<Options> build(Builder& b, const pin::ReshapeAttributes& a) {
    return tfl::CreateReshapeOptions(b, b.CreateVector(a.new_shape.dim, static_cast<std::size_t>(a.new_shape.rank)));
  }
  static int version(const NodeTypes&, const pin::ReshapeAttributes&) { return 1; }
};

template <>
struct TfliteCodec<Op::concatenation> {
  using Options = tfl::ConcatenationOptions;
  static constexpr bool kOptional = false;
  static constexpr int kNewestVersion = 5;
  static pin::ConcatenationAttributes parse(const Options& o) {
    return {.axis = o.axis(), .activation = parse_activation(o.fused_activation_function())};
  }
  static flatbuffers::Offset<Options> build(Builder& b, const pin::ConcatenationAttributes& a) {
    return tfl::CreateConcatenationOptions(b, a.axis, to_activation(a.activation));
  }
  static int version(const NodeTypes& t, const pin::ConcatenationAttributes&) { return t.input == DType::kUint32 ? 4 : plain_version(t); }
};

template <>
struct TfliteCodec<Op::softmax> {
  using Options = tfl::SoftmaxOptions;
  static constexpr bool kOptional = false;
  static constexpr int kNewestVersion = 3;
  static pin::SoftmaxAttributes parse(const Options& o) { return {.beta = o.beta()}; }
  static flatbuffers::Offset<Options> build(Builder& b, const pin::SoftmaxAttributes& a) { return tfl::CreateSoftmaxOptions(b, a.beta); }
  static int version(const NodeTypes& t, const pin::SoftmaxAttributes&) { return plain_version(t); }
};

template <>
struct TfliteCodec<Op::mean> {
  using Options = tfl::ReducerOptions;
  static constexpr bool kOptional = true;
  static constexpr int kNewestVersion = 3;
  static pin::MeanAttributes parse(const Options& o) { return {.keep_dims = o.keep_dims()}; }
  static flatbuffers::Offset<Options> build(Builder& b, const pin::MeanAttributes& a) { return tfl::CreateReducerOptions(b, a.keep_dims); }
  static int version(const NodeTypes& t, const pin::MeanAttributes&) { return plain_version(t); }
};

// Operators for which TFLite has no table of options.
struct BareCodec {
  using Options = NoOptions;
  static constexpr bool kOptional = true;
  static constexpr int kNewestVersion = 3;
  static pin::NoAttributes parse(const Options&) { return {}; }
  static flatbuffers::Offset<Options> build(Builder&, const pin::NoAttributes&) { return 0; }
  static int version(const NodeTypes& t, const pin::NoAttributes&) { return plain_version(t); }
};
template <>
struct TfliteCodec<Op::logistic> : BareCodec {};
template <>
struct TfliteCodec<Op::relu> : BareCodec {};
template <>
struct TfliteCodec<Op::relu6> : BareCodec {};

template <>
struct TfliteCodec<Op::quantize> {
  using Options = tfl::QuantizeOptions;
  static constexpr bool kOptional = true;
  static constexpr int kNewestVersion = 5;
  static pin::NoAttributes parse(const Options&) { return {}; }
  static flatbuffers::Offset<Options> build(Builder& b, const pin::NoAttributes&) { return tfl::CreateQuantizeOptions(b); }
  static int version(const NodeTypes& t, const pin::NoAttributes&) { return t.per_channel ? 3 : t.output == DType::kInt16 ? 2 : 1; }
};

template <>
struct TfliteCodec<Op::dequantize> {
  using Options = tfl::DequantizeOptions;
  static constexpr bool kOptional = true;
  static constexpr int kNewestVersion = 8;
  static pin::NoAttributes parse(const Options&) { return {}; }
  static flatbuffers::Offset<Options> build(Builder& b, const pin::NoAttributes&) { return tfl::CreateDequantizeOptions(b); }
  static int version(const NodeTypes& t, const pin::NoAttributes&) {
    return t.input == DType::kInt4 ? 6 : t.input == DType::kInt8 && t.per_channel ? 5 : plain_version(t);
  }
};

#define PIN_OP(name, ...) static_assert(HasTfliteCodec<Op::name>, "compiler/formats/tflite/codecs.h: no TfliteCodec for " #name);
#include "compiler/ir/ops.def"
#undef PIN_OP

}  // namespace pinhole::tflite
