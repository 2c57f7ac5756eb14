#include "compiler/quantize/ranges.h"

#include <algorithm>
#include <cmath>

namespace pinhole {
namespace {

constexpr double kPercentileShare = 1e-4;  // left out at each end
constexpr double kNarrowest = 0.3;         // of the seen range, for kLeastError
constexpr int kNarrowings = 36;

double bin_centre(const SeenValues& seen, std::size_t i) {
  return seen.low + (seen.high - seen.low) * (static_cast<double>(i) + 0.5) / SeenValues::kBins;
}

// The ends without `share` of the values on each side.
Range percentile_range(const SeenValues& seen, double share) {
  std::uint64_t total = 0;
  for (const std::uint64_t n : seen.bins) total += n;
  const double limit = share * static_cast<double>(total);
  const double width = (seen.high - seen.low) / SeenValues::kBins;
  std::size_t first = 0, last = SeenValues::kBins;
  double sum = 0;
  while (first < SeenValues::kBins && sum + static_cast<double>(seen.bins[first]) <= limit) sum += static_cast<double>(seen.bins[first++]);
  sum = 0;
  while (last > first + 1 && sum + static_cast<double>(seen.bins[last - 1]) <= limit) sum += static_cast<double>(seen.bins[--last]);
  return {seen.low + width * static_cast<double>(first), seen.low + width * static_cast<double>(last), "percentile"};
}

Range least_error_range(const SeenValues& seen) {
  std::vector<Range> candidates = {{seen.low, seen.high, "min-max"}, percentile_range(seen, kPercentileShare)};
  for (int i = 1; i <= kNarrowings; ++i) {
    const double factor = 1.0 - (1.0 - kNarrowest) * i / kNarrowings;
    candidates.push_back({seen.low * factor, seen.high * factor, "least error"});
    if (seen.low < 0) {  // one end alone
      candidates.push_back({seen.low * factor, seen.high, "least error"});
      candidates.push_back({seen.low, seen.high * factor, "least error"});
    }
  }
  const Range* best = nullptr;
  double least = 0;
  for (const Range& range : candidates) {
    const double error = quantization_error(seen, to_quantization(range.low, range.high));
    if (best == nullptr || error < least) {
      best = &range;
      least = error;
    }
  }
  return *best;
}

}  // namespace

void SeenValues::see_ends(std::span<const float> values) {
  for (const float value : values) {
    if (!std::isfinite(value)) {
      finite = false;
      continue;
    }
    if (!any) low = high = static_cast<double>(value);
    any = true;
    low = std::min(low, static_cast<double>(value));
    high = std::max(high, static_cast<double>(value));
  }
}

void SeenValues::see_values(std::span<const float> values) {
  bins.resize(kBins);
  const double per_unit = high > low ? kBins / (high - low) : 0.0;
  for (const float value : values) {
    const double at = (static_cast<double>(value) - low) * per_unit;
    ++bins[std::min(kBins - 1, static_cast<std::size_t>(std::max(0.0, at)))];
  }
}

void SeenValues::merge_ends(const SeenValues& other) {
  if (!other.any) return;
  low = any ? std::min(low, other.low) : other.low;
  high = any ? std::max(high, other.high) : other.high;
  any = true;
}

Range choose_range(const SeenValues& seen, RangeMethod method) {
  switch (method) {
    case RangeMethod::kMinMax: break;
    case RangeMethod::kPercentile: return percentile_range(seen, kPercentileShare);
    case RangeMethod::kLeastError: return least_error_range(seen);
  }
  return {seen.low, seen.high, "min-max"};
}

Quantization to_quantization(double low, double high) {
  low = std::min(low, 0.0);
  high = std::max(high, 0.0);
  const auto scale = static_cast<float>((high - low) / 255.0);
  if (!(scale > 1e-30f)) return {{1.0f}, {0}, 0};
  const double zero_point = std::round(-128.0 - low / static_cast<double>(scale));
  return {{scale}, {static_cast<std::int32_t>(std::clamp(zero_point, -128.0, 127.0))}, 0};
}

double quantization_error(const SeenValues& seen, const Quantization& q) {
  const double scale = static_cast<double>(q.scales[0]);
  double sum = 0, count = 0;
  for (std::size_t i = 0; i < seen.bins.size(); ++i) {
    if (seen.bins[i] == 0) continue;
    const double value = bin_centre(seen, i), n = static_cast<double>(seen.bins[i]);
    const double steps = value / scale + q.zero_points[0];
    // Within the range the error is spread evenly over a step; a value that is exactly 0 is exact.
    const double outside = steps < -128 ? (-128 - steps) * scale : steps > 127 ? (steps - 127) * scale : 0.0;
    sum += n * (outside > 0 ? outside * outside : scale * scale / 12);
    count += n;
  }
  return count == 0 ? 0.0 : sum / count;
}

}  // namespace pinhole
