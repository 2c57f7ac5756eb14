// The definition of BROADCAST_ARGS.
#include "device/kernels/shape/shape.h"

namespace pin {

void broadcast_args_s32(const BroadcastArgs& p, const std::int32_t* a, const std::int32_t* b, std::int32_t* output) {
  const std::int32_t count = p.count_a > p.count_b ? p.count_a : p.count_b;
  for (std::int32_t i = 1; i <= count; ++i) {  // from the innermost extent outwards
    const std::int32_t from_a = i <= p.count_a ? a[p.count_a - i] : 1;
    const std::int32_t from_b = i <= p.count_b ? b[p.count_b - i] : 1;
    output[count - i] = from_a == 1 ? from_b : from_a;
  }
}

}  // namespace pin
