// Weights, bias and multipliers as the DSP kernels of CONV_2D and FULLY_CONNECTED read them, and the host's functions that make them.
// Packing is plain C++ that the compiler calls at build time; the chip only reads the result.
//
// Depth K (kernel cells times input channels) is padded with zeros to a multiple of four, channels to a multiple of two. For each pair
// of channels (a, b) and each four k: eight bytes a0 b0 a2 b2 a1 b1 a3 b3. One SXTB16 of the first word gives (a0, a2), with ROR #8
// (b0, b2): the order in which SXTB16 leaves the input's four bytes, so nothing is shuffled on the chip.
// The input's zero point is folded into the bias (N16): the kernels multiply raw bytes and padding pixels hold the zero point.
#pragma once

#include "device/kernels/fields.h"
#include "device/kernels/types.h"

namespace pin {

// Of one output channel. The meaning of addend and shift depends on Requantization::fast.
struct ChannelScale {
  std::int32_t bias;        // with the zero point folded in
  std::int32_t multiplier;  // Multiplier::value
  std::int32_t addend;      // fast: 2^(right - 1) + zero_point * 2^right; else unused
  std::int32_t shift;       // fast: right shift, 1 .. 20; else Multiplier::shift
};

struct Requantization {
  std::int32_t fast;  // 1: N17 holds for every channel; 0: rescale (N2) is called
  std::int32_t output_zero_point, output_min, output_max;
};

// What a kernel's sums are made of: all that packing has to know.
struct ChannelSource {
  std::int32_t channels, depth;
  std::int32_t channel_stride, depth_stride;  // of weights, in elements
  const std::int8_t* weights;
  const std::int32_t* bias;     // [channels] or null
  const Multiplier* rescale;    // [channels], or one for all when rescale_stride is 0
  std::int32_t rescale_stride;  // 1 or 0
  std::int32_t input_zero_point;
  std::int32_t output_zero_point, output_min, output_max;
};

constexpr std::int32_t padded_depth(std::int32_t depth) { return (depth + 3) / 4 * 4; }
constexpr std::int32_t padded_channels(std::int32_t channels) { return (channels + 1) / 2 * 2; }
constexpr std::size_t packed_weights_bytes(std::int32_t channels, std::int32_t depth) {
  return static_cast<std::size_t>(padded_channels(channels)) * static_cast<std::size_t>(padded_depth(depth));
}

// N16. bias - zero_point * (sum of the channel's weights), modulo 2^32.
std::int32_t fold_bias(std::int32_t bias, std::int32_t zero_point, std::int32_t weights_sum);

// Fills scales [padded_channels(channels)] (padding: all zero) and says how they are to be used.
Requantization pack_channel_scales(const ChannelSource& source, ChannelScale* scales);

// Fills packed [packed_weights_bytes(channels, depth)], which must be aligned to 4.
void pack_channel_weights(const ChannelSource& source, std::int8_t* packed);

}  // namespace pin

PIN_FIELDS(pin::ChannelScale, bias, multiplier, addend, shift)
PIN_FIELDS(pin::Requantization, fast, output_zero_point, output_min, output_max)
