#include "compiler/lower/catalogue.h"

#include "base/error.h"

namespace pinhole {
namespace {

// costs.def has a row for each row of kernels.def: a forgotten one does not compile (unknown kCost_NAME).
struct Cost {
  std::uint32_t per_mac, per_element, per_gathered, per_row, per_setup, per_general, per_call;
};
#define PIN_COST(function, per_mac, per_element, per_call) constexpr Cost kCost_##function{per_mac, per_element, 0, 0, 0, 0, per_call};
#define PIN_WORK_COST(function, ...) constexpr Cost kCost_##function{__VA_ARGS__};
#include "compiler/lower/costs.def"
#undef PIN_COST
#undef PIN_WORK_COST

constexpr KernelRow kRows[] = {
#define PIN_KERNEL(function, family, isa) \
  {#function,                             \
   #family,                               \
   #isa,                                  \
   kCost_##function.per_mac,              \
   kCost_##function.per_element,          \
   kCost_##function.per_gathered,         \
   kCost_##function.per_row,              \
   kCost_##function.per_setup,            \
   kCost_##function.per_general,          \
   kCost_##function.per_call},
#include "device/kernels/kernels.def"
};

}  // namespace

std::string KernelRow::header() const {
  const std::string folder = std::string("device/kernels/") + family + "/";
  return folder + (std::string_view(isa) == "portable" ? std::string(family) : "dsp") + ".h";
}

std::span<const KernelRow> kernel_rows() { return kRows; }

const KernelRow& kernel_row(std::string_view function) {
  for (const KernelRow& row : kRows) {
    if (function == row.function) return row;
  }
  PIN_CHECK(false, "no row in kernels.def for " + std::string(function));
  std::abort();
}

std::uint64_t estimated_cycles(std::string_view function, const Work& work) {
  const KernelRow& row = kernel_row(function);
  return (work.macs * row.per_mac + work.elements * row.per_element + work.gathered * row.per_gathered + work.rows * row.per_row +
          work.setups * row.per_setup + work.general * row.per_general) /
             100 +
         row.per_call;
}

double choice_score(Goal goal, std::uint64_t cycles, std::size_t constant_bytes, std::size_t scratch_bytes) {
  const auto time = static_cast<double>(cycles);
  const auto flash = static_cast<double>(constant_bytes), ram = static_cast<double>(scratch_bytes);
  switch (goal) {
    case Goal::latency: return time;
    case Goal::ram: return ram * 1e9 + time;
    case Goal::flash: return flash * 1e9 + time;
    case Goal::balanced: return time + 50.0 * (flash + ram);
  }
  return time;
}

}  // namespace pinhole
