#include "training/train/batches.h"

#include <algorithm>

#include "base/error.h"
#include "base/random.h"
#include "device/frame/frame_to_tensor.h"

namespace pinhole {
namespace {

constexpr std::size_t kReadyBatches = 4;

// Three tables whatever the preprocessing: a run-time choice of kTables (pixel_table.h).
pin::TableView<float> view_of(const pin::PixelTable<float, 3>& table, std::int32_t channels) { return {&table.values[0][0], channels}; }

}  // namespace

std::int64_t steps_of_epoch(std::size_t pictures, std::int32_t batch) {
  return static_cast<std::int64_t>((pictures + static_cast<std::size_t>(batch) - 1) / static_cast<std::size_t>(batch));
}

std::vector<std::size_t> epoch_order(std::size_t pictures, std::uint64_t seed, std::int32_t epoch) {
  Random mixed(seed);
  return Random(mixed.next() + static_cast<std::uint64_t>(epoch)).permutation(pictures);
}

Batch plain_batch(const LoadedPictures& pictures, const pin::Preprocess& preprocess, std::size_t first, std::size_t count) {
  const pin::PixelTable<float, 3> table = pin::table_f32<3>(preprocess);
  Batch batch{static_cast<std::int32_t>(count), std::vector<float>(count * pictures.picture_bytes()), {}};
  const std::size_t pixels = count * static_cast<std::size_t>(pictures.height) * static_cast<std::size_t>(pictures.width);
  pin::pixels_to_f32(pictures.picture(first).data(), pixels, pictures.channels, view_of(table, pictures.channels), batch.input.data());
  batch.labels.assign(pictures.labels.begin() + static_cast<std::ptrdiff_t>(first),
                      pictures.labels.begin() + static_cast<std::ptrdiff_t>(first + count));
  return batch;
}

BatchLoader::BatchLoader(const LoadedPictures& pictures, BatchSettings settings, std::int32_t first_epoch, std::int64_t first_step)
    : pictures_(pictures),
      settings_(std::move(settings)),
      table_(pin::table_f32<3>(settings_.preprocess)),
      steps_(steps_of_epoch(pictures.count, settings_.batch)),
      worker_([this, first_epoch, first_step] {
        try {
          work(first_epoch, first_step);
        } catch (...) {
          const std::lock_guard lock(mutex_);
          failure_ = std::current_exception();
          changed_.notify_all();
        }
      }) {}

BatchLoader::~BatchLoader() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  worker_.join();
}

Batch BatchLoader::next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return !ready_.empty() || failure_ != nullptr; });
  if (ready_.empty()) std::rethrow_exception(failure_);
  Batch batch = std::move(ready_.front());
  ready_.pop_front();
  changed_.notify_all();
  return batch;
}

void BatchLoader::work(std::int32_t epoch, std::int64_t step) {
  for (; epoch < settings_.epochs; ++epoch, step = 0) {
    const std::vector<std::size_t> order = epoch_order(pictures_.count, settings_.seed, epoch);
    for (; step < steps_; ++step) {
      Batch batch = make(order, epoch, step);
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return stop_ || ready_.size() < kReadyBatches; });
      if (stop_) return;
      ready_.push_back(std::move(batch));
      changed_.notify_all();
    }
  }
}

Batch BatchLoader::make(const std::vector<std::size_t>& order, std::int32_t epoch, std::int64_t step) const {
  const auto boundary = [&](std::int64_t s) { return static_cast<std::size_t>(s) * pictures_.count / static_cast<std::size_t>(steps_); };
  const std::size_t first = boundary(step), count = boundary(step + 1) - first, bytes = pictures_.picture_bytes();
  const std::size_t pixels = bytes / static_cast<std::size_t>(pictures_.channels);
  Batch batch{static_cast<std::int32_t>(count), std::vector<float>(count * bytes), std::vector<std::int64_t>(count)};
  std::vector<std::uint8_t> changed(bytes);
  const bool plain = is_off(settings_.augment);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t index = order[first + i];
    std::span<const std::uint8_t> picture = pictures_.picture(index);
    if (!plain) {
      augment_picture(picture, pictures_.height, pictures_.width, pictures_.channels, settings_.augment, settings_.seed,
                      static_cast<std::uint64_t>(epoch), index, changed);
      picture = changed;
    }
    pin::pixels_to_f32(picture.data(), pixels, pictures_.channels, view_of(table_, pictures_.channels), batch.input.data() + i * bytes);
    batch.labels[i] = static_cast<std::int64_t>(pictures_.labels[index]);
  }
  return batch;
}

}  // namespace pinhole
