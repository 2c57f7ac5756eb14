// A full report's input with realistic figures (MobileNet-like network, three classes and more), made by rule: no data set needed.
// For the report's unit tests, its browser test and write_example. The accuracies and counts are invented.
#pragma once

#include <cstddef>

#include "report/report.h"

namespace pinhole {

// Labels and file names hold markup, quotes and other scripts on purpose. classes >= 4.
ReportInput example_report(std::size_t classes = 6);

// A PNG file (8-bit RGB, stored without compression): a gradient that depends on seed. side: 1 .. 100 pixels.
Bytes example_png(std::uint32_t side, std::uint32_t seed);

}  // namespace pinhole
