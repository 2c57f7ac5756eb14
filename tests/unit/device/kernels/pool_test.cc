#include <gtest/gtest.h>

#include <cmath>

#include "device/kernels/pool_2d/pool_2d.h"
#include "tests/unit/device/kernels/sliding_cases.h"

namespace {

using namespace pinhole::test;

// For each output element the taps inside the picture, gathered input by input.
std::vector<std::vector<std::int32_t>> taps(const pin::Window& w, const std::vector<std::int32_t>& input) {
  std::vector<std::vector<std::int32_t>> result(static_cast<std::size_t>(w.batches) * w.out_h * w.out_w * w.out_c);
  for (std::size_t at = 0; at < result.size(); ++at) {
    const auto o = static_cast<std::int32_t>(at);
    const std::int32_t c = o % w.out_c, x = o / w.out_c % w.out_w, y = o / w.out_c / w.out_w % w.out_h, b = o / w.out_c / w.out_w / w.out_h;
    for (std::int32_t iy = 0; iy < w.in_h; ++iy) {
      for (std::int32_t ix = 0; ix < w.in_w; ++ix) {
        const std::int32_t ky = iy + w.pad_top - y * w.stride_h, kx = ix + w.pad_left - x * w.stride_w;
        if (ky < 0 || ky >= w.kernel_h || kx < 0 || kx >= w.kernel_w) continue;
        result[at].push_back(input[((static_cast<std::size_t>(b) * w.in_h + iy) * w.in_w + ix) * w.in_c + c]);
      }
    }
  }
  return result;
}

Sliding any_pool(std::uint64_t seed, std::int32_t bits) {
  Sliding s = any_sliding(seed, {.depthwise = true, .dilation = false, .input_bits = bits});
  s.window.out_c = s.window.in_c;
  return s;
}

// Exact mean, half away from zero: doubles hold these sums and halves exactly.
std::int32_t exact_mean(const std::vector<std::int32_t>& values) {
  std::int64_t sum = 0;
  for (const std::int32_t v : values) sum += v;
  const auto n = static_cast<std::int64_t>(values.size());
  const std::int64_t magnitude = (2 * std::llabs(sum) + n) / (2 * n);
  return static_cast<std::int32_t>(sum < 0 ? -magnitude : magnitude);
}

template <class T, class Kernel, class Expect>
void check(Kernel kernel, std::int32_t bits, const Expect& expect) {
  for_seeds(300, [&](std::uint64_t seed) {
    const Sliding s = any_pool(seed, bits);
    const auto windows = taps(s.window, s.input);
    std::vector<std::int32_t> want;
    for (const auto& values : windows) want.push_back(std::clamp(expect(values), s.output_min, s.output_max));
    std::vector<T> got(want.size());
    kernel({s.window, s.output_min, s.output_max}, as<T>(s.input).data(), got.data());
    EXPECT_EQ(as<std::int32_t>(got), want);
  });
}

// N14
TEST(AveragePool2d, RoundsTheRawMeanHalfAwayFromZero) {
  check<std::int8_t>(pin::average_pool_2d_s8, 8, exact_mean);
  check<std::int16_t>(pin::average_pool_2d_s16, 16, exact_mean);
}

// N15
TEST(MaxPool2d, TakesTheLargestTapInsideThePicture) {
  const auto largest = [](const std::vector<std::int32_t>& v) { return *std::max_element(v.begin(), v.end()); };
  check<std::int8_t>(pin::max_pool_2d_s8, 8, largest);
  check<std::int16_t>(pin::max_pool_2d_s16, 16, largest);
}

TEST(Pool2d, FloatKernelsDivideByTheTapsInsideThePicture) {
  const pin::Window w = {1, 2, 2, 1, 2, 2, 1, 2, 2, 1, 1, 1, 1, 0, 0};  // SAME, 2x2 window
  const float input[] = {1, 2, 4, 9};
  float output[4] = {};
  pin::average_pool_2d_f32({w, -100, 100}, input, output);
  EXPECT_EQ(std::vector<float>(output, output + 4), (std::vector<float>{4, 5.5, 6.5, 9}));
  pin::max_pool_2d_f32({w, -100, 6}, input, output);
  EXPECT_EQ(std::vector<float>(output, output + 4), (std::vector<float>{6, 6, 6, 6}));
}

}  // namespace
