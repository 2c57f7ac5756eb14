// Ranges of values seen, and the choice of the range that int8 shall cover. Used by this room only.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/ir/graph.h"
#include "compiler/quantize/quantize.h"

namespace pinhole {

// Values seen in one tensor: first the ends (see_ends over all samples), then the histogram between them (see_values).
struct SeenValues {
  static constexpr std::size_t kBins = 2048;

  double low = 0, high = 0;  // both 0 until something was seen
  bool any = false;
  bool finite = true;  // no infinity and nothing that is not a number among them
  std::vector<std::uint64_t> bins;

  void see_ends(std::span<const float> values);
  void see_values(std::span<const float> values);
  void merge_ends(const SeenValues& other);
};

struct Range {
  double low = 0, high = 0;  // low <= 0 <= high after to_quantization
  std::string method;
};

Range choose_range(const SeenValues& seen, RangeMethod method);

// Q2, with the range widened to hold 0. An empty range gives scale 1.
Quantization to_quantization(double low, double high);

// Mean square error of the values seen when rounded to and limited by this quantisation.
double quantization_error(const SeenValues& seen, const Quantization& quantization);

}  // namespace pinhole
