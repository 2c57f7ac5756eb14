// Operators of the graph as libtorch calls; autograd does the rest. One translator an operator, in translators/ by category.
// An elementwise operator or a movement without one is refused with a sentence when a network that has it is trained; any other does not
// compile. Called by Network only.
//
// Tensors are [batch, ...] where the graph says [1, ...], and logically NHWC as the graph is. Convolutions permute them to NCHW,
// which is a view with channels_last memory: the layout that is fastest with oneDNN (docs/training.md).
#pragma once

#include <vector>

#include "compiler/ir/graph.h"
#include "training/train/torch.h"

namespace pinhole {

struct Operation {
  const Graph& graph;
  const Node& node;
  std::vector<torch::Tensor> inputs;  // float32; constants in the graph's layout; undefined where one is left out
  std::int64_t batch;

  // Throws Error with the node's place.
  [[noreturn]] void fail(std::string problem) const;
};

// Specialised in translators/ with  static torch::Tensor run(const Operation&, const AttributesOf<op>&);
template <Op op>
struct Translate;

// Operators that no network to be trained is expected to have.
template <Op op>
requires(is_category<op, Category::unary, Category::binary, Category::comparison, Category::nary, Category::movement,
                     Category::conversion>) struct Translate<op> {
  static torch::Tensor run(const Operation& o, const AttributesOf<op>&) { o.fail("this operator cannot be trained"); }
};

// The node's output.
torch::Tensor translate(const Operation& operation);

torch::Tensor apply_activation(const Operation& operation, pin::Activation activation, torch::Tensor x);

inline torch::Tensor to_nchw(const torch::Tensor& nhwc) { return nhwc.permute({0, 3, 1, 2}); }
inline torch::Tensor to_nhwc(const torch::Tensor& nchw) { return nchw.permute({0, 2, 3, 1}); }

}  // namespace pinhole
