// MUL int8 for cores with the DSP extension: same bits as mul_s8, with the short requantisation (N18).
// Measured on the Cortex-M4: compiler/lower/costs.def.
#pragma once

#include "device/kernels/fast_scale.h"
#include "device/kernels/mul/mul.h"

namespace pin {

struct MulDsp {
  Broadcast broadcast;
  std::int32_t a_offset;  // -2 * zero_point
  std::int32_t b_offset;  // -zero_point
  FastScale output;
  std::int32_t output_min, output_max;
};

// Build time. False when N18 does not hold for these scales: use mul_s8.
bool pack_mul_s8_dsp(const MulInt&, MulDsp*);

void mul_s8_dsp(const MulDsp&, const std::int8_t* a, const std::int8_t* b, std::int8_t* output);

}  // namespace pin

PIN_FIELDS(pin::MulDsp, broadcast, a_offset, b_offset, output, output_min, output_max)
