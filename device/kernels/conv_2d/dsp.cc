#include "device/kernels/conv_2d/dsp.h"

#include "device/kernels/columns_dsp.h"

namespace pin {
namespace {

// What does not change from pixel to pixel.
struct Plan {
  const Window* w;
  const std::int8_t* input;
  std::int32_t depth, padded;  // bytes of a window, and rounded up to four
  std::int32_t run;            // bytes of a kernel row that lie together in the picture
  std::int32_t runs;           // of them in a kernel row
  std::int32_t run_step;       // bytes from one to the next
  std::int8_t zero_point;
  std::int8_t* window;  // [padded] scratch
};

inline void copy(const std::int8_t* from, std::int32_t count, std::int8_t* to) {
  for (; count >= 4; count -= 4) {
    store_32(to, load_32(from));
    from += 4;
    to += 4;
  }
  for (; count > 0; --count) *to++ = *from++;
}

inline void fill(std::int8_t value, std::int32_t count, std::int8_t* to) {
  for (; count > 0; --count) *to++ = value;
}

// The window's bytes one after another, the zero point where a tap lies outside the picture.
void gather_border(const Plan& p, std::int32_t batch, std::int32_t in_y, std::int32_t in_x) {
  const Window& w = *p.w;
  std::int8_t* to = p.window;
  for (std::int32_t ky = 0; ky < w.kernel_h; ++ky) {
    const std::int32_t y = in_y + ky * w.dilation_h;
    for (std::int32_t kx = 0; kx < w.kernel_w; ++kx) {
      const std::int32_t x = in_x + kx * w.dilation_w;
      const bool inside = y >= 0 && y < w.in_h && x >= 0 && x < w.in_w;
      if (inside) {
        copy(p.input + ((batch * w.in_h + y) * w.in_w + x) * w.in_c, w.in_c, to);
      } else {
        fill(p.zero_point, w.in_c, to);
      }
      to += w.in_c;
    }
  }
}

// Column j of N for the window that lies inside the picture with its corner at `corner`.
template <int N>
inline void widen_interior(const Plan& p, const std::int8_t* corner, std::uint32_t* column) {
  const Window& w = *p.w;
  const std::int32_t row_step = w.in_w * w.in_c * w.dilation_h;
  const bool direct = (p.run & 3) == 0;
  std::int8_t* bytes = p.window;
  for (std::int32_t ky = 0; ky < w.kernel_h; ++ky) {
    const std::int8_t* from = corner;
    for (std::int32_t i = 0; i < p.runs; ++i) {
      if (direct) {
        widen_column<N>(from, p.run >> 2, column);
        column += (p.run >> 1) * N;
      } else {
        copy(from, p.run, bytes);
        bytes += p.run;
      }
      from += p.run_step;
    }
    corner += row_step;
  }
  if (!direct) widen_column<N>(p.window, p.padded >> 2, column);
}

// A position in the output, moving on pixel by pixel.
struct Position {
  std::int32_t batch = 0, y = 0, x = 0;
};

template <int N>
inline void make_column(const Plan& p, Position* at, std::uint32_t* column) {
  const Window& w = *p.w;
  const std::int32_t in_y = at->y * w.stride_h - w.pad_top, in_x = at->x * w.stride_w - w.pad_left;
  const bool inside =
      in_y >= 0 && in_x >= 0 && in_y + (w.kernel_h - 1) * w.dilation_h < w.in_h && in_x + (w.kernel_w - 1) * w.dilation_w < w.in_w;
  if (inside) {
    widen_interior<N>(p, p.input + ((at->batch * w.in_h + in_y) * w.in_w + in_x) * w.in_c, column);
  } else {
    gather_border(p, at->batch, in_y, in_x);
    widen_column<N>(p.window, p.padded >> 2, column);
  }
  if (++at->x == w.out_w) {
    at->x = 0;
    if (++at->y == w.out_h) {
      at->y = 0;
      ++at->batch;
    }
  }
}

}  // namespace

void conv_2d_s8_dsp(const Conv2dDsp& params, const std::int8_t* input, const std::int8_t* packed_weights, const ChannelScale* scales,
                    void* scratch, std::int8_t* output) {
  const Window& w = params.window;
  const std::int32_t depth = w.kernel_h * w.kernel_w * w.in_c, padded = padded_depth(depth);
  auto* columns = static_cast<std::uint32_t*>(scratch);
  auto* window = reinterpret_cast<std::int8_t*>(columns + 2 * padded);
  const bool together = w.dilation_w == 1;
  const Plan plan = {&w,
                     input,
                     depth,
                     padded,
                     together ? w.kernel_w * w.in_c : w.in_c,
                     together ? 1 : w.kernel_w,
                     w.dilation_w * w.in_c,
                     static_cast<std::int8_t>(params.input_zero_point),
                     window};
  fill(0, padded - depth, window + depth);
  const Requantization r = params.requantization;
  Position at;
  std::int32_t left = w.batches * w.out_h * w.out_w;
  for (; left >= 4; left -= 4) {
    for (std::int32_t j = 0; j < 4; ++j) make_column<4>(plan, &at, columns + j);
    multiply_4_columns(packed_weights, scales, r, w.out_c, padded, columns, output);
    output += 4 * w.out_c;
  }
  for (; left > 0; --left) {
    make_column<1>(plan, &at, columns);
    multiply_1_column(packed_weights, scales, r, w.out_c, padded, columns, output);
    output += w.out_c;
  }
}

}  // namespace pin
