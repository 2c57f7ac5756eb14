#include "training/data/edge_leak.h"

#include <limits>

#include "base/random.h"

namespace pinhole {
namespace {

constexpr std::size_t kMostPictures = 2000, kFewestPictures = 20;

int distance(const PictureFacts& a, const PictureFacts& b) {
  int sum = 0;
  for (std::size_t i = 0; i < a.edge.size(); ++i) {
    const int d = a.edge[i] - b.edge[i];
    sum += d * d;
  }
  return sum;
}

}  // namespace

EdgeLeak measure_edge_leak(const Dataset& set, const Survey& survey) {
  std::vector<std::size_t> chosen;
  for (const std::size_t i : Random(1).permutation(survey.size())) {
    if (survey[i].readable && chosen.size() < kMostPictures) chosen.push_back(i);
  }
  EdgeLeak leak;
  leak.chance = 1.0 / static_cast<double>(set.classes.size());
  if (chosen.size() < kFewestPictures) return leak;
  leak.pictures = chosen.size();
  std::vector<std::size_t> right(set.classes.size()), count(set.classes.size());
  for (const std::size_t i : chosen) {
    int best = std::numeric_limits<int>::max();
    std::uint32_t label = 0;
    for (const std::size_t j : chosen) {
      if (survey[j].pixel_hash == survey[i].pixel_hash) continue;  // itself and its copies
      const int d = distance(survey[i], survey[j]);
      if (d >= best) continue;
      best = d;
      label = set.items[j].label;
    }
    ++count[set.items[i].label];
    right[set.items[i].label] += label == set.items[i].label ? 1 : 0;
  }
  std::size_t present = 0;
  for (std::size_t c = 0; c < count.size(); ++c) {
    if (count[c] == 0) continue;
    leak.accuracy += static_cast<double>(right[c]) / static_cast<double>(count[c]);
    ++present;
  }
  leak.accuracy /= static_cast<double>(present);
  return leak;
}

}  // namespace pinhole
