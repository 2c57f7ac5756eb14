// What CONV_2D, DEPTHWISE_CONV_2D and FULLY_CONNECTED have in common when they are prepared: scales of input, weights and output turned
// into multipliers, and the checks of bias and zero points. Called by their prepare functions only.
#pragma once

#include "device/kernels/types.h"

namespace pin {

// How wide sums are: 32-bit sums take rescale (N2), 64-bit ones rescale_64 (N3).
enum class SumWidth : std::uint8_t { k32, k64 };

// kBadQuantization unless an int8 or int16 activation has one valid scale and a zero point of its type (0 for int16).
Status check_activation_scale(const Tensor& tensor);

// N8. One multiplier a channel, double(s_in) * double(s_w) / double(s_out); a single weights scale serves all channels. `axis` is the
// weights' channel axis, where several scales have to lie. kBadQuantization for a wrong count or axis, a bad scale, or a
// multiplier out of the range of its sum's width.
Status make_channel_multipliers(const Tensor& input, const Tensor& weights, const Tensor& output, std::int32_t out_c, std::int32_t axis,
                                SumWidth width, Multiplier* rescale /*[out_c]*/);

// A bias is optional; if there it is constant, of this type and has out_c elements. kUnsupportedType, kBadShape, kNotConstant.
Status check_bias(const Tensor* bias, DType type, std::int32_t out_c);

}  // namespace pin
