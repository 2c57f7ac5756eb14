#include "compiler/quantize/weights.h"

#include <algorithm>
#include <cmath>

namespace pinhole {
namespace {

constexpr double kLargestBias = 1 << 30;

std::size_t channel_of(const Shape& shape, std::int32_t axis, std::size_t element) {
  std::size_t inner = 1;
  for (std::int32_t i = axis + 1; i < shape.rank; ++i) inner *= static_cast<std::size_t>(shape.dim[i]);
  return element / inner % static_cast<std::size_t>(shape.dim[axis]);
}

// std::round: half away from zero.
template <class T>
T round_to(double value, double low, double high) {
  return static_cast<T>(std::clamp(std::round(value), low, high));
}

template <class T>
Value integer_constant(const Value& like, DType dtype, const std::vector<T>& data, Quantization quantization) {
  const auto bytes = std::as_bytes(std::span(data));
  return {like.name, dtype, like.shape, std::move(quantization), std::make_shared<const Bytes>(bytes.begin(), bytes.end())};
}

}  // namespace

Quantization weights_quantization(const Value& weights, std::int32_t axis, std::int32_t channel_axis, std::span<const float> bias,
                                  float input_scale) {
  const std::span<const float> data = weights.data<float>();
  const std::size_t channels = static_cast<std::size_t>(weights.shape.dim[channel_axis]);
  std::vector<double> scale(axis >= 0 ? channels : 1);
  const auto slot = [&](std::size_t channel) -> double& { return scale[axis >= 0 ? channel : 0]; };
  for (std::size_t i = 0; i < data.size(); ++i) {
    double& s = slot(channel_of(weights.shape, channel_axis, i));
    s = std::max(s, std::abs(static_cast<double>(data[i])) / 127.0);
  }
  for (std::size_t c = 0; c < bias.size(); ++c) {
    slot(c) = std::max(slot(c), std::abs(static_cast<double>(bias[c])) / (static_cast<double>(input_scale) * kLargestBias));
  }
  const double largest = *std::max_element(scale.begin(), scale.end());
  Quantization result{{}, std::vector<std::int32_t>(scale.size()), axis >= 0 ? axis : 0};
  for (const double s : scale) result.scales.push_back(static_cast<float>(s > 1e-30 ? s : largest > 1e-30 ? largest : 1.0));
  return result;
}

Value quantize_weights(const Value& weights, Quantization q) {
  const std::span<const float> data = weights.data<float>();
  std::vector<std::int8_t> integers(data.size());
  for (std::size_t i = 0; i < data.size(); ++i) {
    const std::size_t c = q.scales.size() == 1 ? 0 : channel_of(weights.shape, q.axis, i);
    integers[i] = round_to<std::int8_t>(static_cast<double>(data[i]) / static_cast<double>(q.scales[c]), -127, 127);
  }
  return integer_constant(weights, DType::kInt8, integers, std::move(q));
}

Value quantize_bias(const Value& bias, const Quantization& weights, float input_scale) {
  const std::span<const float> data = bias.data<float>();
  std::vector<std::int32_t> integers(data.size());
  Quantization q{{}, {}, 0};
  for (std::size_t i = 0; i < weights.scales.size(); ++i) {
    q.scales.push_back(input_scale * weights.scales[i]);
    q.zero_points.push_back(0);
  }
  for (std::size_t c = 0; c < data.size(); ++c) {
    const double scale = static_cast<double>(input_scale) * static_cast<double>(weights.scales[weights.scales.size() == 1 ? 0 : c]);
    integers[c] = round_to<std::int32_t>(static_cast<double>(data[c]) / scale, -2147483648.0, 2147483647.0);
  }
  return integer_constant(bias, DType::kInt32, integers, std::move(q));
}

Value quantize_constant(const Value& value, Quantization q) {
  const std::span<const float> data = value.data<float>();
  std::vector<std::int8_t> integers(data.size());
  for (std::size_t i = 0; i < data.size(); ++i) {
    integers[i] = round_to<std::int8_t>(static_cast<double>(data[i]) / static_cast<double>(q.scales[0]) + q.zero_points[0], -128, 127);
  }
  return integer_constant(value, DType::kInt8, integers, std::move(q));
}

}  // namespace pinhole
