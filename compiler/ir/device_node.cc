#include "compiler/ir/device_node.h"

#include <fmt/format.h>

#include "compiler/ir/evaluate.h"

namespace pinhole {

DeviceNode::DeviceNode(const Graph& graph, const Node& node) {
  const auto add = [&](ValueId id, std::vector<const pin::Tensor*>& list) {
    if (id == kNoValue) {
      list.push_back(nullptr);
      return;
    }
    const Value& value = graph.value(id);
    tensors_.push_back(device_tensor(value, value.is_constant() ? const_cast<std::byte*>(value.constant->data()) : nullptr));
    list.push_back(&tensors_.back());
  };
  for (const ValueId id : node.inputs) add(id, inputs_);
  for (const ValueId id : node.outputs) add(id, outputs_);
}

std::string DeviceNode::text() const {
  std::string text;
  for (const pin::Tensor* input : inputs_) {
    if (!text.empty()) text += ", ";
    text += input == nullptr ? "-" : fmt::format("{}[{}]", to_string(input->dtype), to_string(input->shape));
  }
  return text;
}

}  // namespace pinhole
