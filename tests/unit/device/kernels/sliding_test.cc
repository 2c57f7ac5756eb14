// The portable kernels of CONV_2D, DEPTHWISE_CONV_2D and FULLY_CONNECTED against the witness of sliding_cases.h.
#include <gtest/gtest.h>

#include "device/kernels/conv_2d/conv_2d.h"
#include "device/kernels/depthwise_conv_2d/depthwise_conv_2d.h"
#include "device/kernels/fully_connected/fully_connected.h"
#include "tests/unit/device/kernels/sliding_cases.h"

namespace {

using namespace pinhole::test;

pin::Conv2dInt conv_params(const Sliding& s) {
  return {s.window, s.filter_c, s.input_zero_point, s.output_zero_point, s.output_min, s.output_max};
}
pin::DepthwiseInt depthwise_params(const Sliding& s) {
  return {s.window, s.window.out_c / s.window.in_c, s.input_zero_point, s.output_zero_point, s.output_min, s.output_max};
}

// [out_c][kh][kw][1] to [1][kh][kw][out_c].
std::vector<std::int32_t> depthwise_weights(const Sliding& s) {
  const std::size_t cells = static_cast<std::size_t>(s.window.kernel_h) * s.window.kernel_w, channels = s.window.out_c;
  std::vector<std::int32_t> weights(s.weights.size());
  for (std::size_t c = 0; c < channels; ++c) {
    for (std::size_t k = 0; k < cells; ++k) weights[k * channels + c] = s.weights[c * cells + k];
  }
  return weights;
}

std::vector<std::uint8_t> nibbles(const std::vector<std::int32_t>& weights) {
  std::vector<std::uint8_t> packed((weights.size() + 1) / 2);
  for (std::size_t i = 0; i < weights.size(); ++i) packed[i / 2] |= static_cast<std::uint8_t>((weights[i] & 15) << (i % 2 * 4));
  return packed;
}

template <class T>
const T* or_null(const std::vector<T>& values) {
  return values.empty() ? nullptr : values.data();
}

// Counts outputs at neither end of the range: a test whose outputs are all saturated says nothing.
std::size_t inside(const Sliding& s, const std::vector<std::int32_t>& output) {
  return static_cast<std::size_t>(
      std::count_if(output.begin(), output.end(), [&](std::int32_t x) { return x > s.output_min && x < s.output_max; }));
}

// N2, N9, N10
TEST(Conv2d, Int8AgreesWithTheWitness) {
  std::size_t told = 0;
  for_seeds(600, [&](std::uint64_t seed) {
    const Sliding s = any_sliding(seed, {});
    const auto want = witness(s, false);
    const auto bias = as<std::int32_t>(s.bias);
    std::vector<std::int8_t> got(want.size());
    pin::conv_2d_s8(conv_params(s), as<std::int8_t>(s.input).data(), as<std::int8_t>(s.weights).data(), or_null(bias), s.rescale.data(),
                    got.data());
    EXPECT_EQ(as<std::int32_t>(got), want);
    told += inside(s, want);
  });
  EXPECT_GT(told, 0u);
}

// N10
TEST(Conv2d, Int4WeightsAgreeWithTheWitness) {
  for_seeds(200, [&](std::uint64_t seed) {
    const Sliding s = any_sliding(seed, {.weight_bits = 4});
    const auto want = witness(s, false);
    const auto bias = as<std::int32_t>(s.bias);
    std::vector<std::int8_t> got(want.size());
    pin::conv_2d_s8_w4(conv_params(s), as<std::int8_t>(s.input).data(), nibbles(s.weights).data(), or_null(bias), s.rescale.data(),
                       got.data());
    EXPECT_EQ(as<std::int32_t>(got), want);
  });
}

// N3, N10
TEST(Conv2d, Int16AgreesWithTheWitness) {
  for_seeds(200, [&](std::uint64_t seed) {
    const Sliding s = any_sliding(seed, {.input_bits = 16});
    const auto want = witness(s, true);
    std::vector<std::int16_t> got(want.size());
    pin::conv_2d_s16(conv_params(s), as<std::int16_t>(s.input).data(), as<std::int8_t>(s.weights).data(), or_null(s.bias), s.rescale.data(),
                     got.data());
    EXPECT_EQ(as<std::int32_t>(got), want);
  });
}

// N2, N10
TEST(Conv2d, Int16With32BitSumsAgreesWithTheWitness) {
  for_seeds(200, [&](std::uint64_t seed) {
    const Sliding s = any_sliding(seed, {.input_bits = 16});
    const auto want = witness(s, false);
    const auto bias = as<std::int32_t>(s.bias);
    std::vector<std::int16_t> got(want.size());
    pin::conv_2d_s16_b32(conv_params(s), as<std::int16_t>(s.input).data(), as<std::int8_t>(s.weights).data(), or_null(bias),
                         s.rescale.data(), got.data());
    EXPECT_EQ(as<std::int32_t>(got), want);
  });
}

// N11
TEST(DepthwiseConv2d, Int8AndInt4AgreeWithTheWitness) {
  for (const std::int32_t bits : {8, 4}) {
    for_seeds(300, [&](std::uint64_t seed) {
      const Sliding s = any_sliding(seed, {.depthwise = true, .weight_bits = bits});
      const auto want = witness(s, false);
      const auto bias = as<std::int32_t>(s.bias);
      const auto weights = depthwise_weights(s);
      const auto input = as<std::int8_t>(s.input);
      std::vector<std::int8_t> got(want.size());
      if (bits == 8) {
        pin::depthwise_conv_2d_s8(depthwise_params(s), input.data(), as<std::int8_t>(weights).data(), or_null(bias), s.rescale.data(),
                                  got.data());
      } else {
        pin::depthwise_conv_2d_s8_w4(depthwise_params(s), input.data(), nibbles(weights).data(), or_null(bias), s.rescale.data(),
                                     got.data());
      }
      EXPECT_EQ(as<std::int32_t>(got), want);
    });
  }
}

// N3, N11
TEST(DepthwiseConv2d, Int16AgreesWithTheWitness) {
  for_seeds(200, [&](std::uint64_t seed) {
    const Sliding s = any_sliding(seed, {.depthwise = true, .input_bits = 16});
    const auto want = witness(s, true);
    std::vector<std::int16_t> got(want.size());
    pin::depthwise_conv_2d_s16(depthwise_params(s), as<std::int16_t>(s.input).data(), as<std::int8_t>(depthwise_weights(s)).data(),
                               or_null(s.bias), s.rescale.data(), got.data());
    EXPECT_EQ(as<std::int32_t>(got), want);
  });
}

// A dense layer as the 1x1 convolution of `rows` pixels.
Sliding any_dense(std::uint64_t seed, std::int32_t bits, std::int32_t input_bits) {
  Sliding s = any_sliding(seed, {.one_group = true, .weight_bits = bits, .input_bits = input_bits});
  const std::int32_t depth = s.window.kernel_h * s.window.kernel_w * s.filter_c;
  const auto rows = static_cast<std::int32_t>(s.input.size()) / depth;
  s.input.resize(static_cast<std::size_t>(std::max(rows, 1)) * depth, 1);
  s.window = {1, 1, std::max(rows, 1), depth, 1, std::max(rows, 1), s.window.out_c, 1, 1, 1, 1, 1, 1, 0, 0};
  s.filter_c = depth;
  return s;
}
pin::FullyConnectedInt dense_params(const Sliding& s, std::int32_t per_channel) {
  return {s.window.in_w, s.filter_c, s.window.out_c, s.input_zero_point, 0, s.output_zero_point, s.output_min, s.output_max, per_channel};
}

// N12
TEST(FullyConnected, Int8AndInt4AgreeWithTheWitness) {
  for (const std::int32_t bits : {8, 4}) {
    for_seeds(300, [&](std::uint64_t seed) {
      Sliding s = any_dense(seed, bits, 8);
      const std::int32_t per_channel = bits == 8 && seed % 2 == 0;
      if (per_channel == 0) std::fill(s.rescale.begin(), s.rescale.end(), s.rescale[0]);
      const auto want = witness(s, false);
      const auto bias = as<std::int32_t>(s.bias);
      const auto input = as<std::int8_t>(s.input);
      std::vector<std::int8_t> got(want.size());
      if (bits == 8) {
        pin::fully_connected_s8(dense_params(s, per_channel), input.data(), as<std::int8_t>(s.weights).data(), or_null(bias),
                                s.rescale.data(), got.data());
      } else {
        pin::fully_connected_s8_w4(dense_params(s, 0), input.data(), nibbles(s.weights).data(), or_null(bias), s.rescale.data(),
                                   got.data());
      }
      EXPECT_EQ(as<std::int32_t>(got), want);
    });
  }
}

// N3, N12
TEST(FullyConnected, Int16AgreesWithTheWitness) {
  for_seeds(200, [&](std::uint64_t seed) {
    const Sliding s = any_dense(seed, 8, 16);
    const auto want = witness(s, true);
    std::vector<std::int16_t> got(want.size());
    pin::fully_connected_s16(dense_params(s, 1), as<std::int16_t>(s.input).data(), as<std::int8_t>(s.weights).data(), or_null(s.bias),
                             s.rescale.data(), got.data());
    EXPECT_EQ(as<std::int32_t>(got), want);
  });
}

// N12: (1 - 0) * (5 - 2) + (2 - 0) * (1 - 2) = 1; scaled by one half, N2 gives 1.
TEST(FullyConnected, SubtractsTheZeroPointOfPerTensorWeights) {
  const pin::FullyConnectedInt p = {1, 2, 1, 0, 2, 10, -128, 127, 0};
  const std::int8_t input[] = {1, 2}, weights[] = {5, 1};
  const pin::Multiplier half = {1 << 30, 0};
  std::int8_t output = 0;
  pin::fully_connected_s8(p, input, weights, nullptr, &half, &output);
  EXPECT_EQ(output, 11);
}

}  // namespace
