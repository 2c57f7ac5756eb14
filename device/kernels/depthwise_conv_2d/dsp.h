// DEPTHWISE_CONV_2D int8 for cores with the DSP extension: any kernel and stride, any depth multiplier, no dilation. Same bits as
// depthwise_conv_2d_s8. Weights stay as TFLite has them.
//
// One input channel at a time is copied into scratch as a padded plane of 16-bit values, so that neighbours lie in one word and no
// border needs a test.
//
// Instructions on Armv7E-M (GCC 12 -O2): 3x3 makes four outputs, 36 multiply-accumulates, in 42 (stride 1) or 48 (stride 2;
// device/isa/armv7em_rows.h), about 60 more for requantisation and the loop; 3.3 for each input value copied. Counted on a whole
// layer: 31 an output for 48x48x8 stride 1 (3.5 a multiply-accumulate), 44 for 48x48x16 stride 2. Other kernels: 5 for two pixels and
// two taps.
//
// `output` may be the same memory as `input` when in_h == out_h, in_w == out_w and the depth multiplier is 1: a channel is in
// scratch before its outputs are written, and no other channel reads those bytes.
#pragma once

#include "device/kernels/depthwise_conv_2d/depthwise_conv_2d.h"
#include "device/kernels/packed_channels.h"

namespace pin {

struct DepthwiseDsp {
  Window window;
  std::int32_t depth_multiplier;
  std::int32_t input_zero_point;
  Requantization requantization;
};

constexpr bool depthwise_conv_2d_s8_dsp_supports(const DepthwiseInt& p) { return p.window.dilation_h == 1 && p.window.dilation_w == 1; }
constexpr bool depthwise_conv_2d_s8_dsp_in_place(const DepthwiseInt& p) {
  return p.window.in_h == p.window.out_h && p.window.in_w == p.window.out_w && p.depth_multiplier == 1;
}

// Scratch in bytes, aligned to 4: the plane and one channel's widened weights.
std::size_t depthwise_conv_2d_s8_dsp_scratch_bytes(const Window&);

// Build time: from the operands of depthwise_conv_2d_s8 to those of depthwise_conv_2d_s8_dsp. scales: padded_channels(out_c) entries.
DepthwiseDsp pack_depthwise_conv_2d_s8_dsp(const DepthwiseInt&, const std::int8_t* weights, const std::int32_t* bias,
                                           const Multiplier* rescale, ChannelScale* scales);

void depthwise_conv_2d_s8_dsp(const DepthwiseDsp&, const std::int8_t* input, const std::int8_t* weights, const ChannelScale* scales,
                              void* scratch, std::int8_t* output);

// The plane's extents, in 16-bit values; the width is even. For pack.cc and dsp.cc.
struct DepthwisePlane {
  std::int32_t height, width;
};
DepthwisePlane depthwise_plane(const Window&);

}  // namespace pin

PIN_FIELDS(pin::DepthwiseDsp, window, depth_multiplier, input_zero_point, requantization)
