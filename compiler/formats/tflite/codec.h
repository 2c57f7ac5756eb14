// How each operator's options look in a .tflite file: one TfliteCodec<op> an operator, read by the importer and written by the
// exporter. A codec has
//   using Options = tfl::SomeOptions;        // or NoOptions, when TFLite has no table for it
//   static constexpr bool kOptional;         // the table may be missing; then every option has TFLite's default
//   static constexpr int kNewestVersion;     // newer ones are refused: their arithmetic is unknown
//   static AttributesOf<op> parse(const Options&);                              // throws Error (got, expected) without a place
//   static flatbuffers::Offset<Options> build(Builder&, const AttributesOf<op>&);
//   static int version(const NodeTypes&, const AttributesOf<op>&);              // the oldest version that means this
// Version numbers: tensorflow/compiler/mlir/lite/tools/versioning/op_version.cc of TensorFlow (2025); docs/ir.md has the table.
#pragma once

#include <fmt/format.h>

#include "compiler/ir/graph.h"
#include "tflite_schema.h"

namespace pinhole::tflite {

using Builder = flatbuffers::FlatBufferBuilder;

struct NoOptions {};

// What a version number depends on. `weights` is the second input's type, or the first's when there is one only.
struct NodeTypes {
  DType input, weights, output;
  std::int32_t rank;  // of the first input
  std::size_t inputs;
  bool grouped;      // a convolution with fewer filter channels than input channels
  bool rescales_up;  // product of the input scales at least the output's (MUL)
  bool per_channel;  // the first input or output has several scales
};

template <Op op>
struct TfliteCodec;

template <Op op>
concept HasTfliteCodec = requires(const typename TfliteCodec<op>::Options& options, const AttributesOf<op>& attributes,
                                  const NodeTypes& types, Builder& builder) {
  { TfliteCodec<op>::kOptional } -> std::convertible_to<bool>;
  { TfliteCodec<op>::kNewestVersion } -> std::convertible_to<int>;
  { TfliteCodec<op>::parse(options) } -> std::same_as<AttributesOf<op>>;
  { TfliteCodec<op>::build(builder, attributes) } -> std::same_as<flatbuffers::Offset<typename TfliteCodec<op>::Options>>;
  { TfliteCodec<op>::version(types, attributes) } -> std::same_as<int>;
};

// TFLite's number of an operator.
template <Op op>
struct BuiltinOf;
#define PIN_OP(op_name, Device, TFLITE, category)                                \
  template <>                                                                    \
  struct BuiltinOf<Op::op_name> {                                                \
    static constexpr tfl::BuiltinOperator kValue = tfl::BuiltinOperator::TFLITE; \
  };
#include "compiler/ir/ops.def"
#undef PIN_OP

// TFLite's number of an element type; false when Pinhole lacks it.
bool from_tensor_type(tfl::TensorType type, DType* out);
tfl::TensorType to_tensor_type(DType type);
// "INT8", or "type 99".
std::string tensor_type_name(tfl::TensorType type);

// Enums come as any byte.
pin::Padding parse_padding(tfl::Padding padding);
pin::Activation parse_activation(tfl::ActivationFunctionType activation);
// A list of extents or axes; an absent one is empty. Throws for more than pin::kMaxRank, `what` being "the new shape".
Shape parse_extents(const flatbuffers::Vector<std::int32_t>* list, const char* what);
inline tfl::Padding to_padding(pin::Padding padding) { return static_cast<tfl::Padding>(padding); }
inline tfl::ActivationFunctionType to_activation(pin::Activation activation) {
  return static_cast<tfl::ActivationFunctionType>(activation);
}

// Most operators: 1, 2 with int8, 3 with int16.
inline int plain_version(const NodeTypes& types) { return types.input == DType::kInt16 ? 3 : types.input == DType::kInt8 ? 2 : 1; }

}  // namespace pinhole::tflite
