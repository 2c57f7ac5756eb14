// All state of a training run in one file, written as a whole or not at all: going on from it gives the same bits as never having
// stopped. Called by the trainer. Random numbers need no state of their own: each is drawn from (seed, epoch, index).
//
// Layout: "PINTRAIN", u64 bytes of the JSON head, the head, the tensors' float32 values one after another in the head's order, and the
// FNV-1a hash of everything before it (u64). Little-endian.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "training/train/network.h"
#include "training/train/progress.h"

namespace pinhole {

struct RunState {
  std::uint64_t run_hash = 0;  // of options and data; a checkpoint of another run is refused
  std::int32_t epoch = 0;      // finished ones
  std::int64_t step = 0;       // finished ones of the epoch under way
  double loss_sum = 0;         // over the pictures of the epoch under way
  std::int64_t right = 0, seen = 0;
  std::int32_t best_epoch = 0;              // from 1; 0: none yet
  double best_accuracy = 0, best_loss = 0;  // on validation
  std::vector<TrainEpoch> history;          // seconds are left 0
};

// Tensors keep their places: save reads them, load writes into them (their names and sizes must be those of the file).
void save_checkpoint(const std::filesystem::path& path, const RunState& state, const std::vector<NamedTensor>& tensors);

// False when there is no such file. Throws Error for a damaged file, for one of another run, and for other tensors.
bool load_checkpoint(const std::filesystem::path& path, std::uint64_t run_hash, RunState* state, const std::vector<NamedTensor>& tensors);

// The curves of a run as JSON, for the report.
std::string history_json(const RunState& state);

}  // namespace pinhole
