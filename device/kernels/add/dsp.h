// ADD int8 for cores with the DSP extension: same bits as add_s8. The operand with the larger scale only shifts (N19), the other one and
// the sum take the short requantisation (N18). Measured on the Cortex-M4: compiler/lower/costs.def.
#pragma once

#include "device/kernels/add/add.h"
#include "device/kernels/fast_scale.h"

namespace pin {

// Operand `a` is the one with the larger scale: the caller swaps them when add_s8_dsp_swaps says so.
struct AddDsp {
  Broadcast broadcast;
  std::int32_t a_offset, b_offset;  // -zero_point times 2^20 (a; b when b.shift is 0) or 2^21 (b)
  FastScale b;                      // shift 0: both scales are equal, and b only shifts too
  FastScale output;
  std::int32_t output_min, output_max;
};

// Whether the first operand of add_s8 becomes the second one here.
constexpr bool add_s8_dsp_swaps(const AddInt& p) { return p.a.shift < p.b.shift; }

// Build time. False when N18 does not hold for these scales: use add_s8.
bool pack_add_s8_dsp(const AddInt&, AddDsp*);

void add_s8_dsp(const AddDsp&, const std::int8_t* a, const std::int8_t* b, std::int8_t* output);

}  // namespace pin

PIN_FIELDS(pin::AddDsp, broadcast, a_offset, b_offset, b, output, output_min, output_max)
