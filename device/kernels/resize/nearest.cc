// The definition of RESIZE_NEAREST_NEIGHBOR.
#include <cstring>

#include "device/kernels/resize/resize.h"

namespace pin {
namespace {

// The input pixel of output position `i` (N85). The position is not negative. Compared with a sum that is exact, never with a difference
// that a compiler may fuse with the product.
std::int32_t nearest(const ResizeNearest& p, std::int32_t i, float scale, std::int32_t extent) {
  const float position = (static_cast<float>(i) + p.offset) * scale;
  auto pixel = static_cast<std::int32_t>(position);
  if (p.round && position >= static_cast<float>(pixel) + 0.5f) ++pixel;
  return pixel < extent ? pixel : extent - 1;
}

}  // namespace

// A row that repeats the pixels of the one above it is copied from there.
void resize_nearest(const ResizeNearest& p, const void* input, void* output) {
  const auto* from = static_cast<const std::uint8_t*>(input);
  auto* to = static_cast<std::uint8_t*>(output);
  const auto pixel_bytes = static_cast<std::size_t>(p.pixel_bytes);
  const std::int32_t in_row = p.in_w * p.pixel_bytes, out_row = p.out_w * p.pixel_bytes;
  for (std::int32_t batch = 0; batch < p.batches; ++batch) {
    std::int32_t above = -1;
    for (std::int32_t y = 0; y < p.out_h; ++y) {
      const std::int32_t row = nearest(p, y, p.scale_h, p.in_h);
      if (row == above) {
        std::memcpy(to, to - out_row, static_cast<std::size_t>(out_row));
        to += out_row;
        continue;
      }
      above = row;
      for (std::int32_t x = 0; x < p.out_w; ++x) {
        std::memcpy(to, from + row * in_row + nearest(p, x, p.scale_w, p.in_w) * p.pixel_bytes, pixel_bytes);
        to += p.pixel_bytes;
      }
    }
    from += p.in_h * in_row;
  }
}

}  // namespace pin
