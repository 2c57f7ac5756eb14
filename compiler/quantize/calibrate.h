// Runs the float graph over the calibration samples and remembers which values each tensor took. Used by this room only.
#pragma once

#include <vector>

#include "compiler/ir/evaluate.h"

#include "compiler/quantize/groups.h"
#include "compiler/quantize/quantize.h"
#include "compiler/quantize/ranges.h"

namespace pinhole {

struct Seen {
  std::vector<SeenValues> values;  // by value id, ends only; empty for constants
  std::vector<SeenValues> groups;  // by group number, with histogram: everything that shares one scale, float constants included
};

// Two runs over the samples: ends, then histograms between the groups' ends. Throws Error (place: the layer) when a value is not finite, and
// when there is no sample.
Seen calibrate(const Graph& graph, const Groups& groups, const Calibration& calibration);

// Writes sample i into the evaluator's inputs. The graph's inputs must be float32.
void fill_inputs(const Graph& graph, Evaluator& evaluator, const Calibration& calibration, std::size_t sample);

}  // namespace pinhole
