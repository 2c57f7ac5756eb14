// Fits rows of compiler/lower/costs.def to counted layers. For kernel_costs (main.cc).
#pragma once

#include <string>
#include <vector>

#include "compiler/lower/work.h"

namespace pinhole {

struct CountedLayer {
  std::string network, kernel, summary;
  Work work;
  double cycles;
  bool held_out;  // not used for the fit, only compared with it
};

// For each kernel: the PIN_WORK_COST row with coefficients >= 0 that make the sum of squared relative errors least, and then how far its
// estimates are off, the worst layers by name.
void print_fit(const std::vector<CountedLayer>& layers);

}  // namespace pinhole
