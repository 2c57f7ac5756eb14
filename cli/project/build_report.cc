#include "cli/project/build_report.h"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "training/data/check.h"
#include "training/train/options.h"

namespace pinhole {
namespace {

namespace fs = std::filesystem;

ReportData data_of(const ReportSources& s) {
  const DataCheck check = check_dataset(s.pictures.set, s.pictures.survey);
  ReportData data{.path = fs::path(s.config.train.data).filename().string(),
                  .kind = s.pictures.set.kind,
                  .classes = {},
                  .warnings = check.warnings,
                  .problems = {}};
  for (const ClassCheck& c : check.classes) data.classes.push_back({.name = c.name, .unreadable = c.unreadable});
  const auto count = [&](const std::vector<std::uint32_t>& items, std::uint64_t ReportClass::*part) {
    for (const std::uint32_t item : items) ++(data.classes[s.pictures.set.items[item].label].*part);
  };
  count(s.pictures.split.train, &ReportClass::train);
  count(s.pictures.split.validation, &ReportClass::validation);
  count(s.pictures.split.test, &ReportClass::test);
  for (const Problem& problem : check.unreadable) data.problems.push_back({problem.path, problem.text});
  return data;
}

std::vector<ReportEpoch> history_of(const ReportSources& s) {
  std::vector<ReportEpoch> history;
  const auto json = nlohmann::json::parse(read_text_file(fs::path(s.config.train.out) / "history.json"));
  for (const auto& row : json.at("epochs")) {
    history.push_back({.epoch = row.at("epoch"),
                       .loss = row.at("train_loss"),
                       .accuracy = row.at("train_accuracy"),
                       .validation_loss = row.at("validation_loss"),
                       .validation_accuracy = row.at("validation_accuracy"),
                       .learning_rate = row.at("learning_rate"),
                       .best = row.at("epoch") == s.trained.best_epoch});
  }
  return history;
}

std::vector<ReportAccuracy> accuracies_of(const ReportSources& s) {
  const BuildSummary& b = s.summary;
  const auto total = static_cast<std::uint64_t>(b.test_pictures);
  return {{.name = "float",
           .correct = static_cast<std::uint64_t>(b.float_accuracy * static_cast<double>(total) + 0.5),
           .total = total,
           .note = "libtorch, on the host"},
          {.name = "int8 on the host", .correct = b.int8_host.right, .total = total, .note = ""},
          {.name = fmt::format("int8 on {} (emulated)", s.board.name),
           .correct = b.board_right,
           .total = b.board_total,
           .note = fmt::format("drawn by seed; {} of {} with the host's bits", b.board_agreeing, b.board_total)}};
}

ReportConfusion confusion_of(const ReportSources& s) {
  ReportConfusion confusion{.engine = "int8 on the host", .labels = s.pictures.set.classes, .counts = {}};
  for (const auto& row : s.summary.int8_host.confusion) confusion.counts.insert(confusion.counts.end(), row.begin(), row.end());
  return confusion;
}

std::vector<ReportMistake> mistakes_of(const ReportSources& s) {
  std::vector<ReportMistake> mistakes;
  for (const Mistake& m : s.mistakes) {
    const auto pixels = s.test.picture(m.picture);
    const Picture picture{
        .width = s.test.width, .height = s.test.height, .channels = s.test.channels, .pixels = {pixels.begin(), pixels.end()}};
    mistakes.push_back({.png = encode_png(picture),
                        .true_label = s.pictures.set.classes[m.label],
                        .predicted_label = s.pictures.set.classes[m.guess],
                        .score = m.score,
                        .true_score = m.true_score,
                        .file = s.pictures.set.items[s.test.items[m.picture]].path});
  }
  return mistakes;
}

void add_sqnr(const QuantizeReport& quantize, ReportInput* report) {
  std::map<std::string, double> by_layer;
  for (const LayerReport& layer : quantize.layers) by_layer[layer.layer] = layer.sqnr_db;
  for (ReportLayer& layer : report->layers->layers) {
    if (const auto found = by_layer.find(layer.name); found != by_layer.end()) layer.sqnr_db = found->second;
  }
}

std::vector<ReportFile> files_of(const ReportSources& s) {
  std::vector<ReportFile> files;
  const auto add = [&](const fs::path& path, const char* text) {
    if (fs::is_regular_file(s.out / path)) files.push_back({path.generic_string(), fs::file_size(s.out / path), text});
  };
  add(s.name + ".tflite", "the int8 network");
  add(s.name + "_float.tflite", "the float network");
  add(fs::path("cpp") / (s.name + ".h"), "the generated code's header; cpp/ has everything it needs");
  add(fs::path("arduino") / s.name / "library.properties", "the Arduino library");
  add(fs::path("firmware") / (s.name + ".elf"), "the benchmark image that was counted");
  add("pinhole.toml", "this run, every default filled in");
  return files;
}

}  // namespace

void add_measurement(const Measured& m, const Board& board, ReportInput* report) {
  const Measurement& x = m.measurement;
  const CompiledModel& model = m.model;
  ReportSizes sizes;
  sizes.ram = {.parts = {{"arena", model.plan.arena_bytes, "all tensors, inputs and outputs included"},
                         {"stack", x.stack_bytes, "deepest point of run(), painted"},
                         {"other static", other_static(m), ".data and .bss besides the arena"}},
               .limit_bytes = board.ram().bytes,
               .limit_note = "RAM of " + board.title};
  if (board.framework_ram_bytes > 0)
    sizes.ram.parts.push_back({"framework", board.framework_ram_bytes, board.framework_name + ": " + board.framework_source});
  sizes.flash = {
      .parts = {{"weights", x.weights_bytes, "constants of the network"}, {"code", x.code_bytes, "kernels, generated code, start-up"}},
      .limit_bytes = board.flash().bytes,
      .limit_note = "flash of " + board.title};
  if (board.framework_flash_bytes > 0)
    sizes.flash.parts.push_back({"framework", board.framework_flash_bytes, board.framework_name + ": " + board.framework_source});
  report->sizes = std::move(sizes);
  report->timing = ReportTiming{.clock_hz = x.clock_hz,
                                .instructions = x.total.instructions,
                                .cycles = x.total.cycles,
                                .stall_cycles = x.total.stall_cycles,
                                .volts = board.supply_volts,
                                .milliamperes = board.supply_ma,
                                .supply_source = board.supply_source};
  ReportLayers layers{.layers = {}, .counted = true};
  const std::vector<PlacedStep> steps = placed_steps(model.program);
  for (std::size_t i = 0; i < model.emitted.layers.size(); ++i) {
    const EmittedLayer& l = model.emitted.layers[i];
    ReportLayer layer{.name = l.name,
                      .op = l.op,
                      .kernel = l.kernel,
                      .summary = l.summary,
                      .macs = l.macs,
                      .instructions = x.layers[i].cost.instructions,
                      .cycles = x.layers[i].cost.cycles};
    for (const Argument& argument : steps[i].step->arguments) {
      if (const auto* constant = std::get_if<ConstantArgument>(&argument))
        layer.weights_bytes += model.program.constant(constant->constant).bytes.size();
    }
    for (const Rejected& r : steps[i].step->rejected) layer.rejected.push_back(r.kernel + ": " + r.reason);
    layers.layers.push_back(std::move(layer));
  }
  report->layers = std::move(layers);
  ReportMemoryMap map{.positions = {},
                      .buffers = {},
                      .arena_bytes = model.plan.arena_bytes,
                      .lower_bound_bytes = model.plan.lower_bound_bytes,
                      .optimal = model.plan.optimal};
  for (const PlacedStep& placed : steps) map.positions.push_back(placed.step->layer);
  constexpr const char* kKinds[] = {"input", "output", "activation", "scratch"};
  for (std::size_t i = 0; i < model.program.buffers.size(); ++i) {
    const Buffer& buffer = model.program.buffers[i];
    map.buffers.push_back({.name = buffer.name,
                           .kind = kKinds[static_cast<int>(buffer.kind)],
                           .offset_bytes = model.plan.offset_bytes[i],
                           .bytes = buffer.bytes,
                           .first_position = model.plan.lifetimes[i].first,
                           .last_position = model.plan.lifetimes[i].last});
  }
  report->memory_map = std::move(map);
  report->figures = {
      {"instructions, bytes, stack", "counted",
       "The image that would be flashed was executed on the emulator, instruction by instruction."},
      {"cycles", "estimated", "From the core's published instruction timings, for memory without wait states."},
      {"cycles with the board's flash", "estimated", "A model of flash wait states, prefetch and cache is added (docs/cycles.md)."}};
}

ReportInput build_report(const ReportSources& s) {
  ReportInput report{.title = fmt::format("{} on {}", s.name, s.board.name),
                     .created_by = "Pinhole 0.1.0",
                     .board = fmt::format("{}, {} at {} MHz", s.board.title, s.board.core.title, s.board.clock_hz / 1'000'000),
                     .run_toml = config_text(s.config),
                     .data = data_of(s),
                     .history = history_of(s),
                     .accuracies = accuracies_of(s),
                     .confusion = confusion_of(s),
                     .mistakes = mistakes_of(s)};
  add_measurement(s.measured, s.board, &report);
  add_sqnr(s.quantize, &report);
  report.files = files_of(s);
  report.commands = {fmt::format("pinhole build --config pinhole.toml --out {}", s.out.filename().string()),
                     fmt::format("pinhole bench {}.tflite --board {}", s.name, s.board.name)};
  return report;
}

}  // namespace pinhole
