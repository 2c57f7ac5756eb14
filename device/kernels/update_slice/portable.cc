// The definition of DYNAMIC_UPDATE_SLICE.
#include <cstring>

#include "device/kernels/update_slice/update_slice.h"

namespace pin {
namespace {

template <class Index>
void update_slice(const UpdateSlice& p, const void* operand, const void* update, const Index* starts, void* output) {
  if (operand != output) std::memcpy(output, operand, static_cast<std::size_t>(p.operand_bytes));
  auto* to = static_cast<std::uint8_t*>(output);
  for (std::int32_t i = 0; i < p.rank; ++i) {
    const Index start = starts[i];
    to += p.step_bytes[i] * (start < 0 ? 0 : start > p.most[i] ? p.most[i] : static_cast<std::int32_t>(start));  // N82
  }
  move_nd(p.copy, update, to);
}

}  // namespace

void update_slice_i32(const UpdateSlice& p, const void* operand, const void* update, const std::int32_t* starts, void* output) {
  update_slice(p, operand, update, starts, output);
}
void update_slice_i64(const UpdateSlice& p, const void* operand, const void* update, const std::int64_t* starts, void* output) {
  update_slice(p, operand, update, starts, output);
}

}  // namespace pin
