#include "simulator/measurement.h"

#include <nlohmann/json.hpp>

#include "base/error.h"

namespace pinhole {
namespace {

using nlohmann::json;

json cost_json(const Cost& cost) {
  return {{"instructions", cost.instructions}, {"cycles", cost.cycles}, {"stall_cycles", cost.stall_cycles}};
}

Cost cost_from(const json& j) {
  return {j.at("instructions").get<std::uint64_t>(), j.at("cycles").get<std::uint64_t>(), j.at("stall_cycles").get<std::uint64_t>()};
}

json parse(const std::string& text, const char* what) {
  try {
    return json::parse(text);
  } catch (const json::exception& error) {
    throw Error({.problem = std::string(what) + " is not JSON", .got = error.what()});
  }
}

}  // namespace

std::string measurement_to_json(const Measurement& m) {
  json layers = json::array(), functions = json::array(), sections = json::array();
  for (const LayerCost& l : m.layers) layers.push_back({{"index", l.index}, {"name", l.name}, {"cost", cost_json(l.cost)}});
  for (const FunctionCost& f : m.functions) functions.push_back({{"name", f.name}, {"cost", cost_json(f.cost)}});
  for (const SectionBytes& s : m.flash_sections) sections.push_back({{"name", s.name}, {"bytes", s.bytes}});
  const json out{{"board", m.board},
                 {"function", m.function},
                 {"call", m.call},
                 {"clock_hz", m.clock_hz},
                 {"total", cost_json(m.total)},
                 {"latency_ms", m.latency_ms()},
                 {"board_latency_ms", m.board_latency_ms()},
                 {"layers", layers},
                 {"outside_layers", cost_json(m.outside_layers)},
                 {"functions", functions},
                 {"stack_bytes", m.stack_bytes},
                 {"stack_total_bytes", m.stack_total_bytes},
                 {"stack_reserved_bytes", m.stack_reserved_bytes},
                 {"static_ram_bytes", m.static_ram_bytes},
                 {"weights_bytes", m.weights_bytes},
                 {"code_bytes", m.code_bytes},
                 {"flash_sections", sections},
                 {"emulated_instructions", m.emulated_instructions}};
  return out.dump(1);
}

Measurement measurement_from_json(const std::string& text) {
  const json j = parse(text, "the measurement");
  try {
    Measurement m;
    m.board = j.at("board").get<std::string>();
    m.function = j.at("function").get<std::string>();
    m.call = j.at("call").get<int>();
    m.clock_hz = j.at("clock_hz").get<std::uint64_t>();
    m.total = cost_from(j.at("total"));
    for (const json& l : j.at("layers"))
      m.layers.push_back({l.at("index").get<int>(), l.at("name").get<std::string>(), cost_from(l.at("cost"))});
    m.outside_layers = cost_from(j.at("outside_layers"));
    for (const json& f : j.at("functions")) m.functions.push_back({f.at("name").get<std::string>(), cost_from(f.at("cost"))});
    m.stack_bytes = j.at("stack_bytes").get<std::uint32_t>();
    m.stack_total_bytes = j.at("stack_total_bytes").get<std::uint32_t>();
    m.stack_reserved_bytes = j.at("stack_reserved_bytes").get<std::uint32_t>();
    m.static_ram_bytes = j.at("static_ram_bytes").get<std::uint32_t>();
    m.weights_bytes = j.at("weights_bytes").get<std::uint32_t>();
    m.code_bytes = j.at("code_bytes").get<std::uint32_t>();
    for (const json& s : j.at("flash_sections"))
      m.flash_sections.push_back({s.at("name").get<std::string>(), s.at("bytes").get<std::uint32_t>()});
    m.emulated_instructions = j.at("emulated_instructions").get<std::uint64_t>();
    return m;
  } catch (const json::exception& error) {
    throw Error({.problem = "the measurement lacks a part", .got = error.what()});
  }
}

std::string layers_to_json(const std::vector<LayerLines>& layers) {
  json out = json::array();
  for (const LayerLines& l : layers)
    out.push_back({{"index", l.index}, {"name", l.name}, {"file", l.file}, {"first_line", l.first_line}, {"last_line", l.last_line}});
  return out.dump(1);
}

std::vector<LayerLines> layers_from_json(const std::string& text) {
  const json j = parse(text, "the list of layers");
  std::vector<LayerLines> layers;
  try {
    for (const json& l : j)
      layers.push_back({l.at("index").get<int>(), l.at("name").get<std::string>(), l.at("file").get<std::string>(),
                        l.at("first_line").get<std::uint32_t>(), l.at("last_line").get<std::uint32_t>()});
  } catch (const json::exception& error) {
    throw Error({.problem = "a layer lacks a part", .expected = "index, name, file, first_line, last_line", .got = error.what()});
  }
  return layers;
}

}  // namespace pinhole
