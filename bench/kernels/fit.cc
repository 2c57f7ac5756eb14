#include "bench/kernels/fit.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <set>

namespace pinhole {
namespace {

constexpr std::size_t kTerms = 7;
using Terms = std::array<double, kTerms>;

Terms terms_of(const Work& w) {
  return {static_cast<double>(w.macs),
          static_cast<double>(w.elements),
          static_cast<double>(w.gathered),
          static_cast<double>(w.rows),
          static_cast<double>(w.setups),
          static_cast<double>(w.general),
          1.0};
}

double product(const Terms& a, const Terms& b) {
  double sum = 0;
  for (std::size_t i = 0; i < kTerms; ++i) sum += a[i] * b[i];
  return sum;
}

// Coordinate descent on the normal equations; terms are scaled to at most one cycle's share first.
Terms fit(const std::vector<const CountedLayer*>& layers) {
  Terms scale{}, coefficients{};
  for (const CountedLayer* layer : layers) {
    const Terms t = terms_of(layer->work);
    for (std::size_t i = 0; i < kTerms; ++i) scale[i] = std::max(scale[i], t[i] / layer->cycles);
  }
  std::array<Terms, kTerms> square{};
  Terms right{};
  for (const CountedLayer* layer : layers) {
    const Terms t = terms_of(layer->work);
    for (std::size_t i = 0; i < kTerms; ++i) {
      if (scale[i] == 0) continue;
      const double x = t[i] / layer->cycles / scale[i];
      right[i] += x;
      for (std::size_t j = 0; j < kTerms; ++j) square[i][j] += scale[j] == 0 ? 0 : x * t[j] / layer->cycles / scale[j];
    }
  }
  for (int round = 0; round < 200'000; ++round) {
    for (std::size_t i = 0; i < kTerms; ++i) {
      if (scale[i] == 0) continue;
      const double rest = right[i] - product(square[i], coefficients);
      coefficients[i] = std::max(0.0, coefficients[i] + rest / square[i][i]);
    }
  }
  for (std::size_t i = 0; i < kTerms; ++i) coefficients[i] = scale[i] == 0 ? 0 : coefficients[i] / scale[i];
  return coefficients;
}

void print_errors(const char* title, const std::vector<const CountedLayer*>& layers, const Terms& coefficients) {
  std::vector<std::pair<double, const CountedLayer*>> errors;
  for (const CountedLayer* layer : layers)
    errors.emplace_back(100 * (product(terms_of(layer->work), coefficients) / layer->cycles - 1), layer);
  if (errors.empty()) return;
  std::stable_sort(errors.begin(), errors.end(), [](const auto& a, const auto& b) { return std::abs(a.first) > std::abs(b.first); });
  std::printf("//   %s: %zu layers; worst:\n", title, errors.size());
  for (std::size_t i = 0; i < std::min<std::size_t>(errors.size(), 3); ++i) {
    const auto& [percent, layer] = errors[i];
    std::printf("//     %+.1f %%  %s, %s, %.0f cycles\n", percent, layer->network.c_str(), layer->summary.c_str(), layer->cycles);
  }
}

}  // namespace

void print_fit(const std::vector<CountedLayer>& layers) {
  std::map<std::string, std::vector<const CountedLayer*>> fitted, held;
  std::set<std::string> seen;  // layers that a network has twice, or portable and with DSP kernels, count once
  for (const CountedLayer& layer : layers) {
    const std::string key = layer.network + layer.kernel + layer.summary + std::to_string(layer.cycles);
    if (seen.insert(key).second) (layer.held_out ? held : fitted)[layer.kernel].push_back(&layer);
  }
  for (const auto& [kernel, of_kernel] : fitted) {
    const Terms c = fit(of_kernel);
    std::printf("PIN_WORK_COST(%s, %.0f, %.0f, %.0f, %.0f, %.0f, %.0f, %.0f)\n", kernel.c_str(), 100 * c[0], 100 * c[1], 100 * c[2],
                100 * c[3], 100 * c[4], 100 * c[5], c[6]);
    print_errors("fitted", of_kernel, c);
    print_errors("held out", held[kernel], c);
  }
}

}  // namespace pinhole
