#include "compiler/formats/keras/architecture.h"

#include <fmt/format.h>

#include <map>

#include "base/error.h"
#include "compiler/formats/keras/calls.h"
#include "compiler/formats/keras/snake_case.h"

namespace pinhole::keras {
namespace {

constexpr int kMostNesting = 8;
constexpr std::size_t kMostLayers = 20'000;

bool is_model(const std::string& class_name) { return class_name == "Functional" || class_name == "Model" || class_name == "Sequential"; }

struct Parent {
  std::string group, path;  // of the layer that holds the model; empty for the outermost model
  int depth = 0;
};

Model read_model(const std::string& class_name, const Json& config, const std::string& place, const Parent& parent);

// Keras 3 names the groups of weights by the layers' classes, counted: conv2d, conv2d_1, ...
class GroupNames {
 public:
  std::string next(const std::string& class_name) {
    const std::string name = snake_case(class_name);
    const int count = used_[name]++;
    return count == 0 ? name : fmt::format("{}_{}", name, count);
  }

 private:
  std::map<std::string, int> used_;
};

Layer read_layer(const Json& json, const std::string& place, const Parent& parent, GroupNames* names) {
  const Fields fields(json, place);
  Layer layer;
  layer.class_name = fields.text("class_name");
  layer.config = fields.find("config") == nullptr ? Json::object() : fields.need("config");
  if (layer.config.is_object()) layer.name = Fields(layer.config, place).text("name", "");
  layer.name = fields.text("name", layer.name);
  if (layer.name.empty()) fail(place, "a layer has no name", "a name", "none");
  layer.group = parent.depth == 0 ? layer.name : parent.group;
  layer.path = (parent.path.empty() ? "" : parent.path + "/") + "layers/" + names->next(layer.class_name);
  if (is_model(layer.class_name)) {
    layer.model =
        std::make_unique<Model>(read_model(layer.class_name, layer.config, layer.place(), {layer.group, layer.path, parent.depth + 1}));
  } else if (!layer.config.is_object()) {
    fail(layer.place(), "'config' is not usable", "an object", shown(layer.config));
  }
  return layer;
}

std::vector<Layer> read_layers(const Json& list, const std::string& place, const Parent& parent) {
  if (!list.is_array() || list.empty()) fail(place, "the model has no layers", "a list of layers", shown(list));
  if (list.size() > kMostLayers)
    fail(place, "the model has too many layers", fmt::format("at most {}", kMostLayers), fmt::format("{}", list.size()));
  std::vector<Layer> layers;
  GroupNames names;
  for (std::size_t i = 0; i < list.size(); ++i)
    layers.push_back(read_layer(list[i], fmt::format("{}, layer {}", place, i), parent, &names));
  return layers;
}

// The shape that a Sequential model without InputLayer states: in its first layer, or for itself.
Json stated_input(const Fields* model, const Layer& first) {
  if (first.config.is_object()) {
    for (const char* key : {"batch_input_shape", "batch_shape"}) {
      if (const auto at = first.config.find(key); at != first.config.end() && !at->is_null()) return {{"batch_shape", *at}};
    }
  }
  if (first.model != nullptr && !first.model->inputs.empty()) return first.model->layers[first.model->inputs[0].layer].config;
  const Json* built = model == nullptr ? nullptr : model->find("build_input_shape");
  return built == nullptr ? Json::object() : Json{{"batch_shape", *built}};
}

Model sequential(const Json& config, const std::string& place, const Parent& parent) {
  // Before Keras 2.2.3 the configuration was the list itself.
  const std::optional<Fields> fields = config.is_array() ? std::nullopt : std::optional<Fields>(std::in_place, config, place);
  Model model;
  model.name = fields.has_value() ? fields->text("name", "sequential") : "sequential";
  model.layers = read_layers(fields.has_value() ? fields->need("layers") : config, place, parent);
  if (!model.layers[0].is_input()) {
    Layer input;
    input.class_name = "InputLayer";
    input.config = stated_input(fields.has_value() ? &*fields : nullptr, model.layers[0]);
    input.name = model.layers[0].name + "_input";
    model.layers.insert(model.layers.begin(), std::move(input));
  }
  for (std::size_t i = 1; i < model.layers.size(); ++i) {
    if (model.layers[i].is_input())
      fail(model.layers[i].place(), "an input stands behind other layers", "one input, in front", fmt::format("at position {}", i));
    model.layers[i].calls = {Call{{Operand{.is_tensor = true, .tensor = {i - 1, 0, 0}}}, Json::object()}};
  }
  model.inputs = {{0, 0, 0}};
  model.outputs = {{model.layers.size() - 1, 0, 0}};
  return model;
}

Model functional(const Json& config, const std::string& place, const Parent& parent) {
  const Fields fields(config, place);
  Model model;
  model.name = fields.text("name", "model");
  const Json& list = fields.need("layers");
  model.layers = read_layers(list, place, parent);
  LayerIndex index;
  for (std::size_t i = 0; i < model.layers.size(); ++i) {
    if (!index.emplace(model.layers[i].name, i).second)
      fail(model.layers[i].place(), "two layers have the same name", "a name of its own", fmt::format("'{}' twice", model.layers[i].name));
  }
  for (std::size_t i = 0; i < model.layers.size(); ++i) {
    if (const auto nodes = list[i].find("inbound_nodes"); nodes != list[i].end() && !model.layers[i].is_input())
      model.layers[i].calls = read_calls(*nodes, index, model.layers[i].place());
  }
  model.inputs = read_tensors(fields.need("input_layers"), index, place + ", input_layers");
  model.outputs = read_tensors(fields.need("output_layers"), index, place + ", output_layers");
  if (model.inputs.empty() || model.outputs.empty())
    fail(place, "the model has no inputs or no outputs", "at least one of each",
         fmt::format("{} and {}", model.inputs.size(), model.outputs.size()));
  for (const Tensor& input : model.inputs) {
    if (!model.layers[input.layer].is_input())
      fail(model.layers[input.layer].place(), "an input of the model is no InputLayer", "InputLayer", model.layers[input.layer].class_name);
  }
  return model;
}

Model read_model(const std::string& class_name, const Json& config, const std::string& place, const Parent& parent) {
  if (parent.depth > kMostNesting) fail(place, "models are nested too deeply", fmt::format("at most {} levels", kMostNesting), "more");
  return class_name == "Sequential" ? sequential(config, place, parent) : functional(config, place, parent);
}

}  // namespace

std::string Layer::place() const { return fmt::format("layer '{}' ({})", name, class_name); }

Model read_architecture(const Json& json, const std::string& place) {
  const Fields fields(json, place);
  const std::string class_name = fields.text("class_name");
  if (!is_model(class_name)) {
    throw Error({.file = {},
                 .place = place,
                 .problem = "the model's own class cannot be read from the file",
                 .expected = "a Functional or Sequential model",
                 .got = class_name,
                 .help = "build the same layers with keras.Model(inputs, outputs) and save that model",
                 .unsupported = true});
  }
  return read_model(class_name, fields.need("config"), place, {});
}

}  // namespace pinhole::keras
