// Random operands for the kernels that multiply windows with weights, and their independent witness. Depthwise convolutions and dense
// layers are convolutions in disguise, so one witness serves all: it scatters every input value into the outputs that it touches,
// in exact 64-bit sums, and rescales in 128-bit arithmetic.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/random.h"
#include "device/kernels/window.h"
#include "tests/unit/device/exact.h"

namespace pinhole::test {

// A convolution with groups in plain numbers. weights [out_c][kernel_h][kernel_w][filter_c].
struct Sliding {
  pin::Window window = {};
  std::int32_t filter_c = 1;
  std::int32_t input_zero_point = 0, output_zero_point = 0, output_min = -128, output_max = 127;
  std::vector<std::int32_t> input, weights;
  std::vector<std::int64_t> bias;  // empty: none
  std::vector<pin::Multiplier> rescale;
};

// Sums of all outputs, without bias.
inline std::vector<std::int64_t> scatter(const Sliding& s) {
  const pin::Window& w = s.window;
  const std::int32_t groups = w.in_c / s.filter_c, group_out = w.out_c / groups;
  std::vector<std::int64_t> sums(static_cast<std::size_t>(w.batches) * w.out_h * w.out_w * w.out_c, 0);
  for (std::int32_t o = w.out_c - 1; o >= 0; --o) {
    for (std::int32_t i = 0; i < static_cast<std::int32_t>(s.input.size()); ++i) {
      const std::int32_t c = i % w.in_c, x = i / w.in_c % w.in_w, y = i / w.in_c / w.in_w % w.in_h, b = i / w.in_c / w.in_w / w.in_h;
      if (c / s.filter_c != o / group_out) continue;
      for (std::int32_t ky = 0; ky < w.kernel_h; ++ky) {
        const std::int32_t down = y + w.pad_top - ky * w.dilation_h;
        if (down < 0 || down % w.stride_h != 0 || down / w.stride_h >= w.out_h) continue;
        for (std::int32_t kx = 0; kx < w.kernel_w; ++kx) {
          const std::int32_t right = x + w.pad_left - kx * w.dilation_w;
          if (right < 0 || right % w.stride_w != 0 || right / w.stride_w >= w.out_w) continue;
          const std::size_t at = ((static_cast<std::size_t>(b) * w.out_h + down / w.stride_h) * w.out_w + right / w.stride_w) * w.out_c + o;
          const std::size_t weight = ((static_cast<std::size_t>(o) * w.kernel_h + ky) * w.kernel_w + kx) * s.filter_c + c % s.filter_c;
          sums[at] += static_cast<std::int64_t>(s.input[i] - s.input_zero_point) * s.weights[weight];
        }
      }
    }
  }
  return sums;
}

// wide: 64-bit sums and multiplier (N3), else 32 bits (N2).
inline std::vector<std::int32_t> witness(const Sliding& s, bool wide) {
  const std::vector<std::int64_t> sums = scatter(s);
  std::vector<std::int32_t> output;
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const std::size_t channel = i % s.window.out_c;
    const std::int64_t sum = sums[i] + (s.bias.empty() ? 0 : s.bias[channel]);
    const std::int32_t scaled = wide ? exact_rescale_64(sum, s.rescale[channel]) : exact_rescale(low_32_bits(sum), s.rescale[channel]);
    output.push_back(static_cast<std::int32_t>(limit(Wide{scaled} + s.output_zero_point, s.output_min, s.output_max)));
  }
  return output;
}

struct SlidingOptions {
  bool depthwise = false;
  bool one_group = false;
  bool dilation = true;
  std::int32_t weight_bits = 8;
  std::int32_t input_bits = 8;
  std::int32_t max_channels = 13;
};

inline pin::Window any_window(Random& random, const SlidingOptions& o) {
  for (;;) {
    pin::Window w = {};
    w.batches = random.below(5) == 0 ? 2 : 1;
    w.in_h = static_cast<std::int32_t>(random.between(1, 9));
    w.in_w = static_cast<std::int32_t>(random.between(1, 13));
    const bool usual = random.below(2) == 0;
    w.kernel_h = usual ? 3 : static_cast<std::int32_t>(random.between(1, 5));
    w.kernel_w = usual ? 3 : static_cast<std::int32_t>(random.between(1, 5));
    w.stride_h = static_cast<std::int32_t>(random.between(1, 3));
    w.stride_w = random.below(2) == 0 ? w.stride_h : static_cast<std::int32_t>(random.between(1, 3));
    w.dilation_h = o.dilation && random.below(4) == 0 ? 2 : 1;
    w.dilation_w = o.dilation && random.below(4) == 0 ? 3 : 1;
    w.in_c = random.below(3) == 0 ? 4 : static_cast<std::int32_t>(random.between(1, o.max_channels));
    const auto padding = random.below(2) == 0 ? pin::Padding::kSame : pin::Padding::kValid;
    const std::int32_t out_h = pin::window_output_size(padding, w.in_h, w.kernel_h, w.stride_h, w.dilation_h);
    const std::int32_t out_w = pin::window_output_size(padding, w.in_w, w.kernel_w, w.stride_w, w.dilation_w);
    if (out_h < 1 || out_w < 1) continue;
    const std::int32_t out_c = o.depthwise ? w.in_c * static_cast<std::int32_t>(random.between(1, 3))
                                           : static_cast<std::int32_t>(random.between(1, o.max_channels));
    const pin::Shape input = {4, {w.batches, w.in_h, w.in_w, w.in_c}}, output = {4, {w.batches, out_h, out_w, out_c}};
    pin::Window made = {};
    if (pin::make_window(padding, input, output, w.kernel_h, w.kernel_w, w.stride_h, w.stride_w, w.dilation_h, w.dilation_w, &made) ==
        pin::Status::kOk) {
      return made;
    }
  }
}

inline Sliding any_sliding(std::uint64_t seed, const SlidingOptions& o) {
  Random random(seed);
  Sliding s;
  s.window = any_window(random, o);
  pin::Window& w = s.window;
  s.filter_c = o.depthwise ? 1 : w.in_c;
  if (!o.depthwise && !o.one_group && random.below(3) == 0) {
    const auto groups = static_cast<std::int32_t>(random.between(1, 3));
    s.filter_c = w.in_c;
    w.in_c *= groups;
    w.out_c *= groups;
  }
  const std::int64_t top = (std::int64_t{1} << (o.input_bits - 1)) - 1, most = (std::int64_t{1} << (o.weight_bits - 1)) - 1;
  const bool extreme = random.below(4) == 0;
  const auto value = [&](std::int64_t limit) {
    const std::int64_t x = random.between(-limit - 1, limit);
    return static_cast<std::int32_t>(extreme ? (x < 0 ? -limit - 1 : limit) : x);
  };
  s.input.resize(static_cast<std::size_t>(w.batches) * w.in_h * w.in_w * w.in_c);
  s.weights.resize(static_cast<std::size_t>(w.out_c) * w.kernel_h * w.kernel_w * s.filter_c);
  for (std::int32_t& x : s.input) x = value(top);
  for (std::int32_t& x : s.weights) x = value(most);
  s.output_min = static_cast<std::int32_t>(-top - 1);
  s.output_max = static_cast<std::int32_t>(top);
  if (o.input_bits == 8) {
    const std::int32_t points[] = {-128, 127, 0, static_cast<std::int32_t>(random.between(-128, 127))};
    s.input_zero_point = points[random.below(4)];
    s.output_zero_point = points[random.below(4)];
    if (random.below(3) == 0) s.output_min = s.output_zero_point;
    if (random.below(4) == 0) s.output_max = std::min(127, s.output_zero_point + 40);
  }
  const bool has_bias = random.below(4) != 0, large = random.below(12) == 0;
  const std::int64_t reach = std::int64_t{1} << (large ? 31 : 12);
  for (std::int32_t c = 0; c < w.out_c; ++c) {
    if (has_bias) s.bias.push_back(random.between(-reach, reach - 1));
    // From outputs that are all near the zero point to outputs that are all saturated; now and then factors above one.
    const int shift =
        random.below(10) == 0 ? static_cast<int>(random.between(-31, 5)) : static_cast<int>(random.between(-13, -4)) - (o.input_bits - 8);
    s.rescale.push_back({static_cast<std::int32_t>(random.between(1 << 30, 0x7fffffff)), shift < -31 ? -31 : shift});
  }
  return s;
}

template <class T, class From>
std::vector<T> as(const std::vector<From>& values) {
  return std::vector<T>(values.begin(), values.end());
}

// Calls run(seed) for `count` seeds, or for the one in PINHOLE_SEED, and stops at the first failure.
template <class Run>
void for_seeds(std::uint64_t count, const Run& run) {
  const char* alone = std::getenv("PINHOLE_SEED");
  const std::uint64_t first = alone != nullptr ? std::strtoull(alone, nullptr, 10) : 0;
  for (std::uint64_t seed = first; seed < (alone != nullptr ? first + 1 : count); ++seed) {
    SCOPED_TRACE("PINHOLE_SEED=" + std::to_string(seed) + " runs this case alone");
    run(seed);
    if (::testing::Test::HasFailure()) return;
  }
}

}  // namespace pinhole::test
