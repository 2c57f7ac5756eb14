#include "training/train/options.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "training/train/progress.h"

namespace pinhole {
namespace {

TrainOptions some() {
  TrainOptions o;
  o.data = "pictures";
  o.out = "out";
  return o;
}

Error error_of(const std::string& json) {
  try {
    train_options_from_json(json, "run.json");
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "accepted: " << json;
  return Error({});
}

TEST(TrainOptions, ComeBackFromTheirOwnText) {
  TrainOptions o = some();
  o.learning_rate = 0.1 + 0.2;
  o.seed = 0xffff'ffff'ffff'ffffu;
  o.preprocess.crop = pin::Crop::kRectangle;
  o.preprocess.rectangle = {1, 2, 3, 4};
  o.preprocess.mean[1] = 0.1f;
  o.augment.cutout = 0.25;
  const std::string text = to_json(o);
  EXPECT_EQ(to_json(train_options_from_json(text, "x")), text);
}

TEST(TrainOptions, FillInDefaults) {
  EXPECT_EQ(to_json(train_options_from_json(R"({"data": "pictures", "out": "out"})", "x")), to_json(some()));
}

TEST(TrainOptions, NameTheNearestField) {
  const Error error = error_of(R"({"data": "d", "out": "o", "epoch": 3})");
  EXPECT_EQ(error.parts().file, "run.json");
  EXPECT_EQ(error.parts().place, "field 'epoch'");
  EXPECT_EQ(error.parts().help, "did you mean 'epochs'?");
}

TEST(TrainOptions, RefuseWrongTypesAndRanges) {
  EXPECT_EQ(error_of(R"({"data": "d", "out": "o", "epochs": "3"})").parts().expected, "a whole number");
  EXPECT_EQ(error_of(R"({"data": "d", "out": "o", "epochs": -1})").parts().place, "field 'epochs'");
  EXPECT_EQ(error_of(R"({"data": "d", "out": "o", "preprocess": {"crop": "middle"}})").parts().expected, "centre, stretch, rectangle");
  EXPECT_EQ(error_of(R"({"data": "d", "out": "o", "augment": {"shift": 3}})").parts().file, "run.json");
  EXPECT_EQ(error_of(R"({"out": "o"})").parts().place, "field 'data'");
  EXPECT_EQ(error_of("{").parts().problem, "the run's description is not JSON");
}

TEST(TrainProgress, EventsComeBackFromTheirLines) {
  const TrainEvent event = TrainEpoch{.epoch = 3, .learning_rate = 0.1, .train_loss = 1.0 / 3, .best = true};
  const std::string line = to_json_line(event);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const auto back = parse_train_event(line);
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(to_json_line(*back), line);
}

TEST(TrainProgress, OtherLinesAreNoEvents) {
  EXPECT_FALSE(parse_train_event("Warning: something").has_value());
  EXPECT_FALSE(parse_train_event(R"({"event": "lunch"})").has_value());
  EXPECT_FALSE(parse_train_event(R"({"event": "step", "epoch": "three"})").has_value());
}

}  // namespace
}  // namespace pinhole
