#include "compiler/formats/onnx/layout.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace pinhole::onnx {
namespace {

const Dims kPicture = {1, 2, 3, 4};  // N, C, H, W

TEST(OnnxLayout, OfAPictureHasTwoRunsWhenChannelsAreLast) {
  EXPECT_EQ(layout_of(kPicture, channels_last(4)), (Layout{{12, 1}, {2, 12}}));
  EXPECT_EQ(layout_of(kPicture, identity_order(4)), row_major(24));
}

TEST(OnnxLayout, ForgetsATransposeThatOnlyUndoesTheStoredOrder) {
  const Layout stored = layout_of(kPicture, channels_last(4));
  EXPECT_EQ(transposed(stored, kPicture, {0, 2, 3, 1}), row_major(24));
  EXPECT_EQ(transposed(row_major(24), {1, 3, 4, 2}, {0, 3, 1, 2}), stored);
}

TEST(OnnxLayout, SplitsRunsAtAxesAfterAReshape) {
  // A channel shuffle: 4 channels seen as 2 groups of 2, turned round, joined.
  const Dims picture = {1, 4, 2, 2};
  const Layout stored = layout_of(picture, channels_last(4));
  const auto shuffled = transposed(stored, {1, 2, 2, 2, 2}, {0, 2, 1, 3, 4});
  ASSERT_TRUE(shuffled.has_value());
  EXPECT_EQ(*shuffled, (Layout{{4, 1}, {2, 4}, {2, 8}}));
  EXPECT_FALSE(stored_order(*shuffled, picture).has_value());  // the channels no longer lie in order
}

TEST(OnnxLayout, HasNoAxesWhereAReshapeCutsAcrossARun) {
  const Layout stored = layout_of({2, 3}, {1, 0});
  EXPECT_FALSE(split_by_axis(stored, {3, 2}).has_value());
  EXPECT_TRUE(split_by_axis(stored, {6}).has_value());
}

TEST(OnnxLayout, IsReachedFromAnotherByOnePermutation) {
  const auto turn = turn_between(layout_of(kPicture, channels_last(4)), row_major(24));
  ASSERT_TRUE(turn.has_value());
  EXPECT_EQ(turn->extents, (Dims{12, 2}));
  EXPECT_EQ(turn->perm, (std::vector<int>{1, 0}));
}

TEST(OnnxLayout, IsReachedFromOnnxsOrderAlwaysAndBack) {
  for (const Dims& dims : {Dims{2, 3, 4}, Dims{6, 1, 5}, Dims{1, 8, 3, 2}}) {
    std::vector<int> order = identity_order(dims.size());
    do {
      const Layout layout = layout_of(dims, order);
      EXPECT_TRUE(turn_between(row_major(count_of(dims)), layout).has_value());
      EXPECT_TRUE(turn_between(layout, row_major(count_of(dims))).has_value());
      const auto stored = stored_order(layout, dims);
      ASSERT_TRUE(stored.has_value());
      EXPECT_EQ(layout_of(dims, *stored), layout);
    } while (std::next_permutation(order.begin(), order.end()));
  }
}

}  // namespace
}  // namespace pinhole::onnx
