#include "device/kernels/fully_connected/dsp.h"

namespace pin {

std::size_t fully_connected_s8_dsp_weights_bytes(const FullyConnectedInt& p) { return packed_weights_bytes(p.out_c, p.depth); }

std::size_t fully_connected_s8_dsp_scratch_bytes(std::int32_t depth) {
  return static_cast<std::size_t>(padded_depth(depth)) * sizeof(std::int16_t);
}

FullyConnectedDsp pack_fully_connected_s8_dsp(const FullyConnectedInt& p, const std::int8_t* weights, const std::int32_t* bias,
                                              const Multiplier* rescale, std::int8_t* packed_weights, ChannelScale* scales) {
  const ChannelSource source = {
      p.out_c,      p.depth,     p.depth, 1, weights, bias, rescale, p.per_channel, p.input_zero_point, p.output_zero_point,
      p.output_min, p.output_max};
  pack_channel_weights(source, packed_weights);
  return {p.rows, p.depth, p.out_c, pack_channel_scales(source, scales)};
}

}  // namespace pin
