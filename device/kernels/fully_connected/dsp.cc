#include "device/kernels/fully_connected/dsp.h"

#include "device/kernels/columns_dsp.h"

namespace pin {

void fully_connected_s8_dsp(const FullyConnectedDsp& p, const std::int8_t* input, const std::int8_t* packed_weights,
                            const ChannelScale* scales, void* scratch, std::int8_t* output) {
  auto* column = static_cast<std::uint32_t*>(scratch);
  const std::int32_t padded = padded_depth(p.depth), whole = p.depth / 4, rest = p.depth % 4;
  const Requantization r = p.requantization;
  for (std::int32_t row = 0; row < p.rows; ++row) {
    widen_column<1>(input, whole, column);
    if (rest > 0) {
      std::int8_t last[4] = {0, 0, 0, 0};
      for (std::int32_t i = 0; i < rest; ++i) last[i] = input[4 * whole + i];
      widen_column<1>(last, 1, column + 2 * whole);
    }
    multiply_1_column(packed_weights, scales, r, p.out_c, padded, column, output);
    input += p.depth;
    output += p.out_c;
  }
}

}  // namespace pin
