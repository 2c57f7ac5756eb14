// One call of a Keras layer on its way into the Graph: what the layer says, what it reads, and functions that append nodes.
// Made by network.cc for each call, used by the files in layers/.
//
// The value that a layer ends with is named after the layer; the steps before it are "NAME.STEP". Every tensor has the batch 1 in front.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "compiler/formats/keras/architecture.h"
#include "compiler/formats/keras/weights.h"
#include "compiler/ir/graph.h"

namespace pinhole::keras {

inline constexpr std::int64_t kMostElements = std::int64_t{1} << 28;  // of an activation: 1 GiB of floats
inline constexpr std::size_t kMostNodes = 100'000;

// What all calls share.
struct Context {
  Graph graph;
  const Weights& weights;
  int keras_major = 2;
  std::map<std::pair<const Layer*, std::string>, ValueId> constants;  // a layer that is called twice has its weights once
};

// What a layer reads: a value of the graph, or a number that the network's author wrote.
struct Input {
  ValueId value = kNoValue;  // kNoValue: a number
  double number = 0.0;
  bool is_tensor() const { return value != kNoValue; }
};

class LayerBuilder {
 public:
  // `name` of the layer's result. Nothing is appended yet.
  LayerBuilder(Context& context, const Layer& layer, const Call& call, std::vector<Input> inputs, std::string name);

  const Layer& layer() const { return layer_; }
  const Call& call() const { return call_; }
  const Fields& fields() const { return fields_; }
  int keras_major() const { return context_.keras_major; }
  std::span<const Input> inputs() const { return inputs_; }
  [[noreturn]] void fail(std::string problem, std::string expected, std::string got, std::string help = {}) const;

  // The only input, a tensor of this rank (0: any). Throws Error otherwise.
  ValueId input(std::int32_t rank = 0) const;
  const Shape& shape(ValueId id) const { return context_.graph.value(id).shape; }
  std::int32_t channels(ValueId id) const;  // the last extent

  // The layer's next weights, in the order in which Keras makes them. Cached by constant(), so call it there only.
  std::vector<float> weights(std::initializer_list<const char*> roles, const Extents& expected);
  // A constant NAME.STEP. make() is called once a layer, however often the layer is called.
  ValueId constant(const std::string& step, const Shape& shape, const std::function<std::vector<float>()>& make);
  ValueId constant_i32(const std::string& step, const Shape& shape, std::span<const std::int32_t> values);

  // Appends NAME.STEP. Throws Error (place: the layer) when the inputs do not fit each other or the result is too large.
  ValueId append(Op op, Attributes attributes, std::vector<ValueId> operands, const std::string& step);
  ValueId scaled(ValueId x, double factor, const std::string& step);
  ValueId shifted(ValueId x, double offset, const std::string& step);
  ValueId reshaped(ValueId x, const Shape& shape, const std::string& step);

  // Names the last value after the layer, if the layer appended one.
  ValueId finish(ValueId result);

 private:
  Context& context_;
  const Layer& layer_;
  const Call& call_;
  Fields fields_;
  std::vector<Input> inputs_;
  std::string name_;
  std::size_t first_node_, next_weights_ = 0;
};

}  // namespace pinhole::keras
