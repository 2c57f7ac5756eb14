// Functions in a functional model: "x + y", tf.nn.relu6(x). Keras 2 writes them as TFOpLambda with the function's name.
#include <fmt/format.h>

#include "compiler/formats/keras/layers.h"

namespace pinhole::keras {
namespace {

struct Function {
  const char* name;
  ValueId (*append)(LayerBuilder&);
};

// The tensor and the number behind it.
std::pair<ValueId, double> tensor_and_number(LayerBuilder& b) {
  const auto inputs = b.inputs();
  if (inputs.size() != 2 || !inputs[0].is_tensor() || inputs[1].is_tensor())
    b.fail("the function's operands are not supported", "a tensor and a number", fmt::format("{} other operands", inputs.size()));
  return {inputs[0].value, inputs[1].number};
}

ValueId binary(LayerBuilder& b, const char* class_name) { return find_layer(class_name)->build(b); }
ValueId add(LayerBuilder& b) { return binary(b, "Add"); }
ValueId multiply(LayerBuilder& b) { return binary(b, "Multiply"); }

ValueId subtract(LayerBuilder& b) {
  const auto [x, number] = tensor_and_number(b);
  return b.shifted(x, -number, "shifted");
}

ValueId divide(LayerBuilder& b) {
  const auto [x, number] = tensor_and_number(b);
  if (number == 0.0) b.fail("it divides by zero", "another number", "0");
  return b.scaled(x, 1.0 / number, "scaled");
}

ValueId relu(LayerBuilder& b) { return b.append(Op::relu, pin::NoAttributes{}, {b.input()}, "relu"); }
ValueId relu6(LayerBuilder& b) { return b.append(Op::relu6, pin::NoAttributes{}, {b.input()}, "relu6"); }
ValueId sigmoid(LayerBuilder& b) { return b.append(Op::logistic, pin::NoAttributes{}, {b.input()}, "sigmoid"); }
ValueId swish(LayerBuilder& b) { return b.append(Op::mul, pin::MulAttributes{}, {b.input(), sigmoid(b)}, "swish"); }

constexpr Function kFunctions[] = {
    {"__operators__.add", add}, {"math.add", add},       {"math.multiply", multiply}, {"math.subtract", subtract},
    {"math.truediv", divide},   {"math.divide", divide}, {"nn.relu", relu},           {"nn.relu6", relu6},
    {"math.sigmoid", sigmoid},  {"nn.sigmoid", sigmoid}, {"nn.silu", swish},          {"nn.swish", swish},
};

const Function* find_function(const std::string& name) {
  for (const Function& function : kFunctions) {
    if (function.name == name) return &function;
  }
  return nullptr;
}

std::string lacks_tf_function(const Layer& layer, int) {
  const std::string name = Fields(layer.config, layer.place()).text("function");
  return find_function(name) != nullptr ? "" : fmt::format("function '{}'", name);
}

ValueId build_tf_function(LayerBuilder& b) { return find_function(b.fields().text("function"))->append(b); }

constexpr LayerKind kLayers[] = {
    {"TFOpLambda", lacks_tf_function, build_tf_function},
    {"TrueDivide", lacks_nothing, divide},  // Keras 3, module keras.src.ops.numpy
    {"Relu", lacks_nothing, relu},          // Keras 3, module keras.src.ops.nn, as the next three
    {"Relu6", lacks_nothing, relu6},
    {"Sigmoid", lacks_nothing, sigmoid},
    {"Silu", lacks_nothing, swish},
};

}  // namespace

std::span<const LayerKind> function_layers() { return kLayers; }

}  // namespace pinhole::keras
