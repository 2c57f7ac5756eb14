#include "compiler/formats/keras/schedule.h"

#include <fmt/format.h>

#include <queue>

namespace pinhole::keras {

std::vector<Step> schedule(const Model& model) {
  std::vector<Step> steps;
  std::vector<std::size_t> first(model.layers.size());  // a layer's first step
  for (std::size_t layer = 0; layer < model.layers.size(); ++layer) {
    first[layer] = steps.size();
    for (std::size_t call = 0; call < model.layers[layer].calls.size(); ++call) steps.push_back({layer, call});
  }
  std::vector<std::size_t> missing(steps.size(), 0);
  std::vector<std::vector<std::size_t>> readers(steps.size());
  std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Layer& layer = model.layers[steps[i].layer];
    for (const Operand& operand : layer.calls[steps[i].call].operands) {
      if (!operand.is_tensor) continue;
      const Layer& source = model.layers[operand.tensor.layer];
      if (source.is_input()) continue;
      if (operand.tensor.call >= source.calls.size())
        fail(layer.place(), "it reads a call of a layer that is not there",
             fmt::format("one of the {} calls of '{}'", source.calls.size(), source.name), fmt::format("call {}", operand.tensor.call));
      readers[first[operand.tensor.layer] + operand.tensor.call].push_back(i);
      ++missing[i];
    }
    if (missing[i] == 0) ready.push(i);
  }
  std::vector<Step> order;
  while (!ready.empty()) {
    const std::size_t next = ready.top();
    ready.pop();
    order.push_back(steps[next]);
    for (const std::size_t reader : readers[next]) {
      if (--missing[reader] == 0) ready.push(reader);
    }
  }
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (missing[i] > 0) fail(model.layers[steps[i].layer].place(), "it waits for its own result", "layers without a cycle", "a cycle");
  }
  return order;
}

}  // namespace pinhole::keras
