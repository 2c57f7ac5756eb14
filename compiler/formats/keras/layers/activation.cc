// Activation functions, as layers of their own and as 'activation' of another layer. A pass lets the operator before clamp instead.
#include <fmt/format.h>

#include "compiler/formats/keras/layers.h"

namespace pinhole::keras {
namespace {

struct Function {
  const char* name;
  ValueId (*append)(LayerBuilder&, ValueId);
};

ValueId linear(LayerBuilder&, ValueId x) { return x; }
ValueId relu(LayerBuilder& b, ValueId x) { return b.append(Op::relu, pin::NoAttributes{}, {x}, "relu"); }
ValueId relu6(LayerBuilder& b, ValueId x) { return b.append(Op::relu6, pin::NoAttributes{}, {x}, "relu6"); }
ValueId sigmoid(LayerBuilder& b, ValueId x) { return b.append(Op::logistic, pin::NoAttributes{}, {x}, "sigmoid"); }
ValueId softmax(LayerBuilder& b, ValueId x) { return b.append(Op::softmax, pin::SoftmaxAttributes{}, {x}, "softmax"); }
ValueId swish(LayerBuilder& b, ValueId x) { return b.append(Op::mul, pin::MulAttributes{}, {x, sigmoid(b, x)}, "swish"); }

// Keras 2: clip(0.2 x + 0.5, 0, 1); Keras 3: relu6(x + 3) / 6. With 1.2 x instead of x the second form is the first.
ValueId hard_sigmoid(LayerBuilder& b, ValueId x) {
  const ValueId steep = b.keras_major() < 3 ? b.scaled(x, 1.2, "steep") : x;
  return b.scaled(relu6(b, b.shifted(steep, 3.0, "hard.shifted")), 1.0 / 6.0, "hard");
}

// Only Keras 3 has it by name: x relu6(x + 3) / 6.
ValueId hard_swish(LayerBuilder& b, ValueId x) {
  const ValueId gate = b.scaled(relu6(b, b.shifted(x, 3.0, "hard.shifted")), 1.0 / 6.0, "hard");
  return b.append(Op::mul, pin::MulAttributes{}, {x, gate}, "hard_swish");
}

constexpr Function kFunctions[] = {
    {"linear", linear},
    {"relu", relu},
    {"relu6", relu6},
    {"sigmoid", sigmoid},
    {"softmax", softmax},
    {"swish", swish},
    {"silu", swish},
    {"hard_sigmoid", hard_sigmoid},
    {"hard_swish", hard_swish},
    {"hard_silu", hard_swish},
};

const Function* find_function(const std::string& name) {
  for (const Function& function : kFunctions) {
    if (function.name == name) return &function;
  }
  return nullptr;
}

// Text, or an object: {"class_name": "relu6", ...} of Keras 2; {"class_name": "function", "config": "relu6"} and
// {"class_name": "ReLU", "config": {...}} of Keras 3 (the latter is a layer, and no function's name).
std::string function_name(const Layer& layer, const char* key) {
  const Fields fields(layer.config, layer.place());
  const Json* value = fields.find(key);
  if (value == nullptr) return "linear";
  if (value->is_string()) return value->get<std::string>();
  const Fields object(*value, layer.place());
  const std::string class_name = object.text("class_name");
  if (class_name != "function") return class_name;
  return object.text("config");
}

std::string lacks_activation_layer(const Layer& layer, int) { return lacks_activation(layer, "activation"); }

ValueId build_activation(LayerBuilder& b) { return append_activation(b, b.input(), "activation"); }

std::string lacks_relu(const Layer& layer, int) {
  const Fields fields(layer.config, layer.place());
  const double most = fields.number("max_value", 6.0);
  if (fields.find("max_value") != nullptr && most != 6.0) return fmt::format("max_value {}; Pinhole has 6 or none", most);
  if (const double slope = fields.number("negative_slope", 0.0); slope != 0.0)
    return fmt::format("negative_slope {}; Pinhole has 0 only", slope);
  if (const double threshold = fields.number("threshold", 0.0); threshold != 0.0)
    return fmt::format("threshold {}; Pinhole has 0 only", threshold);
  return "";
}

ValueId build_relu(LayerBuilder& b) { return b.fields().find("max_value") == nullptr ? relu(b, b.input()) : relu6(b, b.input()); }

std::string lacks_softmax(const Layer& layer, int) {
  const Json* axis = Fields(layer.config, layer.place()).find("axis");
  return axis != nullptr && axis->is_array() ? "several axes; Pinhole has the last one only" : "";
}

ValueId build_softmax(LayerBuilder& b) {
  const ValueId x = b.input();
  const std::int32_t rank = b.shape(x).rank, axis = b.fields().integer("axis", -rank, rank - 1, -1);
  if (axis != -1 && axis != rank - 1)
    b.fail("softmax over another axis than the last one", "axis -1", fmt::format("{}", axis), "put the classes last");
  return softmax(b, x);
}

constexpr LayerKind kLayers[] = {
    {"Activation", lacks_activation_layer, build_activation},
    {"ReLU", lacks_relu, build_relu},
    {"Softmax", lacks_softmax, build_softmax},
};

}  // namespace

std::span<const LayerKind> activation_layers() { return kLayers; }

std::string lacks_activation(const Layer& layer, const char* key) {
  const std::string name = function_name(layer, key);
  return find_function(name) != nullptr ? "" : fmt::format("activation '{}'", name);
}

ValueId append_activation(LayerBuilder& b, ValueId x, const char* key) {
  const Function* function = find_function(function_name(b.layer(), key));
  PIN_CHECK(function != nullptr, "an activation function that lacks_activation() let through");
  return function->append(b, x);
}

}  // namespace pinhole::keras
