#include "compiler/formats/keras/layer_builder.h"

#include <fmt/format.h>

#include "base/error.h"

namespace pinhole::keras {

LayerBuilder::LayerBuilder(Context& context, const Layer& layer, const Call& call, std::vector<Input> inputs, std::string name)
    : context_(context),
      layer_(layer),
      call_(call),
      fields_(layer.config, layer.place()),
      inputs_(std::move(inputs)),
      name_(std::move(name)),
      first_node_(context.graph.nodes.size()) {}

void LayerBuilder::fail(std::string problem, std::string expected, std::string got, std::string help) const {
  keras::fail(layer_.place(), std::move(problem), std::move(expected), std::move(got), std::move(help));
}

ValueId LayerBuilder::input(std::int32_t rank) const {
  if (inputs_.size() != 1 || !inputs_[0].is_tensor())
    fail("the layer has the wrong number of inputs", "one tensor", fmt::format("{} operands", inputs_.size()));
  const Shape& found = shape(inputs_[0].value);
  if (rank != 0 && found.rank != rank)
    fail("the input has the wrong number of dimensions", fmt::format("{}, the batch included", rank), pinhole::to_string(found));
  if (found.rank < 1) fail("the input has no dimensions", "a batch in front", "a scalar");
  return inputs_[0].value;
}

std::int32_t LayerBuilder::channels(ValueId id) const { return shape(id).dim[shape(id).rank - 1]; }

std::vector<float> LayerBuilder::weights(std::initializer_list<const char*> roles, const Extents& expected) {
  std::int64_t count = 1;
  for (const std::int64_t extent : expected) {
    count *= extent;
    if (count > kMostElements) fail("the weights are too large", fmt::format("at most {} elements", kMostElements), to_string(expected));
  }
  return context_.weights.read(layer_, {{roles.begin(), roles.size()}, next_weights_++}, expected);
}

ValueId LayerBuilder::constant(const std::string& step, const Shape& shape, const std::function<std::vector<float>()>& make) {
  const auto [at, is_new] = context_.constants.try_emplace({&layer_, step}, kNoValue);
  if (is_new) {
    const std::vector<float> values = make();
    PIN_CHECK(static_cast<std::int64_t>(values.size()) == shape.count(), "a constant of another size: " + name_ + "." + step);
    at->second = context_.graph.add_constant<float>(name_ + "." + step, DType::kFloat32, shape, values);
  }
  return at->second;
}

ValueId LayerBuilder::constant_i32(const std::string& step, const Shape& shape, std::span<const std::int32_t> values) {
  return context_.graph.add_constant<std::int32_t>(name_ + "." + step, DType::kInt32, shape, values);
}

ValueId LayerBuilder::append(Op op, Attributes attributes, std::vector<ValueId> operands, const std::string& step) {
  if (context_.graph.nodes.size() >= kMostNodes) fail("the network is too large", fmt::format("at most {} operators", kMostNodes), "more");
  ValueId result = kNoValue;
  try {
    result = context_.graph.append(op, std::move(attributes), std::move(operands), name_ + "." + step);
  } catch (const Error& error) {
    const Error::Parts& parts = error.parts();
    fail(parts.problem, parts.expected, parts.got, parts.help);
  }
  std::int64_t count = 1;
  const Shape& made = shape(result);
  for (std::int32_t i = 0; i < made.rank && count <= kMostElements; ++i) count *= made.dim[i];
  if (made.rank > pin::kMaxRank || count < 1 || count > kMostElements)
    fail("its result is too large", fmt::format("at most {} elements", kMostElements), pinhole::to_string(made));
  return result;
}

ValueId LayerBuilder::scaled(ValueId x, double factor, const std::string& step) {
  const ValueId value = constant(step + ".factor", make_shape({1}), [&] { return std::vector<float>{static_cast<float>(factor)}; });
  return append(Op::mul, pin::MulAttributes{}, {x, value}, step);
}

ValueId LayerBuilder::shifted(ValueId x, double offset, const std::string& step) {
  const ValueId value = constant(step + ".offset", make_shape({1}), [&] { return std::vector<float>{static_cast<float>(offset)}; });
  return append(Op::add, pin::AddAttributes{}, {x, value}, step);
}

ValueId LayerBuilder::reshaped(ValueId x, const Shape& shape, const std::string& step) {
  return append(Op::reshape, pin::ReshapeAttributes{.new_shape = shape}, {x}, step);
}

ValueId LayerBuilder::finish(ValueId result) {
  if (context_.graph.nodes.size() > first_node_) context_.graph.value(result).name = name_;
  return result;
}

}  // namespace pinhole::keras
