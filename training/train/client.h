// Runs pinhole-train, so that programs without libtorch can train. Used by cli (train, build).
// The program is looked for in the environment variable PINHOLE_TRAIN, beside the running executable, and in PATH, in this order.
#pragma once

#include <filesystem>
#include <functional>

#include "training/train/options.h"
#include "training/train/progress.h"

namespace pinhole {

// Writes the description to options.out/request.json, trains, and returns what the run found. on_event is called for every event as it
// comes; when it throws, the program is ended and the exception goes on (the checkpoint is kept). Throws Error: what pinhole-train
// said, no such program, or how it ended.
TrainFinished run_training_program(const TrainOptions& options, const std::function<void(const TrainEvent&)>& on_event);

// Where pinhole-train is. Throws Error that says where it was looked for.
std::filesystem::path find_trainer();

}  // namespace pinhole
