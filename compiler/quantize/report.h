// The error report: float network and int8 network side by side on the same inputs. Used by quantize() and by `eval`.
#pragma once

#include "compiler/quantize/quantize.h"

namespace pinhole {

// Fills in layers, samples and agreeing. The two graphs have the same layers in the same order, but the int8 one may have QUANTIZE
// operators more. Classes are compared on the first output.
void compare_layers(const Graph& float_graph, const Graph& int8_graph, const Calibration& calibration, std::size_t samples,
                    QuantizeReport* report);

}  // namespace pinhole
