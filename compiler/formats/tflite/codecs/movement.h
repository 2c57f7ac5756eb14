// Codecs (codec.h says what one is): operators that only move elements.
#pragma once

#include "compiler/formats/tflite/codec.h"

namespace pinhole::tflite {

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
  static pin::ReshapeAttributes parse(const Options& o) { return {.new_shape = parse_extents(o.new_shape(), "the new shape")}; }
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

}  // namespace pinhole::tflite
