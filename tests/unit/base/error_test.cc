#include "base/error.h"

#include <gtest/gtest.h>

namespace pinhole {
namespace {

TEST(Error, NamesFilePlaceExpectationAndWayOut) {
  const Error error({.file = "net.tflite",
                     .place = "operator 3 CONV_2D",
                     .problem = "weights do not fit the input",
                     .expected = "4 channels",
                     .got = "5 channels",
                     .help = "export the model again"});
  EXPECT_STREQ(error.what(),
               "net.tflite, operator 3 CONV_2D: weights do not fit the input\n"
               "  expected: 4 channels\n"
               "  got: 5 channels\n"
               "  help: export the model again");
}

TEST(Error, FillsInTheFileOnlyOnce) {
  const Error inner({.file = {}, .place = {}, .problem = "bad", .expected = {}, .got = {}, .help = {}});
  EXPECT_STREQ(inner.in_file("a").in_file("b").what(), "a: bad");
}

TEST(Check, ThrowsInternalErrorWithTheConditionAndDetail) {
  try {
    PIN_CHECK(1 == 2, "adding up");
    FAIL();
  } catch (const InternalError& error) {
    EXPECT_NE(std::string(error.what()).find("adding up (1 == 2)"), std::string::npos);
  }
}

}  // namespace
}  // namespace pinhole
