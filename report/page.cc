#include <cstring>

#include "base/error.h"
#include "base/template.h"
#include "report/data.h"
#include "report/headline.h"
#include "report/report.h"
#include "report/web.h"

namespace pinhole {
namespace {

// For text and attribute values. A byte that belongs to no UTF-8 sequence, and a control character, becomes U+FFFD.
std::string escape_html(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const unsigned char c = static_cast<unsigned char>(text[i]);
    const std::size_t length = c < 0x80 ? 1 : c >= 0xc2 && c < 0xe0 ? 2 : c >= 0xe0 && c < 0xf0 ? 3 : c >= 0xf0 && c < 0xf5 ? 4 : 0;
    bool whole = length > 0 && i + length <= text.size() && (c >= 0x20 || c == '\n' || c == '\t');
    for (std::size_t k = 1; whole && k < length; ++k) whole = (static_cast<unsigned char>(text[i + k]) & 0xc0) == 0x80;
    if (!whole) {
      out += "\xef\xbf\xbd";
      ++i;
      continue;
    }
    switch (text[i]) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += text.substr(i, length);
    }
    i += length;
  }
  return out;
}

std::string verdict_html(const Headline& head) {
  if (head.sentence.empty()) return "";
  const char* state = !head.fits ? "unknown" : *head.fits ? "good" : "bad";
  std::string out =
      std::string("<p class=\"verdict ") + state + "\" id=\"verdict\">" + escape_html(head.sentence) + "</p>\n<dl class=\"tiles\">\n";
  for (const Tile& tile : head.tiles) {
    out += std::string("<div class=\"tile") + (tile.bad ? " bad" : "") + "\"><dt>" + escape_html(tile.label) + "</dt><dd class=\"value\">" +
           escape_html(tile.value) + "</dd><dd class=\"detail\">" + escape_html(tile.detail) + "</dd></div>\n";
  }
  return out + "</dl>\n";
}

// Every file of web/ with this ending, in the order of their paths.
std::string sources(std::string_view ending) {
  std::string out;
  for (const EmbeddedFile& file : embedded_report())
    if (std::string_view(file.path).ends_with(ending)) out += file.text();
  return out;
}

void check_memory_map(const ReportMemoryMap& map) {
  const auto positions = static_cast<std::int32_t>(map.positions.size());
  for (const ReportBuffer& b : map.buffers) {
    PIN_CHECK(b.bytes <= map.arena_bytes && b.offset_bytes <= map.arena_bytes - b.bytes,
              "report: buffer '" + b.name + "' lies outside the arena");
    PIN_CHECK(b.first_position >= -1 && b.first_position <= b.last_position && b.last_position <= positions,
              "report: lifetime of buffer '" + b.name + "'");
  }
}

void check_input(const ReportInput& input) {
  for (const ReportAccuracy& a : input.accuracies) PIN_CHECK(a.correct <= a.total, "report: accuracy '" + a.name + "'");
  if (input.confusion) {
    const std::size_t n = input.confusion->labels.size();
    PIN_CHECK(input.confusion->counts.size() == n * n, "report: the confusion matrix is not labels x labels");
  }
  if (input.timing) PIN_CHECK(input.timing->clock_hz > 0, "report: clock");
  if (input.memory_map) check_memory_map(*input.memory_map);
  for (const ReportMistake& m : input.mistakes) {
    PIN_CHECK(m.png.size() > 8 && std::memcmp(m.png.data(), "\x89PNG\r\n\x1a\n", 8) == 0,
              "report: picture of mistake '" + m.file + "' is no PNG");
  }
}

}  // namespace

std::uint64_t ReportRegion::used_bytes() const {
  std::uint64_t sum = 0;
  for (const ReportPart& part : parts) sum += part.bytes;
  return sum;
}

double ReportTiming::ms() const { return 1e3 * static_cast<double>(cycles) / static_cast<double>(clock_hz); }
double ReportTiming::board_ms() const {
  return 1e3 * static_cast<double>(cycles + stall_cycles.value_or(0)) / static_cast<double>(clock_hz);
}
double ReportTiming::millijoules() const { return volts * milliamperes * board_ms() / 1e3; }

std::string render_report(const ReportInput& input) {
  check_input(input);
  const EmbeddedFile* page = find_embedded(embedded_report(), "report/web/page.html");
  PIN_CHECK(page != nullptr, "report: the page was not embedded");
  return fill_template(page->text(), {{"TITLE", escape_html(input.title)},
                                      {"BOARD", escape_html(input.board)},
                                      {"CREATED_BY", escape_html(input.created_by)},
                                      {"VERDICT", verdict_html(headline(input))},
                                      {"STYLE", sources(".css")},
                                      {"DATA", report_data(input)},
                                      {"SCRIPT", sources(".js")}});
}

}  // namespace pinhole
