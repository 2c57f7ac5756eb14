// Codecs (codec.h says what one is): arithmetic, activations, conversions, and what reduces.
#pragma once

#include "compiler/formats/tflite/codec.h"

namespace pinhole::tflite {

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

// Operators without attributes: TFLite has no table of options for them, or one without fields, which may be missing. The newest version of
// any of them is 5 (ABS).
template <Op op>
requires(is_category<op, Category::unary, Category::binary, Category::comparison, Category::nary, Category::normalisation>&&
             std::is_same_v<AttributesOf<op>, pin::NoAttributes>) struct TfliteCodec<op> {
  using Options = NoOptions;
  static constexpr bool kOptional = true;
  static constexpr int kNewestVersion = 5;
  static pin::NoAttributes parse(const Options&) { return {}; }
  static flatbuffers::Offset<Options> build(Builder&, const pin::NoAttributes&) { return 0; }
  static int version(const NodeTypes& t, const pin::NoAttributes&) { return plain_version(t); }
};

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

}  // namespace pinhole::tflite
