// When outputs count as equal, and what is said when they do not.
#include "verify/compare.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace pinhole {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN(), kInf = std::numeric_limits<float>::infinity();

template <class T>
std::string differ(DType type, const std::vector<T>& got, const std::vector<T>& want, Tolerance tolerance = {}) {
  return difference(type, std::as_bytes(std::span(got)), std::as_bytes(std::span(want)), tolerance);
}
std::string floats(const std::vector<float>& got, const std::vector<float>& want, Tolerance tolerance = {}) {
  return differ(DType::kFloat32, got, want, tolerance);
}

TEST(Compare, IntegersAreEqualInEveryBit) {
  EXPECT_EQ(differ<std::int8_t>(DType::kInt8, {1, -2, 3}, {1, -2, 3}, {1, 1}), "");
  EXPECT_EQ(differ<std::int8_t>(DType::kInt8, {1, -3, 4}, {1, -2, 3}, {1, 1}), "element 1 of 3: -3 instead of -2 (2 differ)");
}

TEST(Compare, IntegersAreShownWithTheirSign) {
  EXPECT_EQ(differ<std::int16_t>(DType::kInt16, {-32768}, {32767}), "element 0 of 1: -32768 instead of 32767 (1 differ)");
  EXPECT_EQ(differ<std::uint8_t>(DType::kUint8, {255}, {0}), "element 0 of 1: 255 instead of 0 (1 differ)");
  EXPECT_EQ(differ<std::int32_t>(DType::kInt32, {-7}, {1}), "element 0 of 1: -7 instead of 1 (1 differ)");
  EXPECT_EQ(differ<std::int64_t>(DType::kInt64, {-7}, {1}), "element 0 of 1: -7 instead of 1 (1 differ)");
  EXPECT_EQ(differ<std::uint32_t>(DType::kUint32, {4294967295u}, {1}), "element 0 of 1: 4294967295 instead of 1 (1 differ)");
}

TEST(Compare, SizesAreComparedFirst) { EXPECT_EQ(differ<std::int8_t>(DType::kInt8, {1}, {1, 2}), "1 bytes instead of 2"); }

TEST(Compare, FloatsMayBeOffByTheTolerance) {
  EXPECT_EQ(floats({1.0f + 1e-5f}, {1.0f}, {1e-4, 1e-5}), "");
  EXPECT_EQ(floats({1.5f, 2.0f}, {1.0f, 2.0f}, {1e-4, 1e-5}), "element 0 of 2: 1.5 instead of 1 (1 differ, by up to 0.5)");
}

TEST(Compare, TheAbsolutePartGrowsWithTheLargestElement) {
  EXPECT_EQ(floats({0.0009f, 100.0f}, {0.0f, 100.0f}, {0, 1e-5}), "");
  EXPECT_NE(floats({0.0009f, 10.0f}, {0.0f, 10.0f}, {0, 1e-5}), "");
  EXPECT_NE(floats({0.0009f, 0.1f}, {0.0f, 0.1f}, {0, 1e-5}), "");
}

TEST(Compare, ExactMeansEqualValues) {
  EXPECT_EQ(floats({0.0f}, {-0.0f}), "");
  EXPECT_NE(floats({std::nextafter(1.0f, 2.0f)}, {1.0f}), "");
}

TEST(Compare, NanEqualsOnlyNan) {
  EXPECT_EQ(floats({kNan}, {kNan}), "");
  EXPECT_NE(floats({kNan}, {1.0f}, {1, 1}), "");
  EXPECT_NE(floats({1.0f}, {kNan}, {1, 1}), "");
}

TEST(Compare, AnInfinityEqualsTheSameInfinity) {
  EXPECT_EQ(floats({kInf, -kInf}, {kInf, -kInf}), "");
  EXPECT_NE(floats({kInf}, {-kInf}, {1, 1}), "");
  EXPECT_NE(floats({1.0f}, {kInf}, {1, 1}), "");
  EXPECT_NE(floats({kInf}, {1.0f}, {1, 1}), "");
}

TEST(Compare, AnInfinityDoesNotExcuseItsNeighbours) { EXPECT_NE(floats({kInf, 5.0f}, {kInf, 1.0f}, {1e-4, 1e-5}), ""); }

Graph one_node(Op op) {
  Graph g;
  g.nodes.push_back({op, pin::NoAttributes{}, {}, {}});
  return g;
}

TEST(Compare, ToleranceFollowsTheOperator) {
  EXPECT_EQ(tolerance_of(one_node(Op::max_pool_2d)).absolute, 0.0);
  EXPECT_EQ(tolerance_of(one_node(Op::conv_2d)).relative, 1e-5);
  EXPECT_EQ(tolerance_of(one_node(Op::softmax)).relative, 1e-4);
  Graph two = one_node(Op::pad);
  two.nodes.push_back(two.nodes[0]);
  EXPECT_EQ(tolerance_of(two).relative, 1e-4);
}

}  // namespace
}  // namespace pinhole
