#include "device/kernels/conv_2d/dsp.h"

namespace pin {
namespace {

std::int32_t depth_of(const Window& w) { return w.kernel_h * w.kernel_w * w.in_c; }

}  // namespace

std::size_t conv_2d_s8_dsp_weights_bytes(const Conv2dInt& p) { return packed_weights_bytes(p.window.out_c, depth_of(p.window)); }

std::size_t conv_2d_s8_dsp_scratch_bytes(const Window& w) {
  // Four columns of 16-bit values, and the bytes of one window while they are gathered.
  return static_cast<std::size_t>(padded_depth(depth_of(w))) * (4 * sizeof(std::int16_t) + 1);
}

Conv2dDsp pack_conv_2d_s8_dsp(const Conv2dInt& p, const std::int8_t* weights, const std::int32_t* bias, const Multiplier* rescale,
                              std::int8_t* packed_weights, ChannelScale* scales) {
  const std::int32_t depth = depth_of(p.window);
  const ChannelSource source = {p.window.out_c,      depth,        depth,       1, weights, bias, rescale, 1, p.input_zero_point,
                                p.output_zero_point, p.output_min, p.output_max};
  pack_channel_weights(source, packed_weights);
  return {p.window, p.input_zero_point, pack_channel_scales(source, scales)};
}

}  // namespace pin
