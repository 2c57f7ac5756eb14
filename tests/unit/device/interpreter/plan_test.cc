#include "device/interpreter/plan.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/random.h"

namespace {

pin::Buffer buffer(std::uint32_t bytes, std::uint16_t first, std::uint16_t last) {
  pin::Buffer b;
  b.bytes = bytes;
  b.first = first;
  b.last = last;
  return b;
}

TEST(Plan, ReusesBytesAfterTheLastReader) {
  std::vector<pin::Buffer> chain = {buffer(100, 0, 0), buffer(64, 0, 1), buffer(100, 1, 2)};
  EXPECT_EQ(pin::place_buffers(chain.data(), 3), 112u + 64u);
  EXPECT_EQ(chain[0].offset, chain[2].offset);
}

TEST(Plan, PutsASmallBufferIntoAGap) {
  // The largest lies at 0, the second behind it; while only the second lives, the third goes below it.
  std::vector<pin::Buffer> buffers = {buffer(64, 0, 1), buffer(48, 1, 3), buffer(32, 2, 3)};
  EXPECT_EQ(pin::place_buffers(buffers.data(), 3), 64u + 48u);
  EXPECT_EQ(buffers[2].offset, 0u);
}

// The start of a MobileNet (vww_int8): by size alone, the second activation lands between the input's end and the largest's: 64,512.
TEST(Plan, ReachesTheLargestLiveSetOfAMobileNet) {
  std::vector<pin::Buffer> buffers = {buffer(27648, 0, 0), buffer(18432, 0, 1), buffer(18432, 1, 2), buffer(36864, 2, 3),
                                      buffer(9216, 3, 4)};
  EXPECT_EQ(pin::place_buffers(buffers.data(), 5), 36864u + 18432u);
}

TEST(Plan, SkipsBuffersWithoutBytes) {
  std::vector<pin::Buffer> buffers = {buffer(0, 0, 9), buffer(16, 0, 9)};
  EXPECT_EQ(pin::place_buffers(buffers.data(), 2), 16u);
}

TEST(Plan, SaysWhenTheSumPasses31Bits) {
  std::vector<pin::Buffer> buffers = {buffer(0x7ffffff0, 0, 1), buffer(0x7ffffff0, 0, 1)};
  EXPECT_EQ(pin::place_buffers(buffers.data(), 2), pin::kTooLarge);
  std::vector<pin::Buffer> halves = {buffer(0x3fffffff, 0, 1), buffer(0x3fffffff, 0, 1), buffer(0x3fffffff, 0, 1)};
  EXPECT_EQ(pin::place_buffers(halves.data(), 3), pin::kTooLarge);
}

// A second witness: pairs that live together share no byte, offsets are aligned, the end is that of the highest buffer.
TEST(Plan, NeverOverlapsWhatLivesTogether) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    pinhole::Random random(seed);
    std::vector<pin::Buffer> buffers;
    const auto count = static_cast<std::uint32_t>(random.between(1, 40));
    for (std::uint32_t i = 0; i < count; ++i) {
      const auto first = static_cast<std::uint16_t>(random.below(20));
      buffers.push_back(
          buffer(static_cast<std::uint32_t>(random.between(1, 400)), first, static_cast<std::uint16_t>(first + random.below(6))));
    }
    const std::uint32_t end = pin::place_buffers(buffers.data(), count);
    std::uint32_t highest = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
      ASSERT_EQ(buffers[i].offset % 16, 0u) << "seed " << seed;
      highest = std::max(highest, buffers[i].offset + buffers[i].bytes);
      for (std::uint32_t k = 0; k < i; ++k) {
        const bool together = buffers[i].first <= buffers[k].last && buffers[k].first <= buffers[i].last;
        const bool apart =
            buffers[i].offset + buffers[i].bytes <= buffers[k].offset || buffers[k].offset + buffers[k].bytes <= buffers[i].offset;
        ASSERT_TRUE(!together || apart) << "seed " << seed << " buffers " << i << " and " << k;
      }
    }
    ASSERT_EQ(end, highest) << "seed " << seed;
  }
}

}  // namespace
