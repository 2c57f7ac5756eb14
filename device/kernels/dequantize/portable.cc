// The definition of DEQUANTIZE.
#include "device/kernels/dequantize/dequantize.h"

namespace pin {
namespace {

// N29. The difference has at most 17 bits, so only the product rounds.
template <class T>
void dequantize(const DequantizeParams& p, const T* input, float* output) {
  for (std::int32_t i = 0; i < p.count; ++i) output[i] = p.scale * static_cast<float>(input[i] - p.zero_point);
}

}  // namespace

void dequantize_s8(const DequantizeParams& params, const std::int8_t* input, float* output) { dequantize(params, input, output); }
void dequantize_s16(const DequantizeParams& params, const std::int16_t* input, float* output) { dequantize(params, input, output); }
void dequantize_u8(const DequantizeParams& params, const std::uint8_t* input, float* output) { dequantize(params, input, output); }

}  // namespace pin
