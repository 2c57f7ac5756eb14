#include "device/kernels/columns_dsp.h"

#include "device/isa/armv7em_dot.h"

namespace pin {
namespace {

// sum[c][j] += dot product of channel c of kPairs pairs at `weights` and column j of N, over `depth`.
// For N = 1 and two pairs 25 instructions for 16 multiply-accumulates (Armv7E-M, GCC 12 -O2).
template <int kPairs, int N>
inline void dot_small(const std::int8_t* weights, const std::uint32_t* columns, std::int32_t depth, std::int32_t (&sum)[2 * kPairs][N]) {
  const std::int32_t gap = 2 * depth;  // the next pair follows the whole of the first
  const std::int8_t* const end = weights + gap;
  do {
    PIN_UNROLL for (int half = 0; half < 2; ++half) {
      PIN_UNROLL for (int pair = 0; pair < kPairs; ++pair) {
        const std::uint32_t both = load_32(weights + pair * gap + 4 * half);
        const std::uint32_t a = sxtb16(both), b = sxtb16_ror8(both);
        PIN_UNROLL for (int j = 0; j < N; ++j) {
          sum[2 * pair][j] = smlad(a, columns[half * N + j], sum[2 * pair][j]);
          sum[2 * pair + 1][j] = smlad(b, columns[half * N + j], sum[2 * pair + 1][j]);
        }
      }
    }
    weights += 8;
    columns += 2 * N;
  } while (weights != end);
}

// kPairs pairs of channels of N pixels, from channel c.
template <int kPairs, int N>
inline void multiply_pairs(const std::int8_t* weights, const ChannelScale* scales, const Requantization& r, std::int32_t channels,
                           std::int32_t c, std::int32_t depth, const std::uint32_t* columns, std::int8_t* output) {
  std::int32_t sum[2 * kPairs][N];
  PIN_UNROLL for (int i = 0; i < 2 * kPairs; ++i) { PIN_UNROLL for (int j = 0; j < N; ++j) sum[i][j] = scales[c + i].bias; }
  dot_small<kPairs, N>(weights + c * depth, columns, depth, sum);
  PIN_UNROLL for (int i = 0; i < 2 * kPairs; ++i) {
    if (c + i < channels) store_channel<N>(sum[i], scales[c + i], r, output + c + i, channels);
  }
}

}  // namespace

std::int8_t requantize_any(std::int32_t sum, const ChannelScale& s, const Requantization& r) {
  const std::int32_t scaled = rescale(sum, {s.multiplier, s.shift});  // N2, N9
  return static_cast<std::int8_t>(clamp(wrapping_add(scaled, r.output_zero_point), r.output_min, r.output_max));
}

void multiply_4_columns(const std::int8_t* weights, const ChannelScale* scales, const Requantization& r, std::int32_t channels,
                        std::int32_t depth, const std::uint32_t* columns, std::int8_t* output) {
  for (std::int32_t c = 0; c < channels; c += 2) {
    std::int32_t sum[2][4];
    PIN_UNROLL for (int j = 0; j < 4; ++j) {
      sum[0][j] = scales[c].bias;
      sum[1][j] = scales[c + 1].bias;
    }
    dot_2x4(weights, columns, depth, sum[0]);
    weights += 2 * depth;
    store_channel<4>(sum[0], scales[c], r, output + c, channels);
    if (c + 1 < channels) store_channel<4>(sum[1], scales[c + 1], r, output + c + 1, channels);
  }
}

void multiply_1_column(const std::int8_t* weights, const ChannelScale* scales, const Requantization& r, std::int32_t channels,
                       std::int32_t depth, const std::uint32_t* column, std::int8_t* output) {
  std::int32_t c = 0;
  for (; c + 2 < channels; c += 4) multiply_pairs<2, 1>(weights, scales, r, channels, c, depth, column, output);
  for (; c < channels; c += 2) multiply_pairs<1, 1>(weights, scales, r, channels, c, depth, column, output);
}

}  // namespace pin
