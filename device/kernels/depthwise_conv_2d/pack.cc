#include "device/kernels/depthwise_conv_2d/dsp.h"

namespace pin {
namespace {

constexpr std::int32_t even(std::int32_t n) { return (n + 1) / 2 * 2; }

}  // namespace

DepthwisePlane depthwise_plane(const Window& w) {
  // An even number of taps is read from every output's first column, and 3x3 makes four outputs at a time.
  const bool by_four = w.kernel_h == 3 && w.kernel_w == 3 && w.stride_w <= 2;
  const std::int32_t outputs = by_four ? (w.out_w + 3) / 4 * 4 : w.out_w;
  return {(w.out_h - 1) * w.stride_h + w.kernel_h, even((outputs - 1) * w.stride_w + even(w.kernel_w))};
}

std::size_t depthwise_conv_2d_s8_dsp_scratch_bytes(const Window& w) {
  const DepthwisePlane plane = depthwise_plane(w);
  const std::int32_t row_of_weights = w.kernel_w == 3 ? 6 : even(w.kernel_w);  // 3x3 keeps three words a row, dsp.cc
  return (static_cast<std::size_t>(plane.height) * static_cast<std::size_t>(plane.width) +
          static_cast<std::size_t>(w.kernel_h * row_of_weights)) *
         sizeof(std::int16_t);
}

DepthwiseDsp pack_depthwise_conv_2d_s8_dsp(const DepthwiseInt& p, const std::int8_t* weights, const std::int32_t* bias,
                                           const Multiplier* rescale, ChannelScale* scales) {
  const Window& w = p.window;
  const ChannelSource source = {
      w.out_c,     w.kernel_h * w.kernel_w, 1, w.out_c, weights, bias, rescale, 1, p.input_zero_point, p.output_zero_point, p.output_min,
      p.output_max};
  return {w, p.depth_multiplier, p.input_zero_point, pack_channel_scales(source, scales)};
}

}  // namespace pin
