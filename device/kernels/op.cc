#include "device/kernels/op.h"

namespace pin {

void* Memory::take(std::size_t bytes, std::size_t alignment) {
  const auto start = reinterpret_cast<std::uintptr_t>(block_) + used_;
  const std::size_t gap = (alignment - start % alignment) % alignment;
  if (block_ == nullptr) {
    used_ += gap + bytes;
    return nullptr;
  }
  if (gap > size_ - used_ || bytes > size_ - used_ - gap) {
    refused_ = bytes > std::numeric_limits<std::size_t>::max() / 2 ? bytes / 2 : gap + bytes;  // used_ + refused_ fits
    return nullptr;
  }
  std::uint8_t* taken = block_ + used_ + gap;
  used_ += gap + bytes;
  return taken;
}

}  // namespace pin
