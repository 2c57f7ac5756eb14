#include "training/data/load.h"

#include <fmt/format.h>

#include <cstring>

#include "base/error.h"
#include "base/text.h"
#include "device/frame/frame_to_tensor.h"

namespace pinhole {
namespace {

void check_description(const pin::Preprocess& p, const std::string& name) {
  if (pin::is_valid(p)) return;
  throw Error({.file = name,
               .place = {},
               .problem = "the input's description cannot be used",
               .expected = fmt::format("sides of 1 to {}, 1 or 3 channels, deviations and scale above 0", pin::kMaxOutputSide),
               .got = fmt::format("{} x {} x {}", p.width, p.height, p.channels),
               .help = {}});
}

void check_memory(const Dataset& set, std::size_t count, std::size_t picture_bytes, std::uint64_t limit) {
  const std::uint64_t bytes = std::uint64_t{count} * picture_bytes;  // below 2^32 * 2^24
  if (bytes <= limit) return;
  throw Error({.file = set.path,
               .place = {},
               .problem = fmt::format("{} pictures need too much memory", with_thousands(count)),
               .expected = fmt::format("at most {}", human_bytes(limit)),
               .got = human_bytes(bytes),
               .help = "choose a smaller input, fewer pictures, or raise the limit"});
}

// Moves the pictures that could be read together; the others become problems.
void close_gaps(const Dataset& set, const std::vector<std::string>& failures, LoadedPictures& loaded) {
  const std::size_t size = loaded.picture_bytes();
  std::size_t kept = 0;
  for (std::size_t i = 0; i < failures.size(); ++i) {
    if (!failures[i].empty()) {
      loaded.problems.push_back({set.items[loaded.items[i]].path, failures[i]});
      continue;
    }
    if (kept != i) std::memcpy(&loaded.pixels[kept * size], &loaded.pixels[i * size], size);
    loaded.labels[kept] = loaded.labels[i];
    loaded.items[kept++] = loaded.items[i];
  }
  loaded.count = kept;
  loaded.labels.resize(kept);
  loaded.items.resize(kept);
  loaded.pixels.resize(kept * size);
}

}  // namespace

std::vector<std::uint8_t> preprocess_picture(const Picture& picture, const pin::Preprocess& preprocess, const std::string& name) {
  check_description(preprocess, name);
  const pin::Frame frame = picture.frame();
  std::vector<std::uint32_t> scratch(pin::row_resizer_scratch_bytes(preprocess, frame.width, frame.height, frame.format) / 4);
  std::vector<std::uint8_t> out(static_cast<std::size_t>(preprocess.width) * static_cast<std::size_t>(preprocess.height) *
                                static_cast<std::size_t>(preprocess.channels));
  const pin::FrameStatus status = pin::frame_to_pixels(frame, preprocess, out.data(), scratch.data(), scratch.size() * 4);
  if (status == pin::FrameStatus::kCropOutsideFrame) {
    const pin::Rectangle r = preprocess.rectangle;
    throw Error({.file = name,
                 .place = {},
                 .problem = "the fixed crop leaves the picture",
                 .expected = fmt::format("a picture that holds {} x {} pixels at ({}, {})", r.width, r.height, r.x, r.y),
                 .got = fmt::format("{} x {}", picture.width, picture.height),
                 .help = "use crop = \"centre\" for pictures of different sizes"});
  }
  PIN_CHECK(status == pin::FrameStatus::kOk, "preprocessing " + name);
  return out;
}

LoadedPictures load_pictures(const Dataset& set, std::span<const std::uint32_t> items, const pin::Preprocess& preprocess,
                             const LoadOptions& options) {
  check_description(preprocess, set.path);
  LoadedPictures loaded;
  loaded.height = preprocess.height;
  loaded.width = preprocess.width;
  loaded.channels = preprocess.channels;
  const std::size_t size = loaded.picture_bytes();
  check_memory(set, items.size(), size, options.memory_limit_bytes);
  loaded.pixels.resize(items.size() * size);
  loaded.items.assign(items.begin(), items.end());
  for (const std::uint32_t i : items) loaded.labels.push_back(set.items[i].label);
  std::vector<std::string> failures(items.size());
  parallel_for(
      items.size(), options.threads,
      [&](std::size_t i) {
        Picture picture;
        try {
          picture = set.picture(items[i]);
        } catch (const Error& error) {
          failures[i] = error.parts().problem + (error.parts().got.empty() ? "" : ": " + error.parts().got);
          return;
        }
        const auto pixels = preprocess_picture(picture, preprocess, set.items[items[i]].path);
        std::memcpy(&loaded.pixels[i * size], pixels.data(), size);
      },
      options.progress);
  close_gaps(set, failures, loaded);
  if (loaded.count == 0 && !items.empty()) {
    throw Error({.file = set.path,
                 .place = {},
                 .problem = "no picture could be read",
                 .expected = {},
                 .got = loaded.problems[0].path + ": " + loaded.problems[0].text,
                 .help = {}});
  }
  return loaded;
}

}  // namespace pinhole
