#include "report/headline.h"

#include <fmt/format.h>

#include "base/text.h"

namespace pinhole {
namespace {

// Three significant digits or whole numbers: 0.042, 6.12, 61.2, 1,204.
std::string milliseconds(double ms) {
  if (ms >= 999.5) return with_thousands(static_cast<std::uint64_t>(ms + 0.5)) + " ms";
  return fmt::format("{:.{}f} ms", ms, ms >= 99.95 ? 0 : ms >= 9.995 ? 1 : ms >= 0.9995 ? 2 : 3);
}

std::string percent(double part, double whole) { return whole > 0 ? fmt::format("{:.1f} %", 100 * part / whole) : "0 %"; }

Tile region_tile(const std::string& name, const ReportRegion& region) {
  const double used = static_cast<double>(region.used_bytes()), limit = static_cast<double>(region.limit_bytes);
  const std::string detail = region.fits()
                                 ? percent(used, limit) + " of " + human_bytes(region.limit_bytes)
                                 : human_bytes(region.used_bytes() - region.limit_bytes) + " over " + human_bytes(region.limit_bytes);
  return {name, human_bytes(region.used_bytes()), detail, !region.fits()};
}

std::string which_over(const ReportSizes& sizes) {
  if (sizes.ram.fits()) return "flash";
  return sizes.flash.fits() ? "RAM" : "RAM and flash";
}

// The row nearest to the board among those with the most pictures: emulating all of them may have been too long. Null: none.
const ReportAccuracy* most_pictures(const std::vector<ReportAccuracy>& rows) {
  const ReportAccuracy* best = nullptr;
  for (const ReportAccuracy& row : rows)
    if (row.total > 0 && (best == nullptr || row.total >= best->total)) best = &row;
  return best;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : ", ") + part;
  return out;
}

}  // namespace

Headline headline(const ReportInput& input) {
  Headline out;
  std::vector<std::string> facts;
  if (const ReportAccuracy* best_known = most_pictures(input.accuracies)) {
    const std::string value = percent(static_cast<double>(best_known->correct), static_cast<double>(best_known->total));
    out.tiles.push_back({"Accuracy", value, best_known->name + ", " + with_thousands(best_known->total) + " pictures"});
    facts.push_back(value + " right");
  }
  if (input.timing) {
    const ReportTiming& timing = *input.timing;
    const std::string value = milliseconds(timing.board_ms());
    out.tiles.push_back(
        {"Latency", value, timing.stall_cycles ? "with wait states, one call of run()" : "memory without wait states, one call of run()"});
    facts.push_back(value + " a run");
    if (timing.millijoules() > 0)
      out.tiles.push_back({"Energy", fmt::format("{:.3g} mJ", timing.millijoules()), "estimate, one call of run()"});
  }
  if (input.sizes) {
    out.tiles.push_back(region_tile("RAM", input.sizes->ram));
    out.tiles.push_back(region_tile("Flash", input.sizes->flash));
    out.fits = input.sizes->ram.fits() && input.sizes->flash.fits();
    out.sentence = *out.fits ? "Fits" : "Does not fit: too much " + which_over(*input.sizes);
  }
  if (!facts.empty()) out.sentence += out.sentence.empty() ? joined(facts) : (*out.fits ? ": " : "; ") + joined(facts);
  if (!out.sentence.empty()) out.sentence += ".";
  return out;
}

}  // namespace pinhole
