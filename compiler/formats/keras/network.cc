#include "compiler/formats/keras/network.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "compiler/formats/keras/layers.h"
#include "compiler/formats/keras/schedule.h"

namespace pinhole::keras {
namespace {

constexpr std::size_t kMostListed = 40;

void collect_unsupported(const Model& model, int keras_major, std::vector<std::string>* out) {
  for (const Layer& layer : model.layers) {
    if (layer.is_input()) continue;
    if (layer.model != nullptr) {
      collect_unsupported(*layer.model, keras_major, out);
      continue;
    }
    const LayerKind* kind = find_layer(layer.class_name);
    const std::string lacking = kind == nullptr ? "no such layer in Pinhole" : kind->lacks(layer, keras_major);
    if (!lacking.empty()) out->push_back(fmt::format("{}: {}", layer.place(), lacking));
  }
}

// [null, 96, 96, 3]; the batch becomes 1.
Shape input_shape(const Layer& layer) {
  const Fields fields(layer.config, layer.place());
  const std::string dtype = fields.find("dtype") != nullptr && fields.find("dtype")->is_string() ? fields.text("dtype") : "float32";
  if (dtype != "float32") fail(layer.place(), "the input is no float32", "float32", dtype, "give the model a float32 input");
  const char* key = fields.find("batch_shape") != nullptr ? "batch_shape" : "batch_input_shape";
  const Json* stated = fields.find(key);
  if (stated == nullptr)
    fail(layer.place(), "the input's shape is not in the file", "a shape", "none",
         "give the model an InputLayer with a shape, and save it again");
  if (!stated->is_array() || stated->empty() || stated->size() > static_cast<std::size_t>(pin::kMaxRank))
    fields.wrong(key, fmt::format("a list of 1 to {} numbers", pin::kMaxRank), *stated);
  Shape shape{1, {1}};
  std::int64_t count = 1;
  for (std::size_t i = 1; i < stated->size(); ++i) {
    if ((*stated)[i].is_null())
      fail(layer.place(), "an extent of the input is open", "numbers, known before running", shown(*stated),
           "build the model with a fixed input shape and save it again");
    shape.dim[shape.rank] = fields.element(key, (*stated)[i], 1, kMostExtent);
    count *= shape.dim[shape.rank++];
    if (count > kMostElements) fields.wrong(key, fmt::format("at most {} elements", kMostElements), *stated);
  }
  return shape;
}

class Network {
 public:
  Network(const Weights& weights, int keras_major) : context_{{}, weights, keras_major, {}} {}

  Graph run(const Model& model) {
    context_.graph.name = model.name;
    std::vector<ValueId> inputs;
    for (const Tensor& input : model.inputs) {
      const Layer& layer = model.layers[input.layer];
      inputs.push_back(context_.graph.add({layer.name, DType::kFloat32, input_shape(layer), {}, nullptr}));
    }
    context_.graph.inputs = inputs;
    context_.graph.outputs = walk(model, inputs, "");
    context_.graph.drop_unused_values();
    return std::move(context_.graph);
  }

 private:
  // The outputs of a model for these inputs, which are as many as it has. `prefix` goes before every name.
  std::vector<ValueId> walk(const Model& model, const std::vector<ValueId>& inputs, const std::string& prefix) {
    std::vector<std::vector<std::vector<ValueId>>> results(model.layers.size());  // by layer, call, output
    for (std::size_t i = 0; i < model.layers.size(); ++i) results[i].resize(model.layers[i].calls.size());
    for (std::size_t i = 0; i < inputs.size(); ++i) results[model.inputs[i].layer] = {{inputs[i]}};
    const auto find = [&](const Tensor& tensor, const std::string& reader) {
      const auto& calls = results[tensor.layer];
      if (tensor.call < calls.size() && tensor.output < calls[tensor.call].size()) return calls[tensor.call][tensor.output];
      fail(reader, "it reads what no layer computes", "an output of a layer",
           fmt::format("output {} of call {} of '{}'", tensor.output, tensor.call, model.layers[tensor.layer].name));
    };
    for (const Step& step : schedule(model)) {
      const Layer& layer = model.layers[step.layer];
      const Call& call = layer.calls[step.call];
      std::vector<Input> operands;
      for (const Operand& operand : call.operands)
        operands.push_back(operand.is_tensor ? Input{find(operand.tensor, layer.place()), 0.0} : Input{kNoValue, operand.number});
      const std::string name = prefix + layer.name + (step.call == 0 ? "" : fmt::format(":{}", step.call));
      results[step.layer][step.call] = apply(layer, call, std::move(operands), name);
    }
    std::vector<ValueId> outputs;
    for (const Tensor& output : model.outputs) outputs.push_back(find(output, fmt::format("model '{}'", model.name)));
    return outputs;
  }

  std::vector<ValueId> apply(const Layer& layer, const Call& call, std::vector<Input> operands, const std::string& name) {
    if (layer.model == nullptr) {
      const LayerKind* kind = find_layer(layer.class_name);
      PIN_CHECK(kind != nullptr, "a layer that refuse_unsupported() let through");
      LayerBuilder builder(context_, layer, call, std::move(operands), name);
      return {builder.finish(kind->build(builder))};
    }
    // Nested models may call each other's layers often without adding an operator; each call counts.
    if (++nested_calls_ > kMostNodes)
      fail(layer.place(), "the network is too large", fmt::format("at most {} calls of models", kMostNodes), "more");
    std::vector<ValueId> inputs;
    for (const Input& operand : operands) {
      if (operand.is_tensor()) inputs.push_back(operand.value);
    }
    if (inputs.size() != layer.model->inputs.size())
      fail(layer.place(), "the nested model has the wrong number of inputs", fmt::format("{}", layer.model->inputs.size()),
           fmt::format("{}", inputs.size()));
    return walk(*layer.model, inputs, name + "/");
  }

  Context context_;
  std::size_t nested_calls_ = 0;
};

}  // namespace

void refuse_unsupported(const Model& model, int keras_major) {
  std::vector<std::string> lacking;
  collect_unsupported(model, keras_major, &lacking);
  if (lacking.empty()) return;
  const std::size_t count = lacking.size();
  if (count > kMostListed) {
    lacking.resize(kMostListed);
    lacking.push_back(fmt::format("and {} more", count - kMostListed));
  }
  throw Error({.file = {},
               .place = {},
               .problem = fmt::format("the model uses {} {} that Pinhole does not have", count, count == 1 ? "feature" : "features"),
               .expected = fmt::format("the layers {}", fmt::join(layer_names(), ", ")),
               .got = fmt::format("{}", fmt::join(lacking, "\n       ")),
               .help = "change these layers, or keep them out of the network and compute them in your own code",
               .unsupported = true});
}

Graph build_graph(const Model& model, const Weights& weights, int keras_major) { return Network(weights, keras_major).run(model); }

}  // namespace pinhole::keras
