#include "report/data.h"

#include <nlohmann/json.hpp>

namespace pinhole {
namespace {

using nlohmann::ordered_json;

std::string base64(const Bytes& bytes) {  // RFC 4648 section 4
  static constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto at = [&](std::size_t k) { return i + k < bytes.size() ? std::to_integer<std::uint32_t>(bytes[i + k]) : 0u; };
    const std::uint32_t word = at(0) << 16 | at(1) << 8 | at(2);
    out += kDigits[word >> 18];
    out += kDigits[word >> 12 & 63];
    out += i + 1 < bytes.size() ? kDigits[word >> 6 & 63] : '=';
    out += i + 2 < bytes.size() ? kDigits[word & 63] : '=';
  }
  return out;
}

template <typename T, typename F>
ordered_json list(const std::vector<T>& items, F row) {
  ordered_json out = ordered_json::array();
  for (const T& item : items) out.push_back(row(item));
  return out;
}

ordered_json data_set(const ReportData& d) {
  return {
      {"path", d.path},
      {"kind", d.kind},
      {"classes",
       list(d.classes,
            [](const ReportClass& c) -> ordered_json {
              return {{"name", c.name}, {"train", c.train}, {"validation", c.validation}, {"test", c.test}, {"unreadable", c.unreadable}};
            })},
      {"warnings", d.warnings},
      {"problems", list(d.problems, [](const ReportProblem& p) -> ordered_json {
         return {{"file", p.file}, {"text", p.text}};
       })}};
}

ordered_json epoch(const ReportEpoch& e) {
  return {{"epoch", e.epoch},
          {"loss", e.loss},
          {"accuracy", e.accuracy},
          {"validation_loss", e.validation_loss},
          {"validation_accuracy", e.validation_accuracy},
          {"learning_rate", e.learning_rate},
          {"best", e.best}};
}

ordered_json accuracy(const ReportAccuracy& a) { return {{"name", a.name}, {"correct", a.correct}, {"total", a.total}, {"note", a.note}}; }

ordered_json confusion(const ReportConfusion& c) {
  ordered_json cells = ordered_json::array();
  const std::size_t n = c.labels.size();
  for (std::size_t i = 0; i < c.counts.size(); ++i)
    if (c.counts[i] > 0) cells.push_back(ordered_json::array({i / n, i % n, c.counts[i]}));
  return {{"engine", c.engine}, {"labels", c.labels}, {"cells", std::move(cells)}};
}

ordered_json mistake(const ReportMistake& m) {
  return {{"png", base64(m.png)}, {"true", m.true_label},       {"predicted", m.predicted_label},
          {"score", m.score},     {"true_score", m.true_score}, {"file", m.file}};
}

ordered_json region(const ReportRegion& r) {
  return {{"parts", list(r.parts,
                         [](const ReportPart& p) -> ordered_json {
                           return {{"name", p.name}, {"bytes", p.bytes}, {"note", p.note}};
                         })},
          {"limit_bytes", r.limit_bytes},
          {"limit_note", r.limit_note}};
}

ordered_json timing(const ReportTiming& t) {
  ordered_json out{{"clock_hz", t.clock_hz}, {"instructions", t.instructions}, {"cycles", t.cycles}, {"ms", t.ms()}};
  if (t.stall_cycles) {
    out["board_cycles"] = t.cycles + *t.stall_cycles;
    out["board_ms"] = t.board_ms();
  }
  if (t.millijoules() > 0) {
    out["millijoules"] = t.millijoules();
    out["volts"] = t.volts;
    out["milliamperes"] = t.milliamperes;
    out["supply_source"] = t.supply_source;
  }
  return out;
}

ordered_json layer(const ReportLayer& l) {
  return {{"name", l.name},       {"op", l.op},
          {"kernel", l.kernel},   {"summary", l.summary},
          {"macs", l.macs},       {"instructions", l.instructions},
          {"cycles", l.cycles},   {"weights_bytes", l.weights_bytes},
          {"sqnr_db", l.sqnr_db}, {"rejected", l.rejected}};
}

ordered_json memory_map(const ReportMemoryMap& m) {
  return {{"positions", m.positions},
          {"buffers", list(m.buffers,
                           [](const ReportBuffer& b) -> ordered_json {
                             return {{"name", b.name},
                                     {"kind", b.kind},
                                     {"offset", b.offset_bytes},
                                     {"bytes", b.bytes},
                                     {"first", b.first_position},
                                     {"last", b.last_position}};
                           })},
          {"arena_bytes", m.arena_bytes},
          {"lower_bound_bytes", m.lower_bound_bytes},
          {"optimal", m.optimal}};
}

void add_results(const ReportInput& input, ordered_json* out) {
  ordered_json& o = *out;
  if (input.sizes) o["sizes"] = {{"ram", region(input.sizes->ram)}, {"flash", region(input.sizes->flash)}};
  if (input.timing) o["timing"] = timing(*input.timing);
  if (input.layers && !input.layers->layers.empty()) {
    o["layers"] = list(input.layers->layers, layer);
    o["layers_counted"] = input.layers->counted;
  }
  if (input.memory_map && !input.memory_map->buffers.empty()) o["memory_map"] = memory_map(*input.memory_map);
  if (!input.accuracies.empty()) o["accuracies"] = list(input.accuracies, accuracy);
  if (!input.history.empty()) o["history"] = list(input.history, epoch);
  if (input.confusion && !input.confusion->labels.empty()) o["confusion"] = confusion(*input.confusion);
  if (!input.mistakes.empty()) o["mistakes"] = list(input.mistakes, mistake);
}

}  // namespace

std::string report_data(const ReportInput& input) {
  ordered_json out{{"board", input.board}};
  add_results(input, &out);
  if (input.data) out["data"] = data_set(*input.data);
  if (!input.figures.empty())
    out["figures"] = list(input.figures, [](const ReportFigure& f) -> ordered_json {
      return {{"name", f.name}, {"how", f.how}, {"text", f.text}};
    });
  if (!input.run_toml.empty()) out["run"] = input.run_toml;
  if (!input.files.empty())
    out["files"] = list(input.files, [](const ReportFile& f) -> ordered_json {
      return {{"path", f.path}, {"bytes", f.bytes}, {"text", f.text}};
    });
  if (!input.commands.empty()) out["commands"] = input.commands;
  // '<' occurs inside JSON strings only, where \u003c is the same character: "</script>" and "<!--" cannot occur.
  const std::string text = out.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  std::string safe;
  safe.reserve(text.size());
  for (const char c : text) c == '<' ? safe += "\\u003c" : safe += c;
  return safe;
}

}  // namespace pinhole
