#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/random.h"
#include "device/kernels/logistic/logistic.h"
#include "device/kernels/softmax/softmax.h"
#include "tests/unit/device/kernels/operand.h"

namespace pinhole::test {
namespace {

using pin::DType;
using pin::Status;

constexpr std::uint64_t kSeed = 99;

template <class In, class Out>
std::vector<Out> softmax(DType in, DType out, float beta, float scale, std::int32_t zero_point, float out_scale,
                         std::int32_t out_zero_point, const std::vector<In>& x) {
  const auto n = static_cast<std::int32_t>(x.size());
  Operand input(in, {1, n}, scale, zero_point), output(out, {1, n}, out_scale, out_zero_point);
  input.fill(x);
  EXPECT_EQ(run_op<pin::SoftmaxOp>({beta}, {&input}, &output), Status::kOk);
  EXPECT_TRUE(output.guards_untouched());
  return output.values<Out>();
}

std::vector<std::int8_t> softmax_8(float beta, float scale, const std::vector<std::int8_t>& x) {
  return softmax<std::int8_t, std::int8_t>(DType::kInt8, DType::kInt8, beta, scale, 0, 0x1p-8f, -128, x);
}

// The next tests' numbers are those of the conformance suite (SOFTMAX and LOGISTIC, cases named in the tests): TFLite Micro's outputs.
// N40
TEST(Softmax, Int8GivesTheReferencesBits) {  // int8_1x12_z0_beta2p0_s0p25
  EXPECT_EQ(softmax_8(2.0f, 0.25f, {-10, -48, 89, 42, 71, 28, 97, 9, -21, -106, -72, -109}),
            (std::vector<std::int8_t>{-128, -128, -123, -128, -128, -128, 123, -128, -128, -128, -128, -128}));
}

// N40
TEST(Softmax, Int8ToInt16GivesTheReferencesBits) {  // int8_to_int16_1x10_z3_beta1p0_s0p1
  EXPECT_EQ((softmax<std::int8_t, std::int16_t>(DType::kInt8, DType::kInt16, 1.0f, 0.1f, 3, 0x1p-16f, -32768,
                                                {112, -120, 16, 52, -66, 28, -112, -25, 19, -97})),
            (std::vector<std::int16_t>{32581, -32768, -32764, -32606, -32768, -32753, -32768, -32768, -32762, -32768}));
}

// N41
TEST(Softmax, Int16GivesTheReferencesBits) {  // int16_1x10_z0_beta1p0_s0p0003
  EXPECT_EQ((softmax<std::int16_t, std::int16_t>(DType::kInt16, DType::kInt16, 1.0f, 0x1.3a92a4p-12f, 0, 0x1p-15f, 0,
                                                 {2753, 54, 24108, 25324, 21046, -28590, 19355, 25594, 25383, 6269})),
            (std::vector<std::int16_t>{9, 4, 5359, 7718, 2139, 1, 1288, 8369, 7856, 25}));
}

// N40, N41. Within one unit of the real function; int16 within 64 units of 2^-15 (its tables) and two more for each element, because
// everything below e^-10 counts as e^-10 there.
TEST(Softmax, IntegersAreNearTheRealFunction) {
  Random random(kSeed);
  for (int i = 0; i < 100; ++i) {
    const auto n = static_cast<std::size_t>(random.between(1, 40));
    const auto scale = static_cast<float>(std::exp(random.uniform(-5, 0)));
    std::vector<std::int8_t> x(n);
    for (auto& value : x) value = static_cast<std::int8_t>(random.next());
    std::vector<std::int16_t> wide(x.begin(), x.end());
    double sum = 0;
    for (const auto value : x) sum += std::exp(static_cast<double>(scale) * value);
    const auto got = softmax_8(1.0f, scale, x);
    const auto got_wide = softmax<std::int16_t, std::int16_t>(DType::kInt16, DType::kInt16, 1.0f, scale, 0, 0x1p-15f, 0, wide);
    for (std::size_t k = 0; k < n; ++k) {
      const double want = std::exp(static_cast<double>(scale) * x[k]) / sum;
      ASSERT_NEAR(got[k] + 128, std::min(want * 256, 255.0), 1.0) << "seed " << kSeed << " case " << i;
      ASSERT_NEAR(got_wide[k], want * 32768, 64.0 + 2.0 * static_cast<double>(n)) << "seed " << kSeed << " case " << i;
    }
  }
}

// N40
TEST(Softmax, Int8StaysDefinedForRowsLongerThanTheAccumulator) {
  for (const std::size_t n : {511u, 512u, 4095u, 4096u, 8191u, 8192u, 20000u}) {
    const auto got = softmax_8(1.0f, 0.1f, std::vector<std::int8_t>(n, 5));
    const int want = n <= 511 ? -127 : -128;
    EXPECT_LE(std::abs(got.front() - want), 1) << n;
    EXPECT_EQ(got.front(), got.back());
  }
}

TEST(Softmax, FloatSumsToOne) {
  Operand input(DType::kFloat32, {2, 3}), output(DType::kFloat32, {2, 3});
  input.fill<float>({1.0f, 2.0f, 3.0f, -1000.0f, 0.0f, 1000.0f});
  ASSERT_EQ(run_op<pin::SoftmaxOp>({0.5f}, {&input}, &output), Status::kOk);
  const auto got = output.values<float>();
  const double sum = std::exp(-1.0) + std::exp(-0.5) + 1.0;
  EXPECT_NEAR(got[0], std::exp(-1.0) / sum, 1e-7);
  EXPECT_NEAR(got[2], 1.0 / sum, 1e-7);
  EXPECT_EQ(got[3], 0.0f);
  EXPECT_EQ(got[5], 1.0f);
}

TEST(Softmax, RefusesOtherOutputScalesTypesAndBetas) {
  Operand input(DType::kInt8, {4}, 0.1f, 0), output(DType::kInt8, {4}, 0x1p-8f, -128), coarse(DType::kInt8, {4}, 0x1p-7f, -128);
  Operand moved(DType::kInt8, {4}, 0x1p-8f, 0), wide(DType::kInt16, {4}, 0x1p-15f, 0), floats(DType::kFloat32, {4}),
      scalar(DType::kFloat32, {});
  EXPECT_EQ(run_op<pin::SoftmaxOp>({1.0f}, {&input}, &output), Status::kOk);
  EXPECT_EQ(run_op<pin::SoftmaxOp>({1.0f}, {&input}, &coarse), Status::kBadQuantization);
  EXPECT_EQ(run_op<pin::SoftmaxOp>({1.0f}, {&input}, &moved), Status::kBadQuantization);
  EXPECT_EQ(run_op<pin::SoftmaxOp>({1.0f}, {&input}, &wide), Status::kBadQuantization);
  EXPECT_EQ(run_op<pin::SoftmaxOp>({1.0f}, {&input}, &floats), Status::kUnsupportedType);
  EXPECT_EQ(run_op<pin::SoftmaxOp>({1.0f}, {&scalar}, &scalar), Status::kBadShape);
  for (const float beta : {0.0f, -1.0f, std::nanf("")}) {
    EXPECT_EQ(run_op<pin::SoftmaxOp>({beta}, {&input}, &output), Status::kBadQuantization);
    EXPECT_EQ(run_op<pin::SoftmaxOp>({beta}, {&wide}, &wide), Status::kBadQuantization);
  }
}

// N43. All inputs, many scales; from 2 on the radius is so coarse that values of more than one unit count as 0.
TEST(Logistic, Int8IsNearTheRealFunctionForEveryInputAlsoInPlace) {
  Random random(kSeed);
  std::vector<std::int8_t> all(256);
  for (int i = 0; i < 256; ++i) all[static_cast<std::size_t>(i)] = static_cast<std::int8_t>(i - 128);
  for (int i = 0; i < 50; ++i) {
    const auto scale = static_cast<float>(std::exp(random.uniform(-9, 0.69)));
    const auto zero_point = static_cast<std::int32_t>(random.between(-128, 127));
    Operand input(DType::kInt8, {256}, scale, zero_point), output(DType::kInt8, {256}, 0x1p-8f, -128);
    input.fill(all);
    ASSERT_EQ(run_op<pin::LogisticOp>({}, {&input}, &output), Status::kOk);
    const auto got = output.values<std::int8_t>();
    for (std::size_t k = 0; k < 256; ++k) {
      const double want = 256 / (1 + std::exp(-static_cast<double>(scale) * (all[k] - zero_point)));
      ASSERT_NEAR(got[k] + 128, std::min(want, 255.0), 0.51) << "seed " << kSeed << " case " << i;
    }
    output.tensor().data = input.tensor().data;
    ASSERT_EQ(run_op<pin::LogisticOp>({}, {&input}, &output), Status::kOk);
    ASSERT_EQ(output.values<std::int8_t>(), got);
  }
}

template <class T>
std::vector<T> logistic(DType dtype, float scale, std::int32_t zero_point, float out_scale, std::int32_t out_zero_point,
                        const std::vector<T>& x) {
  Operand input(dtype, {static_cast<std::int32_t>(x.size())}, scale, zero_point);
  Operand output(dtype, {static_cast<std::int32_t>(x.size())}, out_scale, out_zero_point);
  input.fill(x);
  EXPECT_EQ(run_op<pin::LogisticOp>({}, {&input}, &output), Status::kOk);
  return output.values<T>();
}

// N43
TEST(Logistic, Int8GivesTheReferencesBits) {  // from int8_2x33_z127_s0p11
  EXPECT_EQ(logistic<std::int8_t>(DType::kInt8, 0x1.c28f5cp-4f, 127, 0x1p-8f, -128, {-8, 84, 111, 110, 101, 122, 100, 70}),
            (std::vector<std::int8_t>{-128, -126, -90, -94, -114, -34, -116, -128}));
}

// N44
TEST(Logistic, Int16GivesTheReferencesBits) {  // from int16_4x25_z0_s0p00017, int16_5x9_z0_q2p13_extremes
  EXPECT_EQ(logistic<std::int16_t>(DType::kInt16, 0x1.64840ep-13f, 0, 0x1p-15f, 0, {-9845, 9283, -12611, 29008, -26859, -192, -30, 747}),
            (std::vector<std::int16_t>{5176, 27162, 3438, 32533, 337, 16117, 16342, 17422}));
  EXPECT_EQ(logistic<std::int16_t>(DType::kInt16, 0x1p-13f, 0, 0x1p-15f, 0, {32767, -1, -32768, 0, -32767, 1, 32766}),
            (std::vector<std::int16_t>{32178, 16383, 589, 16384, 590, 16385, 32178}));
}

// N44
TEST(Logistic, Int16IsNearTheRealFunctionForEveryInput) {
  std::vector<std::int16_t> all;
  for (int x = -32768; x < 32768; ++x) all.push_back(static_cast<std::int16_t>(x));
  for (const float scale : {0x1p-12f, 0x1p-13f, 1e-6f, 0.0003f, 0.1f, 2.6f}) {
    const auto got = logistic<std::int16_t>(DType::kInt16, scale, 0, 0x1p-15f, 0, all);
    double worst = 0;
    for (std::size_t k = 0; k < all.size(); ++k) {
      worst = std::max(worst, std::fabs(got[k] - 32768 / (1 + std::exp(-static_cast<double>(scale) * all[k]))));
    }
    EXPECT_LT(worst, 4.0) << scale;
  }
}

TEST(Logistic, RefusesOtherOutputScalesAndTypes) {
  Operand input(DType::kInt8, {4}, 0.1f, 0), output(DType::kInt8, {4}, 0x1p-8f, -128), coarse(DType::kInt8, {4}, 0x1p-7f, -128);
  Operand moved(DType::kInt8, {4}, 0x1p-8f, 0), wide(DType::kInt16, {4}, 0.1f, 0), wide_out(DType::kInt16, {4}, 0x1p-15f, 0);
  Operand huge(DType::kInt16, {4}, 2.7f, 0), shifted(DType::kInt16, {4}, 0.1f, 1), bytes(DType::kUint8, {4}, 0.1f, 0);
  EXPECT_EQ(run_op<pin::LogisticOp>({}, {&input}, &output), Status::kOk);
  EXPECT_EQ(run_op<pin::LogisticOp>({}, {&input}, &coarse), Status::kBadQuantization);
  EXPECT_EQ(run_op<pin::LogisticOp>({}, {&input}, &moved), Status::kBadQuantization);
  EXPECT_EQ(run_op<pin::LogisticOp>({}, {&wide}, &wide_out), Status::kOk);
  EXPECT_EQ(run_op<pin::LogisticOp>({}, {&wide}, &wide), Status::kBadQuantization);
  EXPECT_EQ(run_op<pin::LogisticOp>({}, {&huge}, &wide_out), Status::kBadQuantization);
  EXPECT_EQ(run_op<pin::LogisticOp>({}, {&shifted}, &wide_out), Status::kBadQuantization);
  EXPECT_EQ(run_op<pin::LogisticOp>({}, {&bytes}, &bytes), Status::kUnsupportedType);
  EXPECT_EQ(run_op<pin::LogisticOp>({}, {&input}, &wide_out), Status::kUnsupportedType);
}

}  // namespace
}  // namespace pinhole::test
