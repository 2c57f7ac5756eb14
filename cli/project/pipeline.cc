#include "cli/project/pipeline.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/random.h"
#include "base/text.h"
#include "cli/classify.h"
#include "cli/project/build_report.h"
#include "cli/project/stage_cache.h"
#include "cli/terminal.h"
#include "compiler/emit/packages/arduino.h"
#include "compiler/formats/detect.h"
#include "compiler/formats/tflite/export.h"
#include "compiler/ir/evaluate.h"
#include "training/train/client.h"
#include "verify/harness.h"

namespace pinhole {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// What the stages hand on.
struct Build {
  RunConfig config;
  fs::path out;
  std::string name;
  Board board;
  StageCache cache;
  TrainFinished trained;
  Graph float_graph;
  LoadedModel model;  // int8
  pin::Preprocess preprocess;
  QuantizeReport quantize_report;
  Pictures pictures;
  LoadedPictures test;
};

std::string hash_of(std::span<const std::byte> bytes) { return fmt::format("{:016x}", fnv1a(bytes)); }

void claim_folder(const fs::path& out) {
  if (fs::exists(out) && !fs::is_empty(out) && !fs::exists(out / kFolderMarker)) {
    throw Error({.file = out.string(),
                 .problem = "exists and was not made by Pinhole",
                 .help = "choose another folder with --out, or remove this one first"});
  }
  write_file(out / kFolderMarker, std::string_view("made by pinhole\n"));
}

void train(Build& b) {
  b.config.train.out = (b.out / "train").string();
  ProgressBar bar("training");
  std::int32_t epochs = b.config.train.epochs;
  b.trained = run_training_program(b.config.train, [&](const TrainEvent& event) {
    if (const auto* started = std::get_if<TrainStarted>(&event)) epochs = started->epochs;
    if (std::holds_alternative<TrainEpoch>(event)) {
      bar.finish();
      note("  " + describe(event, epochs));
    } else if (std::holds_alternative<TrainStarted>(event)) {
      note("  " + describe(event, epochs));
    } else {
      bar.text(describe(event, epochs));
    }
  });
  b.float_graph = load_model(b.trained.network);
  b.preprocess = preprocess_of(b.float_graph);
}

void open_test_pictures(Build& b) {
  const TrainOptions& t = b.config.train;
  b.pictures = open_pictures(t.data, {t.validation_share, t.test_share, t.seed}, t.labels);
  const std::vector<std::uint32_t>& items = b.pictures.split.test.empty() ? b.pictures.split.validation : b.pictures.split.test;
  if (items.empty())
    throw Error({.file = t.data, .problem = "no pictures are left to judge the network with", .help = "give [data] test a share above 0"});
  b.test = load_part(b.pictures, items, b.preprocess, "test pictures");
}

void quantize_network(Build& b) {
  std::vector<std::uint32_t> items;
  for (const std::size_t i : Random(b.config.train.seed).permutation(b.pictures.split.train.size())) {
    if (items.size() == b.config.calibration_pictures) break;
    items.push_back(b.pictures.split.train[i]);
  }
  const LoadedPictures pictures = load_part(b.pictures, items, b.preprocess, "calibration pictures");
  const PictureView view{pictures.pixels, pictures.labels};
  QuantizeResult result =
      quantize(b.float_graph, calibration_of(b.float_graph, view, b.preprocess, pictures.count), {.range = b.config.range});
  result.graph.name = b.name;
  b.quantize_report = std::move(result.report);
  b.model = {.file = (b.out / (b.name + ".tflite")).string(), .name = b.name, .graph = std::move(result.graph), .tflite = {}};
  b.model.tflite = export_tflite(b.model.graph);
  write_file(b.model.file, b.model.tflite);
  save_model(b.float_graph, b.out / (b.name + "_float.tflite"));
}

Accuracy accuracy_on_host(Build& b, std::vector<std::uint32_t>* guesses) {
  const std::string key = hash_of(b.model.tflite) + hash_of(std::as_bytes(std::span(b.test.pixels)));
  if (const auto stored = b.cache.load("accuracy", key)) {
    *guesses = (*stored)["guesses"].get<std::vector<std::uint32_t>>();
  } else {
    note("int8 accuracy on the host ...");
    *guesses = classify(b.model.graph, {b.test.pixels, b.test.labels}, b.preprocess);
    b.cache.store("accuracy", key, {{"guesses", *guesses}});
  }
  Accuracy accuracy{.count = b.test.count, .right = 0, .confusion = {}};
  const std::size_t n = b.pictures.set.classes.size();
  accuracy.confusion.assign(n, std::vector<std::uint32_t>(n, 0));
  for (std::size_t i = 0; i < b.test.count; ++i) {
    accuracy.right += (*guesses)[i] == b.test.labels[i] ? 1u : 0u;
    if ((*guesses)[i] < n) ++accuracy.confusion[b.test.labels[i]][(*guesses)[i]];
  }
  return accuracy;
}

BoardResult accuracy_on_board(Build& b) {
  const std::string key =
      hash_of(b.model.tflite) + hash_of(std::as_bytes(std::span(b.test.pixels))) + b.board.name + std::to_string(b.config.board_pictures);
  BoardResult result;
  if (const auto stored = b.cache.load("board", key)) {
    result.right = stored->at("right");
    result.total = stored->at("total");
    result.agreeing = stored->at("agreeing");
    result.instructions = stored->at("instructions");
    return result;
  }
  note(fmt::format("{} test pictures on the emulated {} ...",
                   b.config.board_pictures == 0 ? b.test.count : std::min<std::size_t>(b.config.board_pictures, b.test.count),
                   b.board.name));
  result = evaluate_on_board(b.model, b.board, b.test, b.preprocess, b.config.board_pictures, b.config.train.seed);
  if (result.agreeing != result.total) {
    throw InternalError(fmt::format("the firmware differs from the host on {} of {} pictures; {}", result.total - result.agreeing,
                                    result.total, result.first_difference));
  }
  b.cache.store("board", key,
                {{"right", result.right}, {"total", result.total}, {"agreeing", result.agreeing}, {"instructions", result.instructions}});
  return result;
}

void write_folder(const fs::path& folder, const std::vector<SourceFile>& files) {
  PendingFolder pending(folder);
  for (const SourceFile& file : files) write_file(pending.path() / file.path, file.text);
  pending.commit();
}

SelfTest self_test(const Build& b, const std::vector<std::uint32_t>& guesses) {
  std::size_t picture = 0;
  while (picture + 1 < b.test.count && guesses[picture] != b.test.labels[picture]) ++picture;
  const std::vector<Bytes> inputs = {picture_input(b.model.graph, b.test.picture(picture), b.preprocess)};
  return {inputs, evaluate(b.model.graph, inputs), b.pictures.set.items[b.test.items[picture]].path};
}

void check_fits(const Build& b, const Measured& m) {
  const std::uint64_t ram = ram_total(m) - m.measurement.stack_bytes + b.config.stack_bytes,
                      flash = std::uint64_t{m.measurement.weights_bytes} + m.measurement.code_bytes;
  if (ram > b.board.free_ram_bytes()) {
    throw Error({.file = b.name,
                 .problem = fmt::format("the firmware does not fit the RAM of {}", b.board.title),
                 .expected = fmt::format("at most {} bytes", with_thousands(b.board.free_ram_bytes())),
                 .got = fmt::format("{} bytes with the stack", with_thousands(ram)),
                 .help = "a smaller [input] width and height, or a smaller [network] alpha"});
  }
  if (flash > b.board.free_flash_bytes()) {
    throw Error({.file = b.name,
                 .problem = fmt::format("the firmware does not fit the flash of {}", b.board.title),
                 .expected = fmt::format("at most {} bytes", with_thousands(b.board.free_flash_bytes())),
                 .got = fmt::format("{} bytes", with_thousands(flash)),
                 .help = "a smaller [network] alpha"});
  }
}

json summary_json(const BuildSummary& s) {
  return {{"name", s.name},
          {"board", s.board_title},
          {"float_accuracy", s.float_accuracy},
          {"int8_accuracy", s.int8_host.share()},
          {"test_pictures", s.test_pictures},
          {"board_right", s.board_right},
          {"board_total", s.board_total},
          {"board_agreeing", s.board_agreeing},
          {"latency_ms", s.ms},
          {"board_latency_ms", s.board_ms},
          {"ram_bytes", s.ram_bytes},
          {"flash_bytes", s.flash_bytes}};
}

}  // namespace

BuildSummary run_build(RunConfig config, const fs::path& out) {
  if (config.name.empty()) {
    const fs::path data(config.train.data);
    config.name = identifier((data.has_filename() ? data : data.parent_path()).filename().string());
  }
  Build b{.config = std::move(config), .out = out, .name = {}, .board = {}, .cache = StageCache(out / "stages")};
  b.name = identifier(b.config.name);
  b.board = load_board(b.config.board);
  claim_folder(out);
  write_file(out / "pinhole.toml", config_text(seen_from(b.config, out)));

  note(fmt::format("[1/6] training {} on {}", b.config.train.architecture, b.config.train.data));
  train(b);
  note("[2/6] quantising to int8");
  open_test_pictures(b);
  quantize_network(b);
  note(fmt::format("[3/6] compiling for {} and counting on the emulator", b.board.title));
  const Measured measured = measure_model(b.model, b.board, b.config.goal, false, (out / "firmware" / (b.name + ".elf")).string());
  check_fits(b, measured);
  write_folder(out / "cpp", all_sources(measured.model.emitted));
  note("[4/6] judging on the test pictures");
  std::vector<std::uint32_t> guesses;
  const Accuracy host = accuracy_on_host(b, &guesses);
  const BoardResult board = accuracy_on_board(b);
  note("[5/6] writing the Arduino library");
  const fs::path library = out / "arduino" / b.name;
  write_folder(library, arduino_library(measured.model.emitted, measured.model.program, self_test(b, guesses),
                                        {.ram_bytes = b.board.free_ram_bytes()}));

  BuildSummary summary{.name = b.name,
                       .board_title = b.board.title,
                       .report_path = (out / "report.html").string(),
                       .library_path = library.string(),
                       .float_accuracy = b.trained.test_accuracy,
                       .test_pictures = b.test.count,
                       .int8_host = host,
                       .board_right = board.right,
                       .board_total = board.total,
                       .board_agreeing = board.agreeing,
                       .ms = measured.measurement.latency_ms(),
                       .board_ms = measured.measurement.board_latency_ms(),
                       .ram_bytes = ram_total(measured),
                       .flash_bytes = std::uint64_t{measured.measurement.weights_bytes} + measured.measurement.code_bytes,
                       .ram_limit_bytes = b.board.ram().bytes,
                       .flash_limit_bytes = b.board.flash().bytes};
  note("[6/6] writing the report");
  write_file(out / "summary.json", summary_json(summary).dump(2) + "\n");
  write_file(out / "report.html",
             render_report(build_report({.config = b.config,
                                         .board = b.board,
                                         .name = b.name,
                                         .out = out,
                                         .trained = b.trained,
                                         .quantize = b.quantize_report,
                                         .pictures = b.pictures,
                                         .test = b.test,
                                         .measured = measured,
                                         .summary = summary,
                                         .mistakes = worst_mistakes(b.model.graph, b.test, b.preprocess, guesses, 24)})));
  return summary;
}

std::string summary_text(const BuildSummary& s) {
  const auto percent = [](double share) { return fmt::format("{:.2f} %", 100.0 * share); };
  const double board_share = s.board_total == 0 ? 0.0 : static_cast<double>(s.board_right) / static_cast<double>(s.board_total);
  std::string text = fmt::format("{} on {}\n", s.name, s.board_title);
  text += fmt::format("  accuracy   float {}, int8 {} ({} test pictures on the host)\n", percent(s.float_accuracy),
                      percent(s.int8_host.share()), with_thousands(s.test_pictures));
  text += fmt::format("             {} on the emulated board ({} pictures, {} of them with the host's bits)\n", percent(board_share),
                      s.board_total, s.board_agreeing);
  text += fmt::format("  time       {:.2f} ms a picture, {:.2f} ms with the board's flash (estimate)\n", s.ms, s.board_ms);
  text += fmt::format("  RAM        {} of {} (arena, stack and everything else of ours)\n", human_bytes(s.ram_bytes),
                      human_bytes(s.ram_limit_bytes));
  text += fmt::format("  flash      {} of {} (weights and code)\n", human_bytes(s.flash_bytes), human_bytes(s.flash_limit_bytes));
  text += fmt::format("  library    {}  (copy it into Arduino/libraries)\n", s.library_path);
  text += fmt::format("  report     {}\n", s.report_path);
  return text;
}

}  // namespace pinhole
