// Layers that are a factor and an offset per channel: MUL and ADD, which compiler/passes/fold_batch_norm moves into the weights before.
#include <fmt/format.h>

#include <cmath>

#include "compiler/formats/keras/layers.h"

namespace pinhole::keras {
namespace {

constexpr const char* kLastAxis = "normalises another axis than the last one";

// 'axis' is the last one: -1, or counted from the front, for which the rank must be known. A number in a list, or alone.
bool is_last_axis(const Json* axis, std::int32_t rank) {
  if (axis == nullptr) return true;
  const Json& value = axis->is_array() && axis->size() == 1 ? (*axis)[0] : *axis;
  return value == -1 || value == rank - 1;
}

std::string lacks_batch_norm(const Layer& layer, int) {
  const Json* axis = Fields(layer.config, layer.place()).find("axis");
  return axis != nullptr && axis->is_array() && axis->size() != 1 ? kLastAxis : "";
}

ValueId append_factor_and_offset(LayerBuilder& b, ValueId x, ValueId factor, ValueId offset) {
  return b.append(Op::add, pin::AddAttributes{}, {b.append(Op::mul, pin::MulAttributes{}, {x, factor}, "scaled"), offset}, "shifted");
}

// gamma (x - mean) / sqrt(variance + epsilon) + beta; the file has them in the order gamma, beta, mean, variance.
ValueId build_batch_norm(LayerBuilder& b) {
  const ValueId x = b.input();
  if (!is_last_axis(b.fields().find("axis"), b.shape(x).rank))
    b.fail(kLastAxis, "axis -1", shown(*b.fields().find("axis")), "put the channels last");
  const std::int32_t c = b.channels(x);
  const auto channels = static_cast<std::size_t>(c);
  std::vector<float> offsets(channels);
  const auto make_factors = [&] {
    const std::vector<float> ones(channels, 1.0f), zeros(channels, 0.0f);
    const std::vector<float> gamma = b.fields().flag("scale", true) ? b.weights({"gamma"}, {c}) : ones;
    const std::vector<float> beta = b.fields().flag("center", true) ? b.weights({"beta"}, {c}) : zeros;
    const std::vector<float> mean = b.weights({"moving_mean"}, {c}), variance = b.weights({"moving_variance"}, {c});
    const double epsilon = b.fields().number("epsilon", 1e-3);
    std::vector<float> factors(channels);
    for (std::size_t i = 0; i < channels; ++i) {
      const double factor = gamma[i] / std::sqrt(variance[i] + epsilon);
      if (!std::isfinite(factor))
        b.fail("a channel's factor is not finite", "a variance above 0", fmt::format("{} in channel {}", variance[i], i));
      factors[i] = static_cast<float>(factor);
      offsets[i] = static_cast<float>(beta[i] - mean[i] * factor);
    }
    return factors;
  };
  const ValueId factor = b.constant("scale", make_shape({c}), make_factors);
  return append_factor_and_offset(b, x, factor, b.constant("shift", make_shape({c}), [&] { return offsets; }));
}

// One number, or one per channel.
std::vector<float> numbers_of(LayerBuilder& b, const char* key, double fallback, std::int32_t channels) {
  const Json* value = b.fields().find(key);
  if (value == nullptr || !value->is_array()) return {static_cast<float>(b.fields().number(key, fallback))};
  if (value->size() != 1 && value->size() != static_cast<std::size_t>(channels))
    b.fields().wrong(key, fmt::format("one number, or {}", channels), *value);
  std::vector<float> numbers;
  for (const Json& element : *value) {
    if (!element.is_number()) b.fields().wrong(key, "numbers", *value);
    numbers.push_back(element.get<float>());
  }
  return numbers;
}

ValueId build_rescaling(LayerBuilder& b) {
  const ValueId x = b.input();
  const std::vector<float> factors = numbers_of(b, "scale", 1.0, b.channels(x)), offsets = numbers_of(b, "offset", 0.0, b.channels(x));
  const auto shape_of = [](const std::vector<float>& values) { return make_shape({static_cast<std::int32_t>(values.size())}); };
  const ValueId factor = b.constant("scale", shape_of(factors), [&] { return factors; });
  const bool no_offset = offsets.size() == 1 && offsets[0] == 0.0f;
  if (no_offset) return b.append(Op::mul, pin::MulAttributes{}, {x, factor}, "scaled");
  return append_factor_and_offset(b, x, factor, b.constant("shift", shape_of(offsets), [&] { return offsets; }));
}

std::string lacks_normalization(const Layer& layer, int keras_major) {
  if (Fields(layer.config, layer.place()).flag("invert", false)) return "invert = true";
  return lacks_batch_norm(layer, keras_major);
}

// (x - mean) / max(sqrt(variance), epsilon), from numbers in the configuration or from adapted weights: mean, variance, count.
ValueId build_normalization(LayerBuilder& b) {
  const ValueId x = b.input();
  const Json* axis = b.fields().find("axis");
  if (!is_last_axis(axis, b.shape(x).rank)) b.fail(kLastAxis, "axis -1", shown(*axis), "put the channels last");
  const std::int32_t c = axis == nullptr && b.fields().find("mean") == nullptr ? 1 : b.channels(x);
  std::vector<float> offsets;
  const auto make_factors = [&] {
    std::vector<float> mean, variance;
    if (b.fields().find("mean") != nullptr) {
      mean = numbers_of(b, "mean", 0.0, c);
      variance = numbers_of(b, "variance", 1.0, c);
      mean.resize(static_cast<std::size_t>(c), mean[0]);
      variance.resize(static_cast<std::size_t>(c), variance[0]);
    } else {
      const Extents extents = axis == nullptr ? Extents{} : Extents{c};
      mean = b.weights({"mean"}, extents);
      variance = b.weights({"variance"}, extents);
    }
    std::vector<float> factors(mean.size());
    for (std::size_t i = 0; i < mean.size(); ++i) {
      const double factor = 1.0 / std::max(std::sqrt(static_cast<double>(variance[i])), 1e-7);
      factors[i] = static_cast<float>(factor);
      offsets.push_back(static_cast<float>(-mean[i] * factor));
    }
    return factors;
  };
  const ValueId factor = b.constant("scale", make_shape({c}), make_factors);
  return append_factor_and_offset(b, x, factor, b.constant("shift", make_shape({c}), [&] { return offsets; }));
}

constexpr LayerKind kLayers[] = {
    {"BatchNormalization", lacks_batch_norm, build_batch_norm},
    {"Rescaling", lacks_nothing, build_rescaling},
    {"Normalization", lacks_normalization, build_normalization},
};

}  // namespace

std::span<const LayerKind> normalization_layers() { return kLayers; }

}  // namespace pinhole::keras
