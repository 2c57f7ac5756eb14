// The training loop: pictures and a float graph in, the same graph with trained constants out. Called by pinhole-train.
// Everything random is drawn from the seed; with the same options, pictures and number of threads the result is the same, bit for bit,
// also when the run was killed and started again from its checkpoint.
#pragma once

#include <functional>

#include "compiler/ir/graph.h"
#include "training/data/load.h"
#include "training/train/options.h"
#include "training/train/progress.h"

namespace pinhole {

struct TrainingData {
  LoadedPictures train, validation, test;  // validation and test may be empty (count 0)
};

struct TrainResult {
  Graph graph;          // of the epoch with the best validation accuracy; of the last one when there is no validation
  std::string history;  // JSON: one object an epoch (progress.h TrainEpoch without times)
  std::int32_t best_epoch = 0;
  double validation_accuracy = 0, test_accuracy = 0;
};

using TrainCallback = std::function<void(const TrainEvent&)>;

// options.preprocess must have the size of the graph's input and of the pictures; epochs and batch must not be 0. Writes only the checkpoint, and reads it if it is
// there; a finished run is not done again. Throws Error for graphs that cannot be trained, a device that is absent, or a checkpoint
// of another run; and when the loss is no longer a number.
TrainResult train(const Graph& graph, const TrainingData& data, const TrainOptions& options, const TrainCallback& on_event);

// Share of pictures whose largest output is their label's, with libtorch on the CPU; 0 without pictures.
double torch_accuracy(const Graph& graph, const LoadedPictures& pictures, const pin::Preprocess& preprocess);

// Learning rate of a step, 0 .. total_steps - 1: rises linearly over warmup_steps, then falls as a half cosine.
double learning_rate_at(double highest, double step, double warmup_steps, double total_steps);

}  // namespace pinhole
