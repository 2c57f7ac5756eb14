// Q1: weights and biases as integers. Used by this room only.
#pragma once

#include <vector>

#include "compiler/ir/graph.h"

namespace pinhole {

// Scales of one weights tensor (zero points 0): one an index of `axis`, or one for all when axis is -1. `bias`, one value a channel or empty,
// widens a scale where bias / (input_scale * scale) would not fit 30 bits. A channel of zeros has the largest scale of the others, or 1.
Quantization weights_quantization(const Value& weights, std::int32_t axis, std::int32_t channel_axis, std::span<const float> bias,
                                  float input_scale);

Value quantize_weights(const Value& weights, Quantization quantization);

// int32, scale = input_scale * weights scale.
Value quantize_bias(const Value& bias, const Quantization& weights, float input_scale);

// int8 with the tensor's own asymmetric range (Q2): constant operands of ADD, MUL, CONCATENATION.
Value quantize_constant(const Value& value, Quantization quantization);

}  // namespace pinhole
