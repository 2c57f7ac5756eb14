// CONV_2D int8 for cores with the DSP extension (Cortex-M4, M7, M33): any window, one group. Same bits as conv_2d_s8.
// Four output pixels at a time: their inputs are widened into columns of 16-bit values in scratch (a 1x1 convolution widens straight
// from the picture), then all channels, two by two, are multiplied with them.
//
// Instructions on Armv7E-M (GCC 12 -O2): 0.86 to 0.91 a multiply-accumulate in the inner loop (device/isa/armv7em_dot.h), 1.3 for each
// input value widened, about 10 an output for requantisation.
#pragma once

#include "device/kernels/conv_2d/conv_2d.h"
#include "device/kernels/packed_channels.h"

namespace pin {

struct Conv2dDsp {
  Window window;
  std::int32_t input_zero_point;
  Requantization requantization;
};

// Whether this variant can do it; else use conv_2d_s8.
constexpr bool conv_2d_s8_dsp_supports(const Conv2dInt& p) { return p.filter_c == p.window.in_c; }

// Sizes in bytes; scratch is aligned to 4, and so are packed weights. Scales: padded_channels(out_c) entries.
std::size_t conv_2d_s8_dsp_weights_bytes(const Conv2dInt&);
std::size_t conv_2d_s8_dsp_scratch_bytes(const Window&);

// Build time: from the operands of conv_2d_s8 to those of conv_2d_s8_dsp.
Conv2dDsp pack_conv_2d_s8_dsp(const Conv2dInt&, const std::int8_t* weights, const std::int32_t* bias, const Multiplier* rescale,
                              std::int8_t* packed_weights, ChannelScale* scales);

void conv_2d_s8_dsp(const Conv2dDsp&, const std::int8_t* input, const std::int8_t* packed_weights, const ChannelScale* scales,
                    void* scratch, std::int8_t* output);

}  // namespace pin

PIN_FIELDS(pin::Conv2dDsp, window, input_zero_point, requantization)
