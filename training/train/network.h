// A float graph that can be trained: its constants as tensors with gradients, and its forward pass. What is trained: weights and biases
// of conv_2d, depthwise_conv_2d and fully_connected, and batch normalisation where it recognises the pattern of training/zoo/zoo.h.
// Called by the trainer. Never changes the graph that it was given: graph() is a copy with new constants.
#pragma once

#include <string>
#include <vector>

#include "compiler/ir/graph.h"
#include "training/train/torch.h"

namespace pinhole {

// Keras' value; large enough that a channel that is nearly constant does not get a huge scale.
inline constexpr double kBatchNormEpsilon = 1e-3;
inline constexpr double kBatchNormMomentum = 0.1;  // share of the newest batch in the running statistics

struct NamedTensor {
  std::string name;
  torch::Tensor tensor;  // shares memory with the network
};

struct Parameter {
  std::string name;
  torch::Tensor tensor;  // a leaf with gradient
  bool decays;           // weight decay applies: weights, but not biases or batch normalisation
};

class Network {
 public:
  enum class Mode {
    kTrain,     // batch statistics; updates the running ones
    kEvaluate,  // running statistics
    kObserve,   // as kEvaluate, and sums up each normalised layer's input for adopt_statistics()
  };

  // One float input [1, ...], one output [1, classes]; a softmax at the end is left to the loss. Throws Error for other graphs.
  Network(const Graph& graph, torch::Device device);

  // input [batch, ...] as the graph's input; returns [batch, classes] before softmax.
  torch::Tensor logits(const torch::Tensor& input, Mode mode);

  std::int64_t classes() const { return classes_; }
  std::vector<Parameter>& parameters() { return parameters_; }
  // Everything that training changes in the network: parameters, then running statistics. Order and names are stable.
  std::vector<NamedTensor> state();

  // True if some normalised layer came with a scale and shift of its own (a network trained before). Then its gamma and beta are
  // unknown: run kObserve over some batches, and adopt_statistics() computes them so that the network's function stays the same.
  bool needs_statistics() const;
  void adopt_statistics();

  Graph graph() const;

 private:
  struct BatchNorm {
    ValueId scale, shift;
    torch::Tensor gamma, beta, mean, variance;
    bool fresh;
    torch::Tensor sum, sum_of_squares;  // of kObserve, double
    std::int64_t observed = 0;
  };
  struct Step {
    std::int32_t node;             // index of the node
    std::int32_t batch_norm = -1;  // the mul of a pattern; the add that follows it has no step
    std::int32_t last_node = -1;   // the add
  };

  void make_steps();
  void make_parameters();
  bool match_batch_norm(std::int32_t mul_node, Step* step);
  torch::Tensor normalise(BatchNorm& layer, const torch::Tensor& x, Mode mode);
  torch::Tensor constant(ValueId id) const;

  Graph graph_;
  torch::Device device_;
  ValueId logits_;
  std::int64_t classes_;
  std::vector<Step> steps_;
  std::vector<BatchNorm> batch_norms_;
  std::vector<torch::Tensor> constants_;  // by value id; undefined for others
  std::vector<Parameter> parameters_;
  std::vector<ValueId> trained_;  // value ids of parameters_ that are graph constants
};

}  // namespace pinhole
