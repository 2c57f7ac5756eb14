#include <cstring>
#include <numeric>
#include <span>

#include "compiler/ir/evaluate.h"
#include "training/train/translators/rearrangement.h"

namespace pinhole {
namespace {

bool is_one_picture(const Shape& shape) { return shape.rank > 0 && shape.dim[0] == 1; }

// The number of the operand's element that each element of the result is.
std::vector<std::int64_t> sources(const Operation& o) {
  Graph alone;
  Node node = o.node;
  for (ValueId& id : node.inputs) {
    if (id != kNoValue) id = alone.add(o.graph.value(id));
  }
  std::vector<std::int32_t> numbers(static_cast<std::size_t>(alone.input(node, 0).shape.count()));
  std::iota(numbers.begin(), numbers.end(), 0);
  const auto bytes = std::as_bytes(std::span(numbers));
  Value& data = alone.value(node.inputs[0]);
  data.dtype = DType::kInt32;
  data.constant = std::make_shared<const Bytes>(bytes.begin(), bytes.end());
  Value result = o.graph.output(o.node);
  result.dtype = DType::kInt32;
  node.outputs = {alone.add(std::move(result))};
  alone.outputs = node.outputs;
  alone.nodes.push_back(std::move(node));
  const Bytes picked = evaluate(alone, {})[0];
  std::vector<std::int64_t> all(picked.size() / sizeof(std::int32_t));
  for (std::size_t i = 0; i < all.size(); ++i) {
    std::int32_t number = 0;
    std::memcpy(&number, picked.data() + i * sizeof number, sizeof number);
    all[i] = number;
  }
  return all;
}

}  // namespace

torch::Tensor pick_elements(const Operation& o) {
  const Value &data = o.graph.input(o.node, 0), &result = o.graph.output(o.node);
  for (std::size_t i = 1; i < o.node.inputs.size(); ++i) {
    if (o.graph.has_input(o.node, i) && !o.graph.input(o.node, i).is_constant())
      o.fail("an operand computed while running cannot be trained");
  }
  if (data.is_constant() || !is_one_picture(data.shape) || !is_one_picture(result.shape))
    o.fail("an operator on the batch cannot be trained");
  const std::vector<std::int64_t> numbers = sources(o);
  const torch::Tensor index = torch::tensor(numbers, torch::kInt64).to(o.inputs[0].device());
  std::vector<std::int64_t> sizes(result.shape.dim, result.shape.dim + result.shape.rank);
  sizes[0] = o.batch;
  return o.inputs[0].reshape({o.batch, -1}).index_select(1, index).reshape(sizes);
}

}  // namespace pinhole
