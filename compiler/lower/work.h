// How much a kernel has to do for one layer, in the terms of its row in costs.def. Filled in by the files in ops/; most kernels need macs and
// elements only, the rest stays 0. Counts are of one call.
#pragma once

#include <cstdint>

#include "device/kernels/window.h"

namespace pinhole {

struct Work {
  std::uint64_t macs = 0;  // multiply-accumulates that are carried out: padding of a kernel's blocks included, taps outside the picture not
  std::uint64_t elements = 0;  // outputs; for pools taps, for means inputs, for copies bytes
  std::uint64_t gathered = 0;  // input values copied or widened into scratch
  std::uint64_t rows = 0;      // starts of an inner loop: rows or pieces of a window, or of a plane; for pools and means outputs
  std::uint64_t setups = 0;    // set-ups of a window (conv_2d_s8_dsp) or of a channel (depthwise_conv_2d_s8_dsp)
  std::uint64_t general = 0;   // outputs that take the general requantisation (N2) where the kernel has a short one (N17)
};

Work conv_2d_work(const pin::Window& window, std::int32_t filter_channels);
Work depthwise_conv_2d_work(const pin::Window& window);
// fast: Requantization::fast of the packed scales.
Work conv_2d_dsp_work(const pin::Window& window, bool fast);
Work depthwise_conv_2d_dsp_work(const pin::Window& window, bool fast);
Work fully_connected_dsp_work(std::int32_t rows, std::int32_t depth, std::int32_t outputs, bool fast);

}  // namespace pinhole
