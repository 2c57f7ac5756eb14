#include "cli/measure.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "verify/harness.h"

namespace pinhole {
namespace {

constexpr std::uint32_t kBenchStackBytes = 8192;

}  // namespace

Measured measure_model(const LoadedModel& model, const Board& board, Goal goal, bool portable_only, const std::string& elf) {
  Measured m;
  m.model = compile(model.graph, {.name = model.name,
                                  .source = std::filesystem::path(model.file).filename().string(),
                                  .board = &board,
                                  .goal = goal,
                                  .portable_only = portable_only});
  const TemporaryFolder folder;
  const std::filesystem::path image = folder.path() / "bench.elf";
  m.firmware = build_firmware(board, bench_sources(m.model), image,
                              {.stack_bytes = kBenchStackBytes, .cache_folder = default_cache_folder() / "objects"});
  BenchRequest request{.function = m.model.program.name + "::Model::run()", .call = 2, .layers = {}};
  for (const EmittedLayer& layer : m.model.emitted.layers) {
    request.layers.push_back(
        {layer.index, layer.name, layer.file, static_cast<std::uint32_t>(layer.first_line), static_cast<std::uint32_t>(layer.last_line)});
  }
  m.measurement = run_bench(image, board, request);
  if (!elf.empty()) write_file(elf, read_file(image));
  return m;
}

std::uint64_t scratch_bytes(const CompiledModel& model) {
  std::uint64_t most = 0;
  for (const Buffer& buffer : model.program.buffers) {
    if (buffer.kind == BufferKind::scratch) most = std::max<std::uint64_t>(most, buffer.bytes);
  }
  return most;
}

std::uint64_t other_static(const Measured& m) {
  return m.measurement.static_ram_bytes > m.model.plan.arena_bytes ? m.measurement.static_ram_bytes - m.model.plan.arena_bytes : 0;
}

std::uint64_t ram_total(const Measured& m) { return m.model.plan.arena_bytes + other_static(m) + m.measurement.stack_bytes; }

nlohmann::json measured_json(const Measured& m, const Board& board) {
  const Measurement& x = m.measurement;
  nlohmann::json layers = nlohmann::json::array();
  for (std::size_t i = 0; i < m.model.emitted.layers.size(); ++i) {
    const EmittedLayer& layer = m.model.emitted.layers[i];
    layers.push_back({{"name", layer.name},
                      {"op", layer.op},
                      {"kernel", layer.kernel},
                      {"macs", layer.macs},
                      {"instructions", x.layers[i].cost.instructions},
                      {"cycles", x.layers[i].cost.cycles},
                      {"board_cycles", x.layers[i].cost.board_cycles()}});
  }
  return {
      {"model", m.model.program.name},
      {"board", board.name},
      {"clock_hz", board.clock_hz},
      {"instructions", x.total.instructions},
      {"cycles", x.total.cycles},
      {"latency_ms", x.latency_ms()},
      {"board_cycles", x.total.board_cycles()},
      {"board_latency_ms", x.board_latency_ms()},
      {"ram_bytes",
       {{"arena", m.model.plan.arena_bytes}, {"scratch", scratch_bytes(m.model)}, {"static", other_static(m)}, {"stack", x.stack_bytes}}},
      {"arena_lower_bound_bytes", m.model.plan.lower_bound_bytes},
      {"flash_bytes", {{"weights", x.weights_bytes}, {"code", x.code_bytes}}},
      {"layers", layers}};
}

}  // namespace pinhole
