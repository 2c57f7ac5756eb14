// What a training run is: everything that decides its result. Written as JSON by cli (from pinhole.toml), read by pinhole-train; no
// libtorch here. Same options, same data, same machine kind: same network, bit for bit.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "device/frame/preprocess.h"
#include "training/data/augment.h"

namespace pinhole {

struct TrainOptions {
  // Where from, where to.
  std::string data;    // path of a data set (training/data)
  std::string labels;  // file that names its classes, one a line; empty: the data set's own names
  std::string out;     // folder: network.pin, history.json, checkpoint.bin, run.json
  std::string start;   // a float graph (.pin) to go on from; empty: a new network of the zoo

  // The network.
  std::string architecture = "cnn";
  double alpha = 0.0;  // factor on channels; 0: the architecture's own
  // Its input: size (0: the architecture's own), crop, resize, normalisation. scale and zero_point are not read.
  pin::Preprocess preprocess = {.width = 0, .height = 0, .channels = 0};

  // Parts of the data set that has no parts of its own.
  double validation_share = 0.15;
  double test_share = 0.15;

  // How it learns: stochastic gradient descent with Nesterov momentum.
  std::int32_t epochs = 0;     // 0: 15, but at least 2,000 steps and at most 200 epochs
  std::int32_t batch = 0;      // pictures a step, evened out over an epoch; 0: 128, or 32 below 4,000 training pictures
  double learning_rate = 0.1;  // the highest; for `batch` pictures a step, not rescaled
  double warmup_epochs = 1.0;  // rises linearly from 0, then falls as a half cosine to 0; not above epochs
  double momentum = 0.9;
  double weight_decay = 5e-4;     // of weights, not of biases and batch normalisation
  double label_smoothing = 0.05;  // 0 to below 1
  // Random changes to training pictures. The default suits photographs; no flip for digits, letters and signs.
  Augment augment = {.flip_horizontal = true, .shift = 0.04};
  std::uint64_t seed = 1;

  // The machine. Results repeat for an equal number of threads.
  std::string device = "auto";       // auto (CUDA where libtorch sees it), cpu, cuda
  std::int32_t threads = 0;          // 0: as many as the machine has
  double checkpoint_seconds = 20.0;  // at least so long between checkpoints within an epoch; one follows every epoch anyway
};

// Every field, defaults included.
std::string to_json(const TrainOptions& options);

// Fields that are left out have their default. Throws Error{file = name} for text that is not JSON, unknown or ill-typed fields (with the
// nearest name), and values out of range.
TrainOptions train_options_from_json(std::string_view json, const std::string& name);

// The limits that both directions hold: throws Error naming the field.
void check(const TrainOptions& options);

// Files in options.out.
std::filesystem::path network_path(const TrainOptions& options);
std::filesystem::path history_path(const TrainOptions& options);
std::filesystem::path checkpoint_path(const TrainOptions& options);
std::filesystem::path run_path(const TrainOptions& options);

}  // namespace pinhole
