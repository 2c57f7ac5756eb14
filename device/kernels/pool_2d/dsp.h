// AVERAGE_POOL_2D and MAX_POOL_2D int8 for cores with the DSP extension: same bits as the portable ones, same parameters. A word holds
// four channels of a tap. Measured on the Cortex-M4: compiler/lower/costs.def.
#pragma once

#include "device/kernels/pool_2d/pool_2d.h"

namespace pin {

void average_pool_2d_s8_dsp(const Pool2dInt&, const std::int8_t* input, std::int8_t* output);
void max_pool_2d_s8_dsp(const Pool2dInt&, const std::int8_t* input, std::int8_t* output);

}  // namespace pin
