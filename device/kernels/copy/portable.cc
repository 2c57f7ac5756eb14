// The strided copy, out of which RESHAPE and CONCATENATION are made.
#include "device/kernels/copy/copy.h"

#include <cstring>

namespace pin {

void copy_strided(const StridedCopy& copy, const void* input, void* output) {
  const auto* from = static_cast<const std::uint8_t*>(input);
  auto* to = static_cast<std::uint8_t*>(output) + copy.output_offset_bytes;
  for (std::int32_t block = 0; block < copy.blocks; ++block) {
    std::memcpy(to, from, static_cast<std::size_t>(copy.block_bytes));
    from += copy.block_bytes;
    to += copy.output_step_bytes;
  }
}

}  // namespace pin
