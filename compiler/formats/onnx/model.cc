#include "compiler/formats/onnx/model.h"

#include <fmt/format.h>

#include <limits>

#include "base/error.h"

namespace pinhole::onnx {
namespace {

// Files of one kilobyte must not make lists of millions: an empty message takes two bytes of file and a hundred of memory.
constexpr std::size_t kMostNodes = 100'000;

ElementType element_type(const Field& field) {
  const std::int64_t number = field.integer("an element type");
  if (number < 0 || number > 1000) fail_at(field.offset, "an element type is out of range", "0 to 1000", fmt::format("{}", number));
  return static_cast<ElementType>(number);
}

template <class T>
T& added(std::vector<T>* list, const Field& field) {
  if (list->size() >= kMostNodes)
    fail_at(field.offset, "the graph is too large", fmt::format("at most {} entries of a kind", kMostNodes), "more");
  return list->emplace_back();
}

AttributeMessage read_attribute(Message message) {
  AttributeMessage attribute;
  Field f;
  for (Fields fields(message); fields.next(&f);) {
    switch (f.number) {
      case 1: attribute.name = f.text("an attribute's name"); break;
      case 2: attribute.real = f.real("a float attribute"); break;
      case 3: attribute.integer = f.integer("an integer attribute"); break;
      case 4: attribute.text = f.text("a text attribute"); break;
      case 5: attribute.tensor = read_tensor_message(f.sub("a tensor attribute")); break;
      case 7: f.append_floats(&attribute.reals, "a list of floats"); break;
      case 8: f.append_integers(&attribute.integers, "a list of integers"); break;
      case 20: attribute.type = f.integer("an attribute's type"); break;
      default: break;
    }
  }
  return attribute;
}

NodeMessage read_node(Message message) {
  NodeMessage node;
  Field f;
  for (Fields fields(message); fields.next(&f);) {
    switch (f.number) {
      case 1: added(&node.inputs, f) = f.text("a node's input"); break;
      case 2: added(&node.outputs, f) = f.text("a node's output"); break;
      case 3: node.name = f.text("a node's name"); break;
      case 4: node.op_type = f.text("a node's operator"); break;
      case 5: added(&node.attributes, f) = read_attribute(f.sub("an attribute")); break;
      case 7: node.domain = f.text("a node's domain"); break;
      default: break;
    }
  }
  if (node.domain == "ai.onnx") node.domain.clear();
  return node;
}

ValueMessage::Extent read_extent(Message message) {
  ValueMessage::Extent extent;
  Field f;
  for (Fields fields(message); fields.next(&f);) {
    if (f.number == 1) extent.value = f.integer("an extent");
    if (f.number == 2) extent.symbol = f.text("an extent's symbol");
  }
  if (extent.value < 0) extent.value = -1;
  return extent;
}

void read_tensor_type(Message message, ValueMessage* value) {
  value->is_tensor = true;
  Field f, d;
  for (Fields fields(message); fields.next(&f);) {
    if (f.number == 1) value->type = element_type(f);
    if (f.number != 2) continue;
    value->has_shape = true;
    for (Fields dims(f.sub("a shape")); dims.next(&d);) {
      if (d.number == 1) added(&value->shape, d) = read_extent(d.sub("an extent"));
    }
  }
}

ValueMessage read_value(Message message) {
  ValueMessage value;
  Field f, t;
  for (Fields fields(message); fields.next(&f);) {
    if (f.number == 1) value.name = f.text("a tensor's name");
    if (f.number != 2) continue;
    for (Fields type(f.sub("a type")); type.next(&t);) {
      if (t.number == 1) read_tensor_type(t.sub("a tensor type"), &value);
    }
  }
  return value;
}

void read_graph(Message message, ModelMessage* model) {
  Field f;
  for (Fields fields(message); fields.next(&f);) {
    switch (f.number) {
      case 1: {
        NodeMessage& node = added(&model->nodes, f);
        node = read_node(f.sub("a node"));
        node.index = model->nodes.size() - 1;
        break;
      }
      case 2: model->graph_name = f.text("the graph's name"); break;
      case 5: added(&model->initializers, f) = read_tensor_message(f.sub("an initializer")); break;
      case 11: added(&model->inputs, f) = read_value(f.sub("a graph input")); break;
      case 12: added(&model->outputs, f) = read_value(f.sub("a graph output")); break;
      case 15: model->sparse = true; break;
      default: break;
    }
  }
}

void read_opset(Message message, ModelMessage* model) {
  std::string domain;
  std::int64_t version = 0;
  Field f;
  for (Fields fields(message); fields.next(&f);) {
    if (f.number == 1) domain = f.text("an operator set's domain");
    if (f.number == 2) version = f.integer("an operator set's version");
  }
  if (domain.empty() || domain == "ai.onnx") model->opset = version;
}

}  // namespace

std::string name_of(ElementType type) {
  static constexpr const char* kNames[] = {"UNDEFINED", "FLOAT",  "UINT8", "INT8",    "UINT16", "INT16",  "INT32",
                                           "INT64",     "STRING", "BOOL",  "FLOAT16", "DOUBLE", "UINT32", "UINT64"};
  const auto i = static_cast<std::size_t>(type);
  return i < std::size(kNames) ? kNames[i] : fmt::format("type {}", i);
}

TensorMessage read_tensor_message(Message message) {
  TensorMessage tensor;
  tensor.offset = message.offset;
  Field f;
  for (Fields fields(message); fields.next(&f);) {
    switch (f.number) {
      case 1: f.append_integers(&tensor.dims, "a tensor's extents"); break;
      case 2: tensor.type = element_type(f); break;
      case 4:
      case 5:
      case 7:
      case 10:
      case 11: added(&tensor.typed, f) = f; break;
      case 8: tensor.name = f.text("a tensor's name"); break;
      case 9: tensor.raw = f.sub("a tensor's data"); break;
      case 14: tensor.external = f.integer("a tensor's data location") != 0; break;
      default: break;
    }
  }
  return tensor;
}

ModelMessage read_model(std::span<const std::byte> bytes) {
  ModelMessage model;
  bool has_graph = false;
  Field f;
  for (Fields fields({bytes, 0}); fields.next(&f);) {
    switch (f.number) {
      case 1: model.ir_version = f.integer("the IR version"); break;
      case 2: model.producer = f.text("the producer's name"); break;
      case 7:
        read_graph(f.sub("the graph"), &model);
        has_graph = true;
        break;
      case 8: read_opset(f.sub("an operator set"), &model); break;
      case 25: {
        Field name;
        for (Fields function(f.sub("a function")); function.next(&name);) {
          if (name.number == 1) added(&model.functions, name) = name.text("a function's name");
        }
        break;
      }
      default: break;
    }
  }
  if (!has_graph) fail_at(bytes.size(), "the file has no graph", "an ONNX ModelProto with field 7", "the end");
  return model;
}

}  // namespace pinhole::onnx
