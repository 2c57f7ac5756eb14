#include "training/train/trainer.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/random.h"
#include "training/train/batches.h"
#include "training/train/checkpoint.h"
#include "training/zoo/zoo.h"

namespace pinhole {
namespace {

// Two classes: bright on the left, bright on the right.
LoadedPictures halves(std::size_t count, std::uint64_t seed) {
  Random random(seed);
  LoadedPictures pictures{.count = count, .height = 12, .width = 12, .channels = 1};
  for (std::size_t i = 0; i < count; ++i) {
    pictures.labels.push_back(static_cast<std::uint32_t>(i % 2));
    for (int pixel = 0; pixel < 144; ++pixel) {
      const bool bright = (pixel % 12 < 6) == (i % 2 == 0);
      pictures.pixels.push_back(static_cast<std::uint8_t>(random.below(120) + (bright ? 100 : 0)));
    }
  }
  return pictures;
}

TrainOptions small(const std::filesystem::path& out) {
  TrainOptions o;
  o.data = "halves";
  o.out = out.string();
  o.preprocess = {.width = 12, .height = 12, .channels = 1};
  o.epochs = 3;
  o.batch = 16;
  o.learning_rate = 0.05;
  o.augment = {.shift = 0.1};
  o.device = "cpu";
  o.threads = 2;
  o.checkpoint_seconds = 0;  // after every step
  return o;
}

Graph network() { return build_network("cnn", {.height = 12, .width = 12, .channels = 1, .classes = 2, .alpha = 0.25}); }

struct Stop {};

TEST(Trainer, LearnsAnEasyTask) {
  const TemporaryFolder folder;
  const TrainResult result =
      train(network(), {halves(96, 1), halves(40, 2), halves(40, 3)}, small(folder.path()), [](const TrainEvent&) {});
  EXPECT_GE(result.validation_accuracy, 0.95);
  EXPECT_GE(result.test_accuracy, 0.95);
}

TEST(Trainer, SameSeedGivesTheSameBits) {
  const TemporaryFolder a, b;
  const TrainingData data = {halves(64, 1), halves(20, 2), {}};
  const TrainResult first = train(network(), data, small(a.path()), [](const TrainEvent&) {});
  const TrainResult second = train(network(), data, small(b.path()), [](const TrainEvent&) {});
  EXPECT_TRUE(first.graph == second.graph);
  EXPECT_EQ(first.history, second.history);
}

// Stopping after each epoch and going on is the same as never stopping.
TEST(Trainer, GoesOnFromItsCheckpoint) {
  const TemporaryFolder a, b;
  const TrainingData data = {halves(64, 1), halves(20, 2), {}};
  const TrainResult whole = train(network(), data, small(a.path()), [](const TrainEvent&) {});
  int stops = 0;
  for (;;) {
    try {
      const TrainResult pieces = train(network(), data, small(b.path()), [&](const TrainEvent& event) {
        const auto* epoch = std::get_if<TrainEpoch>(&event);
        if (epoch != nullptr && epoch->epoch > stops) {
          stops = epoch->epoch;
          throw Stop{};
        }
      });
      EXPECT_EQ(stops, 3);
      EXPECT_TRUE(pieces.graph == whole.graph);
      EXPECT_EQ(pieces.history, whole.history);
      break;
    } catch (const Stop&) {
    }
  }
}

TEST(Trainer, RefusesTheCheckpointOfAnotherRun) {
  const TemporaryFolder folder;
  const TrainingData data = {halves(32, 1), {}, {}};
  train(network(), data, small(folder.path()), [](const TrainEvent&) {});
  TrainOptions other = small(folder.path());
  other.learning_rate = 0.06;
  EXPECT_THROW(train(network(), data, other, [](const TrainEvent&) {}), Error);
}

TEST(Trainer, RefusesADamagedCheckpoint) {
  const TemporaryFolder folder;
  const TrainOptions options = small(folder.path());
  const TrainingData data = {halves(32, 1), {}, {}};
  train(network(), data, options, [](const TrainEvent&) {});
  Bytes bytes = read_file(checkpoint_path(options));
  for (const std::size_t at : {std::size_t{0}, std::size_t{9}, bytes.size() / 2, bytes.size() - 1}) {
    Bytes changed = bytes;
    changed[at] ^= std::byte{1};
    write_file(checkpoint_path(options), std::span<const std::byte>(changed));
    EXPECT_THROW(train(network(), data, options, [](const TrainEvent&) {}), Error) << at;
  }
  bytes.resize(bytes.size() / 2);
  write_file(checkpoint_path(options), std::span<const std::byte>(bytes));
  EXPECT_THROW(train(network(), data, options, [](const TrainEvent&) {}), Error);
}

TEST(Schedule, RisesThenFallsToNothing) {
  EXPECT_NEAR(learning_rate_at(0.4, 0, 3, 100), 0.1, 1e-12);
  EXPECT_NEAR(learning_rate_at(0.4, 3, 3, 100), 0.4, 1e-12);
  EXPECT_LT(learning_rate_at(0.4, 99, 3, 100), 0.001);
  for (int step = 4; step < 100; ++step) EXPECT_LT(learning_rate_at(0.4, step, 3, 100), learning_rate_at(0.4, step - 1, 3, 100));
}

TEST(Batches, AnEpochVisitsEveryPictureOnceInBatchesOfLikeSize) {
  const LoadedPictures pictures = halves(50, 1);
  BatchLoader loader(pictures, {.preprocess = {.width = 12, .height = 12, .channels = 1}, .batch = 16, .epochs = 1}, 0, 0);
  ASSERT_EQ(steps_of_epoch(50, 16), 4);
  int total = 0, ones = 0;
  for (int step = 0; step < 4; ++step) {
    const Batch batch = loader.next();
    EXPECT_GE(batch.count, 12);
    EXPECT_LE(batch.count, 13);
    total += batch.count;
    for (const std::int64_t label : batch.labels) ones += label == 1;
  }
  EXPECT_EQ(total, 50);
  EXPECT_EQ(ones, 25);
}

TEST(Batches, StartInTheMiddleAsIfTheyHadComeThere) {
  const LoadedPictures pictures = halves(40, 1);
  const BatchSettings settings = {
      .preprocess = {.width = 12, .height = 12, .channels = 1}, .augment = {.shift = 0.2}, .batch = 8, .epochs = 2};
  BatchLoader whole(pictures, settings, 0, 0), later(pictures, settings, 1, 2);
  for (int step = 0; step < 7; ++step) whole.next();
  EXPECT_EQ(whole.next().input, later.next().input);
}

}  // namespace
}  // namespace pinhole
