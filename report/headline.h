// The answer in one sentence and a few tiles: does it fit, how accurate, how fast. Stands in the page as plain HTML, so that it is
// read where scripts are off. Used by render_report; cli may print the sentence.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/report.h"

namespace pinhole {

struct Tile {
  std::string label, value, detail;  // "RAM", "143.2 KB", "56 % of 256.0 KB"
  bool bad = false;                  // over a limit
};

struct Headline {
  std::optional<bool> fits;  // nothing when sizes are unknown
  std::string sentence;      // "Fits: 92.4 % right, 61.2 ms a picture." Empty when nothing is known.
  std::vector<Tile> tiles;
};

Headline headline(const ReportInput& input);

}  // namespace pinhole
