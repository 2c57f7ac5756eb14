// Pictures of a split as one array of network-sized pixels: decoded, then cropped and resized by device/frame, the code that
// runs on the chip. Normalisation and quantisation come later (device/frame/pixel_table.h), after augmentation.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "device/frame/preprocess.h"
#include "training/data/dataset.h"
#include "training/data/parallel.h"

namespace pinhole {

struct LoadOptions {
  int threads = 2;
  std::uint64_t memory_limit_bytes = std::uint64_t{4} << 30;  // of the array
  Progress progress = {};
};

struct LoadedPictures {
  std::size_t count = 0;
  int height = 0, width = 0, channels = 0;
  std::vector<std::uint8_t> pixels;   // [count, height, width, channels]
  std::vector<std::uint32_t> labels;  // [count]
  std::vector<std::uint32_t> items;   // [count], index into Dataset::items
  std::vector<Problem> problems;      // pictures that could not be read and are left out

  std::size_t picture_bytes() const {
    return static_cast<std::size_t>(height) * static_cast<std::size_t>(width) * static_cast<std::size_t>(channels);
  }
  std::span<const std::uint8_t> picture(std::size_t i) const { return {pixels.data() + i * picture_bytes(), picture_bytes()}; }
};

// A picture as the network sees it, [height, width, channels]. Throws Error{name} when a fixed crop leaves the picture or the
// description is not valid.
std::vector<std::uint8_t> preprocess_picture(const Picture& picture, const pin::Preprocess& preprocess, const std::string& name);

// In the order of `items`, whatever the thread count. Throws Error when the array would exceed the limit (before memory is
// taken), when a fixed crop does not fit, or when no picture could be read.
LoadedPictures load_pictures(const Dataset& set, std::span<const std::uint32_t> items, const pin::Preprocess& preprocess,
                             const LoadOptions& options = {});

}  // namespace pinhole
