// The portable twins of device/isa/armv7em.h against plain arithmetic on bytes and halves. That the instructions themselves give the
// same bits is shown by running the kernels in the emulator (verify).
#include "device/isa/armv7em.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/random.h"
#include "device/isa/armv7em_dot.h"
#include "device/isa/armv7em_rows.h"
#include "tests/unit/device/exact.h"

namespace {

using pinhole::Random;
using namespace pinhole::test;

constexpr std::uint64_t kSeed = 7;

struct Halves {
  std::int16_t bottom, top;
};
Halves halves(std::uint32_t word) { return {static_cast<std::int16_t>(word), static_cast<std::int16_t>(word >> 16)}; }
std::int8_t byte(std::uint32_t word, int i) { return static_cast<std::int8_t>(word >> (8 * i)); }

std::uint32_t any_word(Random& random) {
  constexpr std::uint32_t kEdges[] = {0, 0x80008000, 0x7fff7fff, 0xffffffff, 0x80808080, 0x7f7f7f7f, 0x80007fff};
  return random.below(4) == 0 ? kEdges[random.below(7)] : static_cast<std::uint32_t>(random.next());
}

template <class Check>
void for_words(const Check& check) {
  Random random(kSeed);
  for (int i = 0; i < 5000; ++i) {
    const std::uint32_t a = any_word(random), b = any_word(random);
    check(a, b, static_cast<std::int32_t>(any_word(random)));
    if (testing::Test::HasFailure()) {
      ADD_FAILURE() << "seed " << kSeed << " case " << i << ": a " << a << " b " << b;
      return;
    }
  }
}

TEST(Armv7em, WidensBytesZeroAndTwoOrOneAndThree) {
  for_words([](std::uint32_t a, std::uint32_t b, std::int32_t) {
    EXPECT_EQ(halves(pin::sxtb16(a)).bottom, byte(a, 0));
    EXPECT_EQ(halves(pin::sxtb16(a)).top, byte(a, 2));
    EXPECT_EQ(halves(pin::sxtb16_ror8(a)).bottom, byte(a, 1));
    EXPECT_EQ(halves(pin::sxtb16_ror8(a)).top, byte(a, 3));
    EXPECT_EQ(halves(pin::sxtab16(a, b)).bottom, static_cast<std::int16_t>(halves(a).bottom + byte(b, 0)));
    EXPECT_EQ(halves(pin::sxtab16(a, b)).top, static_cast<std::int16_t>(halves(a).top + byte(b, 2)));
    EXPECT_EQ(halves(pin::sxtab16_ror8(a, b)).bottom, static_cast<std::int16_t>(halves(a).bottom + byte(b, 1)));
    EXPECT_EQ(halves(pin::sxtab16_ror8(a, b)).top, static_cast<std::int16_t>(halves(a).top + byte(b, 3)));
  });
}

TEST(Armv7em, TakesTheLargerOrSmallerOfEachByte) {
  for_words([](std::uint32_t a, std::uint32_t b, std::int32_t) {
    for (int i = 0; i < 4; ++i) {
      EXPECT_EQ(byte(pin::larger_bytes(a, b), i), std::max(byte(a, i), byte(b, i)));
      EXPECT_EQ(byte(pin::smaller_bytes(a, b), i), std::min(byte(a, i), byte(b, i)));
    }
  });
}

TEST(Armv7em, PacksHalves) {
  for_words([](std::uint32_t a, std::uint32_t b, std::int32_t) {
    EXPECT_EQ(halves(pin::pkhbt(a, b)).bottom, halves(a).bottom);
    EXPECT_EQ(halves(pin::pkhbt(a, b)).top, halves(b).bottom);
    EXPECT_EQ(halves(pin::pkhtb(a, b)).bottom, halves(b).top);
    EXPECT_EQ(halves(pin::pkhtb(a, b)).top, halves(a).top);
  });
}

TEST(Armv7em, MultipliesAndAddsModulo32Bits) {
  for_words([](std::uint32_t a, std::uint32_t b, std::int32_t sum) {
    const Wide bottom = Wide{halves(a).bottom} * halves(b).bottom, top = Wide{halves(a).top} * halves(b).top;
    EXPECT_EQ(pin::smlad(a, b, sum), low_32_bits(bottom + top + sum));
    EXPECT_EQ(pin::smlabb(a, b, sum), low_32_bits(bottom + sum));
    EXPECT_EQ(pin::smlatt(a, b, sum), low_32_bits(top + sum));
    const std::int64_t wide_sum = std::int64_t{sum} << 20;
    EXPECT_EQ(pin::smlald(a, b, wide_sum), static_cast<std::int64_t>(bottom + top + wide_sum));
  });
}

TEST(Armv7em, TakesTheUpperHalfOfAProductRoundedHalfUp) {
  for_words([](std::uint32_t a, std::uint32_t b, std::int32_t sum) {
    const Wide product = Wide{static_cast<std::int32_t>(a)} * static_cast<std::int32_t>(b);
    EXPECT_EQ(pin::smmulr(static_cast<std::int32_t>(a), static_cast<std::int32_t>(b)),
              low_32_bits(floor_div(product + pow2(31), pow2(32))));
    EXPECT_EQ(pin::ssat_8(sum), std::clamp(sum, -128, 127));
    EXPECT_EQ(pin::ssat_8(sum >> 24), sum >> 24);
  });
}

TEST(Armv7em, LoadsAndStoresAtAnyAddress) {
  std::uint8_t bytes[8] = {1, 2, 3, 4, 5, 6, 7, 8};
  EXPECT_EQ(pin::load_32(bytes + 1), 0x05040302u);
  pin::store_32(bytes + 3, 0xAABBCCDD);
  EXPECT_EQ(bytes[3], 0xDD);
  EXPECT_EQ(bytes[6], 0xAA);
}

// Eight sums over plain bytes; weights and columns in the layouts of packed_channels.h and columns_dsp.h.
TEST(Dot2x4, AgreesWithPlainSumsForOddAndEvenNumbersOfFours) {
  Random random(kSeed);
  constexpr int kOrder[] = {0, 2, 1, 3};
  for (std::int32_t depth = 4; depth <= 40; depth += 4) {
    std::vector<std::int8_t> plain_weights(2 * depth), plain_inputs(4 * depth), weights;
    for (std::int8_t& w : plain_weights) w = static_cast<std::int8_t>(random.next());
    for (std::int8_t& x : plain_inputs) x = static_cast<std::int8_t>(random.next());
    std::vector<std::uint32_t> columns(2 * depth);
    for (std::int32_t k = 0; k < depth; k += 4) {
      for (const int i : kOrder) {
        for (int c = 0; c < 2; ++c) weights.push_back(plain_weights[c * depth + k + i]);
      }
      for (int j = 0; j < 4; ++j) {
        const std::uint32_t four = pin::load_32(&plain_inputs[j * depth + k]);
        columns[2 * k + j] = pin::sxtb16(four);
        columns[2 * k + 4 + j] = pin::sxtb16_ror8(four);
      }
    }
    std::int32_t got[8], want[8];
    for (int i = 0; i < 8; ++i) {
      got[i] = want[i] = static_cast<std::int32_t>(random.between(-1000, 1000));
      for (std::int32_t k = 0; k < depth; ++k) want[i] += plain_weights[i / 4 * depth + k] * plain_inputs[i % 4 * depth + k];
    }
    pin::dot_2x4(weights.data(), columns.data(), depth, got);
    for (int i = 0; i < 8; ++i) EXPECT_EQ(got[i], want[i]) << "depth " << depth << " sum " << i;
  }
}

template <int kStride>
void check_rows() {
  Random random(kSeed);
  constexpr std::int32_t kWidth = 10;
  alignas(4) std::int16_t x[3 * kWidth];
  std::int8_t w[9];
  for (std::int16_t& v : x) v = static_cast<std::int8_t>(random.next());
  for (std::int8_t& v : w) v = static_cast<std::int8_t>(random.next());
  const auto pair = [](int bottom, int top) { return pin::pkhbt(static_cast<std::uint32_t>(bottom), static_cast<std::uint32_t>(top)); };
  std::uint32_t weights[9];
  for (int row = 0; row < 3; ++row) {
    weights[3 * row] = pair(w[3 * row], w[3 * row + 1]);
    weights[3 * row + 1] = pair(w[3 * row + 2], w[3 * row]);
    weights[3 * row + 2] = pair(w[3 * row + 1], w[3 * row + 2]);
  }
  std::int32_t got[4] = {1, -2, 3, -4}, want[4] = {1, -2, 3, -4};
  for (int j = 0; j < 4; ++j) {
    for (int k = 0; k < 9; ++k) want[j] += x[k / 3 * kWidth + j * kStride + k % 3] * w[k];
  }
  pin::rows_3x3<kStride>(x, kWidth, weights, got);
  for (int j = 0; j < 4; ++j) EXPECT_EQ(got[j], want[j]) << "stride " << kStride << " output " << j;
}

TEST(Rows3x3, AgreesWithPlainSums) {
  check_rows<1>();
  check_rows<2>();
}

}  // namespace
