// Runs a graph on the host with the device's portable kernels: the definition of what the network computes. Used for calibration,
// accuracy, folding of constants and as one of verify's witnesses.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "compiler/ir/graph.h"

namespace pinhole {

// A graph made ready to run many times. Copies nothing of the graph but what it needs; the graph must outlive it.
class Evaluator {
 public:
  // The graph must pass verify(). Takes memory for every value at once (all intermediate values can be looked at).
  explicit Evaluator(const Graph& graph);
  ~Evaluator();
  Evaluator(const Evaluator&) = delete;
  Evaluator& operator=(const Evaluator&) = delete;

  // The bytes of a value: write the graph's inputs before run(), read anything after.
  std::span<std::byte> bytes(ValueId id);
  template <class T>
  std::span<T> data(ValueId id) {
    const std::span<std::byte> all = bytes(id);
    return {reinterpret_cast<T*>(all.data()), all.size() / sizeof(T)};
  }
  void run();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// One run: `inputs` in the order of graph.inputs, each of exactly the value's size; returns the outputs' bytes.
std::vector<Bytes> evaluate(const Graph& graph, std::span<const Bytes> inputs);

// A host Value as the device sees it. `data` may be null. The result refers to `value`.
pin::Tensor device_tensor(const Value& value, void* data);

// Throws Error (place: the operator) when the device's operator refuses the node.
void check_device_accepts(const Graph& graph, const Node& node);

// "the element types are not a combination that Pinhole has", ...: a Status for people.
const char* status_text(pin::Status status);

}  // namespace pinhole
