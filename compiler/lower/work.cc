#include "compiler/lower/work.h"

#include "device/kernels/packed_channels.h"

namespace pinhole {
namespace {

std::uint64_t u(std::int32_t n) { return static_cast<std::uint64_t>(n); }
std::uint64_t round_up(std::uint64_t n, std::uint64_t granule) { return (n + granule - 1) / granule * granule; }

// Taps of all windows along one axis that lie inside the picture, and windows that lie inside as a whole.
struct Inside {
  std::uint64_t taps = 0, windows = 0;
};
Inside inside(std::int32_t in, std::int32_t out, std::int32_t kernel, std::int32_t stride, std::int32_t dilation, std::int32_t pad) {
  Inside result;
  for (std::int32_t o = 0; o < out; ++o) {
    std::int32_t taps = 0;
    for (std::int32_t k = 0; k < kernel; ++k) {
      const std::int32_t at = o * stride - pad + k * dilation;
      taps += at >= 0 && at < in;
    }
    result.taps += u(taps);
    result.windows += taps == kernel;
  }
  return result;
}
Inside inside_y(const pin::Window& w) { return inside(w.in_h, w.out_h, w.kernel_h, w.stride_h, w.dilation_h, w.pad_top); }
Inside inside_x(const pin::Window& w) { return inside(w.in_w, w.out_w, w.kernel_w, w.stride_w, w.dilation_w, w.pad_left); }

std::uint64_t outputs(const pin::Window& w) { return u(w.batches) * u(w.out_h) * u(w.out_w) * u(w.out_c); }

}  // namespace

// Every output walks the taps of its window that lie inside.
Work conv_2d_work(const pin::Window& w, std::int32_t filter_channels) {
  const std::uint64_t taps = u(w.batches) * inside_y(w).taps * inside_x(w).taps * u(w.out_c);
  return {.macs = taps * u(filter_channels), .elements = outputs(w), .rows = taps};
}

Work depthwise_conv_2d_work(const pin::Window& w) {
  const std::uint64_t rows = u(w.batches) * inside_y(w).taps * u(w.out_c);
  return {.macs = rows * inside_x(w).taps, .elements = outputs(w), .rows = rows * u(w.out_w)};
}

// A window inside the picture is widened row by row, one at the border is copied cell by cell first; so is every window whose rows are no
// whole words. Pixels left after blocks of four cost half as much again for each product.
Work conv_2d_dsp_work(const pin::Window& w, bool fast) {
  const std::uint64_t depth = u(w.kernel_h) * u(w.kernel_w) * u(w.in_c), padded = round_up(depth, 4);
  const std::uint64_t pixels = u(w.batches) * u(w.out_h) * u(w.out_w), left = pixels % 4;
  const std::uint64_t whole = u(w.batches) * inside_y(w).windows * inside_x(w).windows, border = pixels - whole;
  const bool together = w.dilation_w == 1;
  const std::int32_t run = together ? w.kernel_w * w.in_c : w.in_c;
  const std::uint64_t copied = run % 4 == 0 ? border : pixels;
  return {.macs = padded * round_up(u(w.out_c), 2) * (2 * pixels + left) / 2,
          .elements = outputs(w),
          .gathered = pixels * padded + copied * depth,
          .rows = whole * u(w.kernel_h) * (together ? 1 : u(w.kernel_w)) + border * u(w.kernel_h) * u(w.kernel_w),
          .setups = pixels,
          .general = fast ? 0 : outputs(w)};
}

// 3x3 makes four outputs of a row at a time and stores those that are left one by one; other windows make two, tap pair by tap pair,
// where a product costs an eighth less.
Work depthwise_conv_2d_dsp_work(const pin::Window& w, bool fast) {
  const std::uint64_t batches = u(w.batches), out_rows = batches * u(w.out_c) * u(w.out_h);
  Work work{.gathered = batches * u(w.in_c) * u(w.in_h) * u(w.in_w),
            .rows = batches * u(w.in_c) * u(w.in_h) + out_rows,
            .setups = batches * u(w.out_c),
            .general = fast ? 0 : outputs(w)};
  if (w.kernel_h == 3 && w.kernel_w == 3 && w.stride_w <= 2) {
    work.macs = out_rows * round_up(u(w.out_w), 4) * 9;
    work.elements = outputs(w) + out_rows * u(w.out_w % 4);
  } else {
    work.macs = outputs(w) * u(w.kernel_h) * round_up(u(w.kernel_w), 2) * 7 / 8;
    work.elements = outputs(w) * 2;
    work.rows += out_rows * round_up(u(w.out_w), 2) / 2 * u(w.kernel_h) / 2;
  }
  return work;
}

Work fully_connected_dsp_work(std::int32_t rows, std::int32_t depth, std::int32_t out, bool fast) {
  const std::uint64_t padded = round_up(u(depth), 4);
  return {.macs = u(rows) * padded * round_up(u(out), 2),
          .elements = u(rows) * u(out),
          .gathered = u(rows) * padded,
          .general = fast ? 0 : u(rows) * u(out)};
}

}  // namespace pinhole
