#include "training/data/survey.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "device/frame/frame_to_tensor.h"

namespace pinhole {
namespace {

std::uint64_t look_hash(const Picture& picture) {
  pin::Preprocess shape;
  shape.crop = pin::Crop::kStretch;
  shape.width = 9;
  shape.height = 8;
  shape.channels = 1;
  const pin::Frame frame = picture.frame();
  std::vector<std::uint32_t> scratch(pin::row_resizer_scratch_bytes(shape, frame.width, frame.height, frame.format) / 4);
  std::uint8_t small[72];
  const pin::FrameStatus status = pin::frame_to_pixels(frame, shape, small, scratch.data(), scratch.size() * 4);
  PIN_CHECK(status == pin::FrameStatus::kOk, "shrinking a picture");
  std::uint64_t hash = 0;
  for (int y = 0; y < 8; ++y) {
    for (int x = 0; x < 8; ++x) hash = hash << 1 | (small[9 * y + x] < small[9 * y + x + 1] ? 1u : 0u);
  }
  return hash;
}

std::uint64_t pixel_hash(const Picture& picture) {
  const std::array<int, 3> shape = {picture.width, picture.height, picture.channels};
  return fnv1a(std::as_bytes(std::span(picture.pixels)), fnv1a(std::as_bytes(std::span(shape))));
}

}  // namespace

PictureFacts facts_of(const Picture& picture) {
  PictureFacts facts;
  facts.readable = true;
  facts.width = picture.width;
  facts.height = picture.height;
  facts.channels = picture.channels;
  facts.pixel_hash = pixel_hash(picture);
  facts.look_hash = look_hash(picture);
  facts.gray = true;
  for (std::size_t i = 0; picture.channels == 3 && facts.gray && i < picture.pixels.size(); i += 3) {
    facts.gray = picture.pixels[i] == picture.pixels[i + 1] && picture.pixels[i] == picture.pixels[i + 2];
  }
  const int right = picture.width - 1, low = picture.height - 1;
  const int at[8][2] = {{0, 0}, {right / 2, 0}, {right, 0}, {0, low / 2}, {right, low / 2}, {0, low}, {right / 2, low}, {right, low}};
  for (std::size_t p = 0; p < 8; ++p) {
    const std::size_t pixel =
        static_cast<std::size_t>(at[p][1]) * static_cast<std::size_t>(picture.width) + static_cast<std::size_t>(at[p][0]);
    for (std::size_t c = 0; c < 3; ++c) {
      facts.edge[3 * p + c] = picture.channels == 3 ? picture.pixels[3 * pixel + c] : picture.pixels[pixel];
    }
  }
  return facts;
}

Survey survey_pictures(const Dataset& set, int threads, const Progress& progress) {
  Survey survey(set.items.size());
  parallel_for(
      set.items.size(), threads,
      [&](std::size_t i) {
        try {
          survey[i] = facts_of(set.picture(i));
        } catch (const Error& error) {
          survey[i].problem = error.parts().problem + (error.parts().got.empty() ? "" : ": " + error.parts().got);
        }
      },
      progress);
  return survey;
}

}  // namespace pinhole
