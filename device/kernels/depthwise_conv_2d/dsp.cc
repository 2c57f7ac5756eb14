#include "device/kernels/depthwise_conv_2d/dsp.h"

#include "device/isa/armv7em_rows.h"
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
  std::int8_t* output;  // of this output channel, out_c apart
};

// One row of one channel, its values `step` apart, as 16-bit values. 13 instructions for four.
__attribute__((noinline)) void widen_row(const std::int8_t* from, std::int32_t step, std::int32_t count, std::int16_t* to) {
  const std::int32_t two = 2 * step;
  const std::int16_t* const end = to + (count & ~3);
  while (to != end) {
    const std::int32_t a = from[0], b = from[step];
    from += two;
    const std::int32_t c = from[0], d = from[step];
    from += two;
    store_32(to, pkhbt(static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b)));
    store_32(to + 2, pkhbt(static_cast<std::uint32_t>(c), static_cast<std::uint32_t>(d)));
    to += 4;
  }
  for (count &= 3; count > 0; --count) {
    *to++ = *from;
    from += step;
  }
}

// Copies one channel of the picture into the plane; the border stays.
void copy_channel(const Window& w, const std::int8_t* input, DepthwisePlane size, std::int16_t* plane) {
  const std::int32_t rows = w.in_h < size.height - w.pad_top ? w.in_h : size.height - w.pad_top;
  const std::int32_t columns = w.in_w < size.width - w.pad_left ? w.in_w : size.width - w.pad_left;
  std::int16_t* to = plane + w.pad_top * size.width + w.pad_left;
  for (std::int32_t y = 0; y < rows; ++y) {
    widen_row(input, w.in_c, columns, to);
    input += w.in_w * w.in_c;
    to += size.width;
  }
}

std::uint32_t pair(std::int32_t bottom, std::int32_t top) {
  return (static_cast<std::uint32_t>(bottom) & 0xffff) | static_cast<std::uint32_t>(top) << 16;
}

// Three words a row for rows_3x3.
void widen_3x3(const std::int8_t* from, std::int32_t step, std::uint32_t* to) {
  for (std::int32_t row = 0; row < 3; ++row) {
    const std::int32_t w0 = from[0], w1 = from[step], w2 = from[2 * step];
    to[0] = pair(w0, w1);
    to[1] = pair(w2, w0);
    to[2] = pair(w1, w2);
    from += 3 * step;
    to += 3;
  }
}

// Four outputs at a time; the plane is wide enough for the last four to be whole, of which only those that exist are stored.
template <int kStride>
__attribute__((noinline)) void run_3x3(const Channel& c) {
  const Window& w = *c.w;
  widen_3x3(c.weights, w.out_c, c.widened);
  const std::int32_t step = w.out_c, bias = c.scale->bias;
  std::int8_t* output = c.output;
  const std::int16_t* first = c.plane;
  for (std::int32_t y = w.out_h; y > 0; --y) {
    const std::int16_t* x = first;
    for (std::int32_t left = w.out_w; left > 0; left -= 4) {
      std::int32_t sum[4] = {bias, bias, bias, bias};
      rows_3x3<kStride>(x, c.width, c.widened, sum);
      x += 4 * kStride;
      if (left >= 4) {
        store_channel<4>(sum, *c.scale, *c.r, output, step);
        output += 4 * step;
      } else {
        for (std::int32_t j = 0; j < left; ++j) {
          const std::int32_t one[1] = {sum[j]};
          store_channel<1>(one, *c.scale, *c.r, output, step);
          output += step;
        }
      }
    }
    first += w.stride_h * c.width;
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

__attribute__((noinline)) void run_any(const Channel& c) {
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
