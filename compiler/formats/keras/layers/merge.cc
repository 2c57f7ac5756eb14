// Layers that join several tensors.
#include <fmt/format.h>

#include "compiler/formats/keras/layers.h"

namespace pinhole::keras {
namespace {

// The operands one after another; numbers become constants. At least one operand must be a tensor.
ValueId append_chain(LayerBuilder& b, Op op) {
  const auto inputs = b.inputs();
  if (inputs.size() < 2 || inputs.size() > 4096)
    b.fail("the layer has the wrong number of inputs", "2 to 4096", fmt::format("{}", inputs.size()));
  ValueId result = kNoValue;
  double numbers = op == Op::add ? 0.0 : 1.0;
  bool has_numbers = false;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!inputs[i].is_tensor()) {
      numbers = op == Op::add ? numbers + inputs[i].number : numbers * inputs[i].number;
      has_numbers = true;
    } else if (result == kNoValue) {
      result = inputs[i].value;
    } else {
      const Attributes attributes = op == Op::add ? Attributes(pin::AddAttributes{}) : Attributes(pin::MulAttributes{});
      result = b.append(op, attributes, {result, inputs[i].value}, fmt::format("{}{}", op == Op::add ? "sum" : "product", i));
    }
  }
  if (result == kNoValue) b.fail("the layer reads no tensor", "at least one", "numbers only");
  if (!has_numbers) return result;
  return op == Op::add ? b.shifted(result, numbers, "shifted") : b.scaled(result, numbers, "scaled");
}

ValueId build_add(LayerBuilder& b) { return append_chain(b, Op::add); }
ValueId build_multiply(LayerBuilder& b) { return append_chain(b, Op::mul); }
ValueId build_average(LayerBuilder& b) {
  return b.scaled(append_chain(b, Op::add), 1.0 / static_cast<double>(b.inputs().size()), "average");
}

ValueId build_concatenate(LayerBuilder& b) {
  std::vector<ValueId> operands;
  for (const Input& input : b.inputs()) {
    if (!input.is_tensor()) b.fail("a number cannot be joined to a tensor", "tensors", fmt::format("{}", input.number));
    operands.push_back(input.value);
  }
  if (operands.empty() || operands.size() > 4096)
    b.fail("the layer has the wrong number of inputs", "1 to 4096", fmt::format("{}", operands.size()));
  const std::int32_t rank = b.shape(operands[0]).rank, axis = b.fields().integer("axis", -rank, rank - 1, -1);
  if (axis == 0 || axis == -rank) b.fail("it joins along the batch", "another axis", fmt::format("{}", axis));
  std::int64_t extent = 0;
  for (const ValueId operand : operands) extent += b.shape(operand).rank == rank ? b.shape(operand).dim[axis < 0 ? axis + rank : axis] : 0;
  if (extent > kMostElements)
    b.fail("its result is too large", fmt::format("at most {} elements", kMostElements), fmt::format("{}", extent));
  if (operands.size() == 1) return operands[0];
  return b.append(Op::concatenation, pin::ConcatenationAttributes{.axis = axis}, operands, "joined");
}

constexpr LayerKind kLayers[] = {
    {"Add", lacks_nothing, build_add},
    {"Multiply", lacks_nothing, build_multiply},
    {"Average", lacks_nothing, build_average},
    {"Concatenate", lacks_nothing, build_concatenate},
};

}  // namespace

std::span<const LayerKind> merge_layers() { return kLayers; }

}  // namespace pinhole::keras
