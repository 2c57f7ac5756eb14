#include "compiler/formats/keras/calls.h"

#include <fmt/format.h>

namespace pinhole::keras {
namespace {

constexpr std::int64_t kMostCalls = 100'000;

// ["relu1", 0, 0] or ["relu1", 0, 0, {keywords}].
bool is_reference(const Json& json) {
  return json.is_array() && json.size() >= 3 && json[0].is_string() && json[1].is_number_integer() && json[2].is_number();
}

class CallReader {
 public:
  CallReader(const LayerIndex& index, const std::string& place) : index_(index), place_(place) {}

  Tensor tensor(const Json& reference) const {
    if (!is_reference(reference)) refuse("[layer, call, output]", reference);
    const auto& name = reference[0].get_ref<const std::string&>();
    const auto at = index_.find(name);
    if (at == index_.end()) fail(place_, "it reads a layer that is not in the model", "the name of a layer", fmt::format("'{}'", name));
    return {at->second, number(reference[1]), number(reference[2])};
  }

  // Keras 2. A constant stands as ["_CONSTANT_VALUE", -1, 0.5, {...}].
  void operand(const Json& reference, Call* call) const {
    if (is_reference(reference) && reference[0] == "_CONSTANT_VALUE") {
      call->operands.push_back({.is_tensor = false, .tensor = {}, .number = reference[2].get<double>()});
    } else {
      call->operands.push_back({.is_tensor = true, .tensor = tensor(reference), .number = 0.0});
    }
    if (reference.size() < 4 || !reference[3].is_object()) return;
    for (const auto& [key, value] : reference[3].items()) {
      if (key != "y") call->keywords[key] = value;
      else if (is_reference(value)) operand(value, call);  // the second operand of a TFOpLambda
      else if (value.is_number()) call->operands.push_back({.is_tensor = false, .tensor = {}, .number = value.get<double>()});
    }
  }

  // Keras 3: tensors and numbers in the order in which they stand, in lists of any form.
  void operands(const Json& json, Call* call) const {
    if (json.is_number()) call->operands.push_back({.is_tensor = false, .tensor = {}, .number = json.get<double>()});
    if (json.is_array()) {
      for (const Json& element : json) operands(element, call);
    } else if (is_tensor(json)) {
      const Fields fields(json, place_);
      call->operands.push_back(
          {.is_tensor = true, .tensor = tensor(Fields(fields.need("config"), place_).need("keras_history")), .number = 0.0});
    }
  }

  Call keras_3(const Json& node) const {
    const Fields fields(node, place_);
    Call call;
    operands(fields.need("args"), &call);
    const Json* keywords = fields.find("kwargs");
    if (keywords == nullptr) return call;
    for (const auto& [key, value] : Fields(*keywords, place_).object().items()) {
      if (is_tensor(value)) operands(value, &call);
      else call.keywords[key] = value;
    }
    return call;
  }

  Call call(const Json& node) const {
    if (node.is_object()) return keras_3(node);
    if (!node.is_array()) refuse("a list of [layer, call, output]", node);
    Call call;
    if (is_reference(node)) {
      operand(node, &call);
    } else {
      for (const Json& reference : node) operand(reference, &call);
    }
    return call;
  }

  [[noreturn]] void refuse(const std::string& expected, const Json& got) const {
    fail(place_, "a reference to a layer is malformed", expected, shown(got));
  }

 private:
  static bool is_tensor(const Json& json) {
    if (!json.is_object()) return false;
    const auto at = json.find("class_name");
    return at != json.end() && *at == "__keras_tensor__";
  }

  std::size_t number(const Json& json) const {
    if (!json.is_number_integer() || json.get<std::int64_t>() < 0 || json.get<std::int64_t>() > kMostCalls)
      refuse(fmt::format("numbers from 0 to {}", kMostCalls), json);
    return json.get<std::size_t>();
  }

  const LayerIndex& index_;
  const std::string& place_;
};

}  // namespace

std::vector<Call> read_calls(const Json& nodes, const LayerIndex& index, const std::string& place) {
  const CallReader reader(index, place);
  if (!nodes.is_array()) reader.refuse("a list of calls", nodes);
  std::vector<Call> calls;
  for (const Json& node : nodes) calls.push_back(reader.call(node));
  return calls;
}

std::vector<Tensor> read_tensors(const Json& json, const LayerIndex& index, const std::string& place) {
  const CallReader reader(index, place);
  if (!json.is_structured()) reader.refuse("a list of [layer, call, output]", json);
  if (is_reference(json)) return {reader.tensor(json)};
  std::vector<Tensor> tensors;
  for (const Json& element : json) tensors.push_back(reader.tensor(element));
  return tensors;
}

}  // namespace pinhole::keras
