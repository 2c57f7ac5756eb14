#include "device/kernels/pool_2d/dsp.h"

#include "device/isa/armv7em.h"
#include "device/kernels/pool_2d/taps.h"
#include "device/numerics/fixed_point.h"

namespace pin {
namespace {

constexpr std::int32_t kTapsInHalf = 256;  // 256 * -128 is the lowest 16-bit value

struct Block {
  const Window& w;
  const Taps& taps;
  const std::int8_t* from;
  std::int8_t* output;
};

// 16-bit sums of the channels of one word: 0 and 2, 1 and 3.
struct Halves {
  std::uint32_t even, odd;
  std::int32_t of(int channel) const {
    return static_cast<std::int16_t>(((channel & 1) != 0 ? odd : even) >> (channel >= 2 ? 16 : 0) & 0xffff);
  }
};

// N14 for 4 * W channels: at most 256 taps are added up in 16 bits, then moved to 32.
template <int W>
__attribute__((noinline)) void average_words(const Pool2dInt& p, const Block& b) {
  const std::int32_t step = b.w.in_c;
  std::int32_t sum[4 * W] = {};
  std::int32_t left = b.taps.columns, rows = b.taps.rows;
  const std::int8_t *row = b.from, *at = b.from;
  while (rows > 0) {
    Halves halves[W] = {};
    std::int32_t room = kTapsInHalf;
    while (room > 0 && rows > 0) {
      const std::int32_t run = left < room ? left : room;
      room -= run;
      left -= run;
      for (std::int32_t i = run; i > 0; --i) {
        PIN_UNROLL for (int word = 0; word < W; ++word) {
          const std::uint32_t bytes = load_32(at + 4 * word);
          halves[word].even = sxtab16(halves[word].even, bytes);
          halves[word].odd = sxtab16_ror8(halves[word].odd, bytes);
        }
        at += step;
      }
      if (left == 0) {
        row += b.w.in_w * step;
        at = row;
        left = b.taps.columns;
        --rows;
      }
    }
    PIN_UNROLL for (int c = 0; c < 4 * W; ++c) sum[c] += halves[c / 4].of(c % 4);
  }
  const std::int32_t count = b.taps.rows * b.taps.columns, half = count / 2;
  const std::int32_t low = p.output_min, high = p.output_max;
  PIN_UNROLL for (int c = 0; c < 4 * W; ++c) {
    b.output[c] = static_cast<std::int8_t>(clamp((sum[c] > 0 ? sum[c] + half : sum[c] - half) / count, low, high));
  }
}

// N15 for 4 * W channels.
template <int W>
__attribute__((noinline)) void max_words(const Pool2dInt& p, const Block& b) {
  const std::int32_t step = b.w.in_c, row_step = b.w.in_w * b.w.in_c;
  std::uint32_t most[W];
  PIN_UNROLL for (int word = 0; word < W; ++word) most[word] = 0x80808080u;
  const std::int8_t* row = b.from;
  for (std::int32_t rows = b.taps.rows; rows > 0; --rows, row += row_step) {
    const std::int8_t* at = row;
    for (std::int32_t i = b.taps.columns; i > 0; --i, at += step) {
      PIN_UNROLL for (int word = 0; word < W; ++word) most[word] = larger_bytes(most[word], load_32(at + 4 * word));
    }
  }
  const std::uint32_t low = (static_cast<std::uint32_t>(p.output_min) & 0xff) * 0x01010101u;
  const std::uint32_t high = (static_cast<std::uint32_t>(p.output_max) & 0xff) * 0x01010101u;
  PIN_UNROLL for (int word = 0; word < W; ++word) { store_32(b.output + 4 * word, smaller_bytes(larger_bytes(most[word], low), high)); }
}

struct Average {
  static std::int32_t join(std::int32_t sum, std::int32_t value) { return sum + value; }
  static std::int32_t finish(std::int32_t sum, std::int32_t count) { return (sum > 0 ? sum + count / 2 : sum - count / 2) / count; }
  static constexpr std::int32_t kStart = 0;
  static constexpr int kWords = 2;  // as many as registers hold
  template <int W>
  static void words(const Pool2dInt& p, const Block& b) {
    average_words<W>(p, b);
  }
};

struct Maximum {
  static std::int32_t join(std::int32_t most, std::int32_t value) { return value > most ? value : most; }
  static std::int32_t finish(std::int32_t most, std::int32_t) { return most; }
  static constexpr std::int32_t kStart = -128;
  static constexpr int kWords = 4;
  template <int W>
  static void words(const Pool2dInt& p, const Block& b) {
    max_words<W>(p, b);
  }
};

// The channels behind the last word.
template <class Op>
void pool_channel(const Pool2dInt& p, const Block& b) {
  std::int32_t x = Op::kStart;
  for (std::int32_t row = 0; row < b.taps.rows; ++row) {
    const std::int8_t* at = b.from + row * b.w.in_w * b.w.in_c;
    for (std::int32_t i = b.taps.columns; i > 0; --i, at += b.w.in_c) x = Op::join(x, *at);
  }
  *b.output = static_cast<std::int8_t>(clamp(Op::finish(x, b.taps.rows * b.taps.columns), p.output_min, p.output_max));
}

template <class Op>
void pool(const Pool2dInt& p, const std::int8_t* input, std::int8_t* output) {
  const Window& w = p.window;
  for_each_pixel(w, [&](const Taps& taps, std::int32_t index) {
    Block b = {w, taps, input + taps.first, output + index};
    std::int32_t left = w.in_c;
    constexpr std::int32_t kWide = 4 * Op::kWords;
    for (; left >= kWide; left -= kWide, b.from += kWide, b.output += kWide) Op::template words<Op::kWords>(p, b);
    for (; left >= 4; left -= 4, b.from += 4, b.output += 4) Op::template words<1>(p, b);
    for (; left > 0; --left, ++b.from, ++b.output) pool_channel<Op>(p, b);
  });
}

}  // namespace

void average_pool_2d_s8_dsp(const Pool2dInt& p, const std::int8_t* input, std::int8_t* output) { pool<Average>(p, input, output); }
void max_pool_2d_s8_dsp(const Pool2dInt& p, const std::int8_t* input, std::int8_t* output) { pool<Maximum>(p, input, output); }

}  // namespace pin
