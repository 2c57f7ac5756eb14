// The catalogue: every kernel variant (device/kernels/kernels.def) with its cost (costs.def). `pinhole inspect --kernels` prints it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "compiler/lower/lower.h"
#include "compiler/lower/work.h"

namespace pinhole {

struct KernelRow {
  const char* function;  // "conv_2d_s8"
  const char* family;    // folder in device/kernels
  const char* isa;       // "portable", or an instruction set of device/isa: "armv7em"
  // Cost on a Cortex-M4 with zero-wait memory, in hundredths of a cycle for each of Work's terms. costs.def says which rows are fitted to
  // counted layers, which measured on one case, and which taken over from a sibling or estimated.
  std::uint32_t per_mac, per_element, per_gathered, per_row, per_setup, per_general;
  std::uint32_t per_call;  // cycles

  // Where it is declared: FAMILY.h, or dsp.h for armv7em.
  std::string header() const;
};

std::span<const KernelRow> kernel_rows();
const KernelRow& kernel_row(std::string_view function);  // PIN_CHECKs that it exists

std::uint64_t estimated_cycles(std::string_view function, const Work& work);

// Smaller is better: cycles for latency; for ram and flash the bytes weigh first; balanced takes 50 cycles for a byte of either.
double choice_score(Goal goal, std::uint64_t cycles, std::size_t constant_bytes, std::size_t scratch_bytes);

}  // namespace pinhole
