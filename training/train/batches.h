// Training batches in the order of (seed, epoch, step) alone, made ready by one worker thread while the network learns. No libtorch.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "device/frame/pixel_table.h"
#include "training/data/augment.h"
#include "training/data/load.h"

namespace pinhole {

struct Batch {
  std::int32_t count = 0;
  std::vector<float> input;          // [count, h, w, c], normalised
  std::vector<std::int64_t> labels;  // [count]
};

// Steps of an epoch: as many as batches of at most `batch` are needed; sizes then differ by one at most, so that none is tiny.
std::int64_t steps_of_epoch(std::size_t pictures, std::int32_t batch);

// The order in which an epoch visits the pictures.
std::vector<std::size_t> epoch_order(std::size_t pictures, std::uint64_t seed, std::int32_t epoch);

// Pictures first .. first + count - 1 as they are, for evaluation.
Batch plain_batch(const LoadedPictures& pictures, const pin::Preprocess& preprocess, std::size_t first, std::size_t count);

struct BatchSettings {
  pin::Preprocess preprocess;
  Augment augment;
  std::uint64_t seed = 1;
  std::int32_t batch = 128;
  std::int32_t epochs = 1;
};

class BatchLoader {
 public:
  // Begins with step `first_step` (from 0) of epoch `first_epoch` (from 0) and ends with the last step of epochs - 1.
  // The pictures must outlive the loader.
  BatchLoader(const LoadedPictures& pictures, BatchSettings settings, std::int32_t first_epoch, std::int64_t first_step);
  ~BatchLoader();
  BatchLoader(const BatchLoader&) = delete;
  BatchLoader& operator=(const BatchLoader&) = delete;

  // The next batch; waits for it. Not to be called more often than there are steps.
  Batch next();

 private:
  void work(std::int32_t epoch, std::int64_t step);
  Batch make(const std::vector<std::size_t>& order, std::int32_t epoch, std::int64_t step) const;

  const LoadedPictures& pictures_;
  BatchSettings settings_;
  pin::PixelTable<float, 3> table_;
  std::int64_t steps_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Batch> ready_;
  bool stop_ = false;
  std::exception_ptr failure_;
  std::thread worker_;
};

}  // namespace pinhole
