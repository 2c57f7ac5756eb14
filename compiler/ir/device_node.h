// A node as the device's operators take it: its operands as tensors, constants with their data. For those who ask an operator about shapes or
// parameters before anything runs; running is the Evaluator's (evaluate.h).
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "compiler/ir/graph.h"

namespace pinhole {

// Operators whose device part says what types and shapes their results have, and those that are made of moves (device/kernels/move).
template <Op op>
concept InfersOnDevice = requires {
  &OpInfo<op>::DeviceOp::infer;
};
template <Op op>
concept MadeOfMoves = requires {
  &OpInfo<op>::DeviceOp::plan;
};

class DeviceNode {
 public:
  // The graph must outlive it. A node that is still being appended has no results yet.
  DeviceNode(const Graph& graph, const Node& node);
  DeviceNode(const DeviceNode&) = delete;
  DeviceNode& operator=(const DeviceNode&) = delete;

  pin::NodeView view() const {
    return {inputs_.data(), static_cast<std::int32_t>(inputs_.size()), outputs_.data(), static_cast<std::int32_t>(outputs_.size())};
  }
  // "i8[1x4x5x3], i32[2]": the operands, for messages.
  std::string text() const;

 private:
  std::deque<pin::Tensor> tensors_;  // addresses stay
  std::vector<const pin::Tensor*> inputs_, outputs_;
};

}  // namespace pinhole
