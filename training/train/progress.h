// What a training run says while it runs: one JSON object a line on pinhole-train's standard output, read back by client.h. No libtorch.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace pinhole {

struct TrainStarted {
  std::string device;  // "cpu", "cuda:0 NAME"
  std::int32_t threads = 0;
  std::uint64_t train_pictures = 0, validation_pictures = 0, test_pictures = 0, left_out_pictures = 0;
  std::uint64_t parameters = 0, macs = 0;
  std::int32_t epochs = 0;
  std::int64_t steps = 0;          // of an epoch
  std::int32_t resumed_epoch = 0;  // epochs and steps that a checkpoint has done already
  std::int64_t resumed_step = 0;
};

struct TrainLoading {  // pictures are being read
  std::string what;    // "looking at pictures", "training pictures" ...
  std::uint64_t done = 0, total = 0;
};

struct TrainStep {                // about twice a second
  std::int32_t epoch = 0;         // from 1
  std::int64_t step = 0;          // from 1, within the epoch
  double loss = 0, accuracy = 0;  // means over the epoch so far; accuracy 0..1, on augmented pictures
  double seconds_left = 0;        // of the whole run, from the speed of this process
};

struct TrainEpoch {
  std::int32_t epoch = 0;    // from 1
  double learning_rate = 0;  // of the last step
  double train_loss = 0, train_accuracy = 0;
  double validation_loss = 0, validation_accuracy = 0;  // 0 when there are no validation pictures
  bool best = false;                                    // the best so far
  double seconds = 0, seconds_left = 0;
};

struct TrainFinished {
  std::int32_t best_epoch = 0;
  double validation_accuracy = 0;
  double test_accuracy = 0;  // of the best epoch's float network; 0 when there are no test pictures
  std::string network;       // path of the float graph
};

struct TrainFailed {
  std::string file, place, problem, expected, got, help;  // an Error's parts
};

using TrainEvent = std::variant<TrainStarted, TrainLoading, TrainStep, TrainEpoch, TrainFinished, TrainFailed>;

// One line without its end: {"event": "step", "epoch": 1, ...}; the fields are the structs' members.
std::string to_json_line(const TrainEvent& event);

// Nothing for a line that is no such object (libraries may print what they like).
std::optional<TrainEvent> parse_train_event(std::string_view line);

// For people: "epoch 3/12  loss 0.412  accuracy 86.1 %  validation 88.0 %  (best)  1 min left".
// `epochs` is TrainStarted's; 0 where it is not known yet.
std::string describe(const TrainEvent& event, std::int32_t epochs);

}  // namespace pinhole
