// The page's data: everything in a ReportInput as one JSON text, for the script in the page. Used by render_report and its tests.
#pragma once

#include <string>

#include "report/report.h"

namespace pinhole {

// Keys in a fixed order; absent sections are absent keys; NaN is null; pictures are base64; the confusion matrix is a list of
// [true, predicted, count] of its cells above 0. No '<' stands in it, so it can stand in an HTML script element.
std::string report_data(const ReportInput& input);

}  // namespace pinhole
