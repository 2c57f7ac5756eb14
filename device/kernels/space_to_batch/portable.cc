// The definition of SPACE_TO_BATCH_ND and BATCH_TO_SPACE_ND.
#include <cstring>

#include "device/kernels/space_to_batch/space_to_batch.h"

namespace pin {
namespace {

// Calls visit(offset in blocks, offset in picture or -1 outside) for every position of the blocks side, in order; offsets in bytes.
template <class Visit>
void walk(const SpaceToBatch& p, Visit visit) {
  std::int32_t at = 0;
  for (std::int32_t dy = 0; dy < p.block_h; ++dy) {
    for (std::int32_t dx = 0; dx < p.block_w; ++dx) {
      for (std::int32_t rows = 0; rows < p.batches * p.blocks_h; ++rows) {
        const std::int32_t batch = rows / p.blocks_h, y = rows % p.blocks_h * p.block_h + dy - p.before_h;
        for (std::int32_t i = 0; i < p.blocks_w; ++i) {
          const std::int32_t x = i * p.block_w + dx - p.before_w;
          const bool inside = y >= 0 && y < p.picture_h && x >= 0 && x < p.picture_w;
          visit(at, inside ? ((batch * p.picture_h + y) * p.picture_w + x) * p.row_bytes : -1);
          at += p.row_bytes;
        }
      }
    }
  }
}

}  // namespace

void space_to_batch(const SpaceToBatch& p, const void* picture, void* blocks) {
  const auto* from = static_cast<const std::uint8_t*>(picture);
  auto* to = static_cast<std::uint8_t*>(blocks);
  const auto bytes = static_cast<std::size_t>(p.row_bytes);
  walk(p, [&](std::int32_t at, std::int32_t position) {
    if (position >= 0) std::memcpy(to + at, from + position, bytes);
    else std::memset(to + at, p.padding, bytes);
  });
}

void batch_to_space(const SpaceToBatch& p, const void* blocks, void* picture) {
  const auto* from = static_cast<const std::uint8_t*>(blocks);
  auto* to = static_cast<std::uint8_t*>(picture);
  walk(p, [&](std::int32_t at, std::int32_t position) {
    if (position >= 0) std::memcpy(to + position, from + at, static_cast<std::size_t>(p.row_bytes));
  });
}

}  // namespace pin
