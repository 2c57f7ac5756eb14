#include "device/kernels/logistic/logistic.h"
#include "device/kernels/logistic/sigmoid_table.h"

namespace pin {

// N44. x becomes a multiple of 1 / 12288 (24 * 512); its high bits choose the table's entry, the 9 low ones interpolate.
// |x| * multiplier + half < 2^15 * 2^15 + 2^30 = 2^31.
void logistic_s16(const LogisticInt16& p, const std::int16_t* input, std::int16_t* output) {
  const std::int32_t multiplier = p.input.value == 0 ? 3 << p.input.shift : p.input.value;
  const std::int32_t right = p.input.value == 0 ? 0 : -p.input.shift;
  const std::int32_t half = right > 0 ? std::int32_t{1} << (right - 1) : 0;
  for (std::int32_t i = 0; i < p.count; ++i) {
    const std::int32_t x = (input[i] * multiplier + half) >> right;
    const auto magnitude = static_cast<std::uint32_t>(x < 0 ? -x : x);
    const std::uint32_t index = magnitude >> 9;
    std::uint32_t y = std::uint32_t{0x7fff} << 10;  // past the table's end
    if (index < 255) {
      const std::uint32_t low = kSigmoidTable[index], high = kSigmoidTable[index + 1];
      y = (low << 9) + (magnitude & 0x1ff) * (high - low);
    }
    y = x >= 0 ? y + (1u << 9) : (1u << 25) - y + (1u << 9) - 1;
    output[i] = static_cast<std::int16_t>(y >> 10);
  }
}

}  // namespace pin
