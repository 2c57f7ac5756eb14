#include "base/text.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace pinhole {
namespace {

TEST(Identifier, MakesLegalNamesFromAnything) {
  EXPECT_EQ(identifier("stem/conv 1"), "stem_conv_1");
  EXPECT_EQ(identifier("3x3"), "n3x3");
  EXPECT_EQ(identifier("class"), "class_");
  EXPECT_EQ(identifier(";;"), "unnamed");
}

TEST(WithThousands, GroupsByThree) {
  EXPECT_EQ(with_thousands(7), "7");
  EXPECT_EQ(with_thousands(41984), "41,984");
  EXPECT_EQ(with_thousands(1000000), "1,000,000");
}

TEST(NearestName, FindsATypoAndRefusesAStranger) {
  const std::vector<std::string> boards = {"nano33ble", "nucleo-l4r5zi"};
  EXPECT_EQ(nearest_name("nano33bel", boards), "nano33ble");
  EXPECT_EQ(nearest_name("zzzzzzz", boards), "");
}

TEST(Random, GivesTheSameSequenceForTheSameSeedAndAPermutation) {
  Random a(7), b(7);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(a.next(), b.next());
  auto order = a.permutation(100);
  std::sort(order.begin(), order.end());
  for (std::size_t i = 0; i < order.size(); ++i) EXPECT_EQ(order[i], i);
}

}  // namespace
}  // namespace pinhole
