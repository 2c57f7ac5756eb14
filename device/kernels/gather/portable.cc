// The definition of picking rows.
#include <cstring>

#include "device/kernels/gather/gather.h"

namespace pin {
namespace {

// An index outside of the data would read outside of it (N82).
std::int32_t cut(std::int32_t index, std::int32_t extent) { return index < 0 ? 0 : index >= extent ? extent - 1 : index; }

}  // namespace

void gather(const GatherParams& p, const void* data, const std::int32_t* indices, void* output) {
  const auto* from = static_cast<const std::uint8_t*>(data);
  auto* to = static_cast<std::uint8_t*>(output);
  for (std::int32_t batch = 0; batch < p.batches; ++batch) {
    for (std::int32_t outer = 0; outer < p.outer; ++outer) {
      const std::int32_t* index = indices;
      for (std::int32_t i = 0; i < p.count; ++i) {
        const std::uint8_t* row = from;
        for (std::int32_t d = 0; d < p.depth; ++d) row += cut(*index++, p.extent[d]) * p.step_bytes[d];
        std::memcpy(to, row, static_cast<std::size_t>(p.row_bytes));
        to += p.row_bytes;
      }
      from += p.outer_bytes;
    }
    indices += p.count * p.depth;
  }
}

void embedding_lookup_s8_f32(const EmbeddingParams& p, const std::int32_t* ids, const std::int8_t* table, float* output) {
  for (std::int32_t i = 0; i < p.count; ++i) {
    const std::int8_t* row = table + cut(ids[i], p.rows) * p.columns;
    for (std::int32_t c = 0; c < p.columns; ++c) *output++ = p.scale * static_cast<float>(row[c] - p.zero_point);  // N29
  }
}

}  // namespace pin
