#include "device/kernels/depthwise_conv_2d/dsp.h"

#include "device/kernels/columns_dsp.h"

namespace pin {
namespace {

// One channel's plane and where its outputs go.
struct Channel {
  const Window* w;
  const std::int16_t* plane;
  std::int32_t width;          // of the plane
  const std::int8_t* weights;  // of this output channel, out_c apart
  std::uint32_t* widened;      // scratch for them
  const ChannelScale* scale;
  const Requantization* r;
  std::int8_t* output;         // of this output channel, out_c apart
};

// Copies one channel of the picture into the plane; the border stays. Four values a step: 3 instructions each and the loop's share.
void copy_channel(const Window& w, const std::int8_t* input, DepthwisePlane size, std::int16_t* plane) {
  const std::int32_t rows = w.in_h < size.height - w.pad_top ? w.in_h : size.height - w.pad_top;
  const std::int32_t columns = w.in_w < size.width - w.pad_left ? w.in_w : size.width - w.pad_left;
  const std::int32_t step = w.in_c;
  for (std::int32_t y = 0; y < rows; ++y) {
    const std::int8_t* from = input + y * w.in_w * step;
    std::int16_t* to = plane + (y + w.pad_top) * size.width + w.pad_left;
    std::int32_t left = columns;
    for (; left >= 4; left -= 4) {
      const std::int8_t a = from[0], b = from[step];
      from += 2 * step;
      const std::int8_t c = from[0], d = from[step];
      from += 2 * step;
      to[0] = a;
      to[1] = b;
      to[2] = c;
      to[3] = d;
      to += 4;
    }
    for (; left > 0; --left) {
      *to++ = *from;
      from += step;
    }
  }
}

std::uint32_t pair(std::int32_t bottom, std::int32_t top) {
  return (static_cast<std::uint32_t>(bottom) & 0xffff) | static_cast<std::uint32_t>(top) << 16;
}

// N pixels of one row, 3x3: three words of weights a row, (w0, w1) (w2, w0) (w1, w2); x points at the first pixel's first tap.
template <int N, int kStride>
inline void block_3x3(const std::int16_t* x, std::int32_t width, const std::uint32_t* weights, std::int32_t (&sum)[N]) {
  constexpr int kWords = kStride == 1 ? (N + 1) / 2 + 1 : N + 1;
  PIN_UNROLL for (int row = 0; row < 3; ++row) {
    const std::uint32_t w01 = weights[3 * row], w20 = weights[3 * row + 1], w12 = weights[3 * row + 2];
    std::uint32_t word[kWords];
    PIN_UNROLL for (int i = 0; i < kWords; ++i) word[i] = load_32(x + 2 * i);
    PIN_UNROLL for (int j = 0; j < N; ++j) {
      const int first = kStride == 1 ? j / 2 : j;
      if (kStride == 1 && j % 2 == 1) {
        sum[j] = smlatt(word[first], w20, sum[j]);
        sum[j] = smlad(word[first + 1], w12, sum[j]);
      } else {
        sum[j] = smlad(word[first], w01, sum[j]);
        sum[j] = smlabb(word[first + 1], w20, sum[j]);
      }
    }
    x += width;
  }
}

template <int N, int kStride>
inline void finish_3x3(const Channel& c, const std::int16_t* x, std::int8_t* output) {
  std::int32_t sum[N];
  PIN_UNROLL for (int j = 0; j < N; ++j) sum[j] = c.scale->bias;
  block_3x3<N, kStride>(x, c.width, c.widened, sum);
  store_channel<N>(sum, *c.scale, *c.r, output, c.w->out_c);
}

template <int kStride>
void run_3x3(const Channel& c) {
  const Window& w = *c.w;
  for (std::int32_t row = 0; row < 3; ++row) {
    const std::int8_t* from = c.weights + 3 * row * w.out_c;
    const std::int32_t w0 = from[0], w1 = from[w.out_c], w2 = from[2 * w.out_c];
    c.widened[3 * row] = pair(w0, w1);
    c.widened[3 * row + 1] = pair(w2, w0);
    c.widened[3 * row + 2] = pair(w1, w2);
  }
  std::int8_t* output = c.output;
  for (std::int32_t y = 0; y < w.out_h; ++y) {
    const std::int16_t* x = c.plane + y * w.stride_h * c.width;
    std::int32_t left = w.out_w;
    for (; left >= 4; left -= 4) {
      finish_3x3<4, kStride>(c, x, output);
      x += 4 * kStride;
      output += 4 * w.out_c;
    }
    for (; left > 0; --left) {
      finish_3x3<1, kStride>(c, x, output);
      x += kStride;
      output += w.out_c;
    }
  }
}

// Any kernel: taps two by two along a row, an odd last one beside a zero weight.
template <int N>
inline void finish_any(const Channel& c, const std::int16_t* x, std::int8_t* output) {
  const Window& w = *c.w;
  std::int32_t sum[N];
  PIN_UNROLL for (int j = 0; j < N; ++j) sum[j] = c.scale->bias;
  const std::uint32_t* weights = c.widened;
  for (std::int32_t ky = 0; ky < w.kernel_h; ++ky) {
    const std::int16_t* from = x;
    for (std::int32_t kx = 0; kx < w.kernel_w; kx += 2) {
      const std::uint32_t two = *weights++;
      PIN_UNROLL for (int j = 0; j < N; ++j) sum[j] = smlad(load_32(from + j * w.stride_w), two, sum[j]);
      from += 2;
    }
    x += c.width;
  }
  store_channel<N>(sum, *c.scale, *c.r, output, w.out_c);
}

void run_any(const Channel& c) {
  const Window& w = *c.w;
  std::uint32_t* to = c.widened;
  for (std::int32_t ky = 0; ky < w.kernel_h; ++ky) {
    const std::int8_t* from = c.weights + ky * w.kernel_w * w.out_c;
    for (std::int32_t kx = 0; kx < w.kernel_w; kx += 2) {
      *to++ = pair(from[kx * w.out_c], kx + 1 < w.kernel_w ? from[(kx + 1) * w.out_c] : 0);
    }
  }
  std::int8_t* output = c.output;
  for (std::int32_t y = 0; y < w.out_h; ++y) {
    const std::int16_t* x = c.plane + y * w.stride_h * c.width;
    std::int32_t left = w.out_w;
    for (; left >= 2; left -= 2) {
      finish_any<2>(c, x, output);
      x += 2 * w.stride_w;
      output += 2 * w.out_c;
    }
    if (left > 0) {
      finish_any<1>(c, x, output);
      output += w.out_c;
    }
  }
}

void run_channel(const Channel& c) {
  const Window& w = *c.w;
  const bool three = w.kernel_h == 3 && w.kernel_w == 3;
  if (three && w.stride_w == 1) {
    run_3x3<1>(c);
  } else if (three && w.stride_w == 2) {
    run_3x3<2>(c);
  } else {
    run_any(c);
  }
}

}  // namespace

void depthwise_conv_2d_s8_dsp(const DepthwiseDsp& p, const std::int8_t* input, const std::int8_t* weights, const ChannelScale* scales,
                              void* scratch, std::int8_t* output) {
  const Window& w = p.window;
  const DepthwisePlane size = depthwise_plane(w);
  auto* plane = static_cast<std::int16_t*>(scratch);
  auto* widened = static_cast<std::uint32_t*>(scratch) + size.height * size.width / 2;
  for (std::int32_t i = 0; i < size.height * size.width; ++i) plane[i] = static_cast<std::int16_t>(p.input_zero_point);
  const Requantization r = p.requantization;
  for (std::int32_t batch = 0; batch < w.batches; ++batch) {
    for (std::int32_t in_c = 0; in_c < w.in_c; ++in_c) {
      copy_channel(w, input + in_c, size, plane);
      for (std::int32_t i = 0; i < p.depth_multiplier; ++i) {
        const std::int32_t out_c = in_c * p.depth_multiplier + i;
        run_channel({&w, plane, size.width, weights + out_c, widened, scales + out_c, &r, output + out_c});
      }
    }
    input += w.in_h * w.in_w * w.in_c;
    output += w.out_h * w.out_w * w.out_c;
  }
}

}  // namespace pin
