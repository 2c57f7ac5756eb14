// What one pass over all pictures finds out: sizes, hashes, a few pixels of the edge. check.h reports from it and split.h keeps
// equal pictures on one side; neither decodes again. Holds no pictures.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "training/data/dataset.h"
#include "training/data/parallel.h"

namespace pinhole {

struct PictureFacts {
  bool readable = false;
  std::string problem;  // why not
  int width = 0, height = 0, channels = 0;
  bool gray = false;                       // one channel, or R = G = B everywhere
  std::uint64_t pixel_hash = 0;            // FNV-1a over size and decoded pixels: equal for equal pictures, whatever the file
  std::uint64_t look_hash = 0;             // 8 x 8 signs of horizontal differences of the 9 x 8 gray picture: equal for most
                                           // re-encoded or resized copies, but also for pictures without contrast
  std::array<std::uint8_t, 24> edge = {};  // R, G, B of the four corners and the four middles of the edges
};

using Survey = std::vector<PictureFacts>;  // by item

PictureFacts facts_of(const Picture& picture);

// Decodes every item once. A damaged picture is a fact, not an error.
Survey survey_pictures(const Dataset& set, int threads, const Progress& progress = {});

}  // namespace pinhole
