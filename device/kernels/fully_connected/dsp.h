// FULLY_CONNECTED int8 for cores with the DSP extension. Constant weights with zero point 0. Same bits as fully_connected_s8.
// A row of the input is widened once into scratch, then four outputs at a time are made.
//
// Instructions on Armv7E-M (GCC 12 -O2): 1.6 a multiply-accumulate (25 for 16), 1.3 for each input value, about 10 an output.
#pragma once

#include "device/kernels/fully_connected/fully_connected.h"
#include "device/kernels/packed_channels.h"

namespace pin {

struct FullyConnectedDsp {
  std::int32_t rows, depth, out_c;
  Requantization requantization;
};

constexpr bool fully_connected_s8_dsp_supports(const FullyConnectedInt& p) { return p.weights_zero_point == 0; }

// Sizes in bytes; scratch is aligned to 4, and so are packed weights. Scales: padded_channels(out_c) entries.
std::size_t fully_connected_s8_dsp_weights_bytes(const FullyConnectedInt&);
std::size_t fully_connected_s8_dsp_scratch_bytes(std::int32_t depth);

// Build time: from the operands of fully_connected_s8 to those of fully_connected_s8_dsp.
FullyConnectedDsp pack_fully_connected_s8_dsp(const FullyConnectedInt&, const std::int8_t* weights, const std::int32_t* bias,
                                              const Multiplier* rescale, std::int8_t* packed_weights, ChannelScale* scales);

void fully_connected_s8_dsp(const FullyConnectedDsp&, const std::int8_t* input, const std::int8_t* packed_weights,
                            const ChannelScale* scales, void* scratch, std::int8_t* output);

}  // namespace pin

PIN_FIELDS(pin::FullyConnectedDsp, rows, depth, out_c, requantization)
