// The definition of RESIZE_BILINEAR.
#include "device/kernels/resize/resize.h"

namespace pin {
namespace {

// The two pixels around a position along one axis, with the weight of the second one; that of the first is 1 less it. With half-pixel centres
// a position may lie in front of the first pixel: then both are that one, or the weight is negative (N86, N87).
template <class T>
struct Pair {
  std::int32_t first, second;
  T weight;
};

Pair<std::int32_t> pair_at(std::int32_t i, std::int32_t scale, std::int32_t offset, std::int32_t extent) {
  const std::int32_t position = i * scale + offset;
  const std::int32_t down = position / 1024, up = (position + 1023) / 1024;  // towards zero, as the reference divides
  const std::int32_t first = down > 0 ? down : 0;
  return {first, up < extent - 1 ? up : extent - 1, position - 1024 * first};
}

Pair<float> pair_at(std::int32_t i, float scale, bool half_pixel_centers, std::int32_t extent) {
  const float position = half_pixel_centers ? (static_cast<float>(i) + 0.5f) * scale - 0.5f : static_cast<float>(i) * scale;
  const auto cut = static_cast<std::int32_t>(position);  // towards zero; only a position in (-0.5, 0) lies below it
  const std::int32_t up = position > static_cast<float>(cut) ? cut + 1 : cut;
  return {cut, up < extent - 1 ? up : extent - 1, position - static_cast<float>(cut)};
}

}  // namespace

void resize_bilinear_s8(const ResizeBilinearInt& p, const std::int8_t* input, std::int8_t* output) {
  for (std::int32_t batch = 0; batch < p.batches; ++batch) {
    for (std::int32_t y = 0; y < p.out_h; ++y) {
      const Pair<std::int32_t> rows = pair_at(y, p.scale_h, p.offset_h, p.in_h);
      const std::int8_t* upper = input + rows.first * p.in_w * p.channels;
      const std::int8_t* lower = input + rows.second * p.in_w * p.channels;
      for (std::int32_t x = 0; x < p.out_w; ++x) {
        const Pair<std::int32_t> columns = pair_at(x, p.scale_w, p.offset_w, p.in_w);
        const std::int32_t left = columns.first * p.channels, right = columns.second * p.channels;
        const std::int32_t first_row = 1024 - rows.weight, first_column = 1024 - columns.weight;
        for (std::int32_t c = 0; c < p.channels; ++c) {
          const std::int32_t sum = first_column * (upper[left + c] * first_row + lower[left + c] * rows.weight) +
                                   columns.weight * (upper[right + c] * first_row + lower[right + c] * rows.weight);
          *output++ = static_cast<std::int8_t>((sum + (sum > 0 ? 1 << 19 : -(1 << 19))) / (1 << 20));
        }
      }
    }
    input += p.in_h * p.in_w * p.channels;
  }
}

void resize_bilinear_f32(const ResizeBilinearFloat& p, const float* input, float* output) {
  for (std::int32_t batch = 0; batch < p.batches; ++batch) {
    for (std::int32_t y = 0; y < p.out_h; ++y) {
      const Pair<float> rows = pair_at(y, p.scale_h, p.half_pixel_centers, p.in_h);
      const float* upper = input + rows.first * p.in_w * p.channels;
      const float* lower = input + rows.second * p.in_w * p.channels;
      for (std::int32_t x = 0; x < p.out_w; ++x) {
        const Pair<float> columns = pair_at(x, p.scale_w, p.half_pixel_centers, p.in_w);
        const float* top_left = upper + columns.first * p.channels;
        const float* top_right = upper + columns.second * p.channels;
        const float* bottom_left = lower + columns.first * p.channels;
        const float* bottom_right = lower + columns.second * p.channels;
        for (std::int32_t c = 0; c < p.channels; ++c) {
          *output++ = top_left[c] * (1.0f - rows.weight) * (1.0f - columns.weight) +
                      bottom_left[c] * rows.weight * (1.0f - columns.weight) + top_right[c] * (1.0f - rows.weight) * columns.weight +
                      bottom_right[c] * rows.weight * columns.weight;
        }
      }
    }
    input += p.in_h * p.in_w * p.channels;
  }
}

}  // namespace pin
