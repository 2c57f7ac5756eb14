// An ONNX file's messages as structs: what the importer looks at, nothing more. Read by read_model(); the structs refer to the bytes of
// the file, which must outlive them. Nothing here knows what an operator means.
// Field numbers and enums: onnx.proto of https://github.com/onnx/onnx (IR version 10).
#pragma once

#include <optional>

#include "compiler/formats/onnx/wire.h"

namespace pinhole::onnx {

// TensorProto.DataType.
enum class ElementType : std::int32_t {
  kUndefined = 0,
  kFloat = 1,
  kUint8 = 2,
  kInt8 = 3,
  kUint16 = 4,
  kInt16 = 5,
  kInt32 = 6,
  kInt64 = 7,
  kString = 8,
  kBool = 9,
  kFloat16 = 10,
  kDouble = 11,
  kUint32 = 12,
  kUint64 = 13,
};
std::string name_of(ElementType type);  // "FLOAT", "type 99"

struct TensorMessage {
  std::string name;
  ElementType type = ElementType::kUndefined;
  std::vector<std::int64_t> dims;
  std::optional<Message> raw;  // little-endian elements
  std::vector<Field> typed;    // the fields float_data, int32_data, int64_data, double_data, uint64_data, each as it stands
  bool external = false;       // the data is in another file
  std::size_t offset = 0;
};

struct AttributeMessage {
  std::string name;
  std::int64_t type = 0;  // AttributeProto.AttributeType, 0 in files of IR version 1
  std::int64_t integer = 0;
  float real = 0;
  std::string text;
  std::optional<TensorMessage> tensor;
  std::vector<float> reals;
  std::vector<std::int64_t> integers;
};

struct NodeMessage {
  std::vector<std::string> inputs, outputs;  // "" for one that is left out
  std::string name, op_type, domain;
  std::vector<AttributeMessage> attributes;
  std::size_t index = 0;
};

// A tensor's type as an input or output declares it.
struct ValueMessage {
  std::string name;
  bool is_tensor = false;
  bool has_shape = false;
  ElementType type = ElementType::kUndefined;
  struct Extent {
    std::int64_t value = -1;  // -1: open
    std::string symbol;       // "batch", or empty
  };
  std::vector<Extent> shape;
};

struct ModelMessage {
  std::int64_t ir_version = 0;
  std::string producer;
  std::int64_t opset = 0;  // of the domain "" (also written "ai.onnx")
  std::string graph_name;
  std::vector<NodeMessage> nodes;
  std::vector<TensorMessage> initializers;
  std::vector<ValueMessage> inputs, outputs;
  bool sparse = false;                 // the graph has sparse initializers
  std::vector<std::string> functions;  // names of functions that the model brings along
};

// Throws Error (place: byte; expected, got) when the bytes are no ONNX model.
ModelMessage read_model(std::span<const std::byte> bytes);

// A TensorProto that is a file of its own, as the data of onnx's node tests are.
TensorMessage read_tensor_message(Message message);

}  // namespace pinhole::onnx
