// What a Keras file says about its network: layers, and who reads whom. Used by the files of this room only; weights are elsewhere
// (weights.h), what a layer means is in layers.h.
//
// Read are Functional and Sequential models as Keras 2 and 3 write them, nested ones too. A Sequential model is turned into the same form:
// every layer has one call that reads the layer before.
//   Keras 2   "inbound_nodes": [[["relu1", 0, 0, {}], ["bn2", 0, 0, {}]]]             one list a call: layer, its call, its output, keywords
//   Keras 3   "inbound_nodes": [{"args": [{"class_name": "__keras_tensor__", "config": {"keras_history": ["relu1", 0, 0]}}], "kwargs": {}}]
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/formats/keras/fields.h"

namespace pinhole::keras {

// One output of one call of a layer.
struct Tensor {
  std::size_t layer = 0;  // index into Model::layers
  std::size_t call = 0;
  std::size_t output = 0;
};

struct Operand {
  bool is_tensor = true;
  Tensor tensor;
  double number = 0.0;  // when it is no tensor
};

struct Call {
  std::vector<Operand> operands;
  Json keywords = Json::object();
};

struct Model;

struct Layer {
  std::string class_name, name;
  Json config;
  std::vector<Call> calls;       // an InputLayer has none
  std::unique_ptr<Model> model;  // of a nested model
  std::string group;             // the outermost layer's name: the group in model_weights (.h5)
  std::string path;              // "layers/functional/layers/conv2d_1": the group in model.weights.h5 (.keras)
  std::string place() const;     // "layer 'conv2d' (Conv2D)"
  bool is_input() const { return class_name == "InputLayer"; }
};

struct Model {
  std::string name;
  std::vector<Layer> layers;
  std::vector<Tensor> inputs, outputs;
};

// `json` is the whole description, {"class_name": ..., "config": ...}. `place` names it in messages.
// Throws Error for what is malformed: types, references to layers that are not there, two layers of one name, nesting beyond 8 models.
// Whether Pinhole has the layers is not looked at.
Model read_architecture(const Json& json, const std::string& place);

}  // namespace pinhole::keras
