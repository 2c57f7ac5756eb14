// pinhole run: one inference on given inputs, with any engine; outputs as .npy and, for classes, as text.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/npy.h"
#include "base/text.h"
#include "cli/classify.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "training/data/load.h"
#include "verify/compare.h"

namespace pinhole {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string model, out;
  std::vector<std::string> inputs;
  EngineOptions engine;
  bool json = false;
};

Bytes input_from_npy(const Value& value, const std::string& file) {
  NpyArray array = read_npy(file);
  std::vector<std::int64_t> wanted(value.shape.dim, value.shape.dim + value.shape.rank), shape = array.shape;
  for (auto* s : {&wanted, &shape})
    s->erase(s->begin(),
             std::find_if(s->begin(), s->end(), [](std::int64_t extent) { return extent != 1; }));  // a batch of one may be left out
  if (array.type != npy_type(value.dtype) || shape != wanted) {
    throw Error({.file = file,
                 .problem = fmt::format("the array does not fit the network's input '{}'", value.name),
                 .expected = fmt::format("{} {}", npy_type(value.dtype), to_string(value.shape)),
                 .got = fmt::format("{} {}", array.type,
                                    array.shape.empty() ? "of no dimension" : fmt::format("{}", fmt::join(array.shape, "x")))});
  }
  return std::move(array.bytes);
}

bool is_npy(std::span<const std::byte> bytes) { return bytes.size() >= 6 && std::memcmp(bytes.data(), "\x93NUMPY", 6) == 0; }

std::string inputs_text(const Graph& graph) {
  std::vector<std::string> texts;
  for (const ValueId id : graph.inputs)
    texts.push_back(fmt::format("'{}' {} {}", graph.value(id).name, npy_type(graph.value(id).dtype), to_string(graph.value(id).shape)));
  return fmt::format("{}", fmt::join(texts, ", "));
}

std::vector<Bytes> read_inputs(const LoadedModel& model, const std::vector<std::string>& files) {
  const Graph& graph = model.graph;
  if (files.size() != graph.inputs.size()) {
    throw Error(
        {.file = model.file,
         .problem = "the network has another number of inputs",
         .expected = fmt::format("--input FILE {}, in this order: {}",
                                 graph.inputs.size() == 1 ? "once" : fmt::format("{} times", graph.inputs.size()), inputs_text(graph)),
         .got = fmt::format("{}", files.size())});
  }
  std::vector<Bytes> inputs;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const Value& value = graph.value(graph.inputs[i]);
    const Bytes bytes = read_file(files[i]);
    if (picture_format(bytes) == PictureFormat::kUnknown) {
      if (!is_npy(bytes))
        throw Error({.file = files[i],
                     .problem = "this is neither a picture nor an array",
                     .expected = "JPEG, PNG, PPM or .npy",
                     .got = bytes.empty() ? "an empty file" : "other bytes"});
      inputs.push_back(input_from_npy(value, files[i]));
    } else {
      const pin::Preprocess preprocess = preprocess_of(model);
      inputs.push_back(picture_input(graph, preprocess_picture(decode_picture(bytes, files[i]), preprocess, files[i]), preprocess));
    }
  }
  return inputs;
}

nlohmann::json values_json(const Value& value, const Bytes& bytes) {
  nlohmann::json list = nlohmann::json::array();
  for (const float real : real_values(value, bytes)) list.push_back(real);
  return list;
}

void print_output(const Graph& graph, const Value& value, const Bytes& bytes) {
  const std::vector<float> reals = real_values(value, bytes);
  fmt::print("{}: {} {}\n", value.name.empty() ? "output" : value.name, to_string(value.dtype), to_string(value.shape));
  std::vector<std::size_t> order(reals.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return reals[a] > reals[b]; });
  for (std::size_t k = 0; k < std::min<std::size_t>(5, order.size()); ++k) {
    const std::size_t i = order[k];
    fmt::print("  {:>10.5f}  {}\n", reals[i], i < graph.labels.size() ? graph.labels[i] : fmt::format("[{}]", i));
  }
}

void run(const Options& options) {
  const LoadedModel model = read_model(options.model);
  const std::optional<Board> board = options.engine.board.load();
  const Engine engine{.kind = options.engine.kind == "interpreter" ? EngineKind::interpreter : EngineKind::compiled,
                      .board = board ? &*board : nullptr,
                      .jobs = options.engine.jobs,
                      .cache_folder = default_cache_folder() / "objects",
                      .portable_only = options.engine.portable,
                      .only_kernel = {}};
  const std::vector<Job> jobs = {{model.name, &model.graph, &model.tflite, {read_inputs(model, options.inputs)}}};
  const JobResult result = run_jobs(jobs, engine)[0];
  if (!result.error.empty()) throw Error({.file = options.model, .problem = result.error});
  nlohmann::json json = nlohmann::json::array();
  for (std::size_t i = 0; i < model.graph.outputs.size(); ++i) {
    const Value& value = model.graph.value(model.graph.outputs[i]);
    const Bytes& bytes = result.outputs[0][i];
    if (!options.out.empty()) {
      NpyArray array{npy_type(value.dtype), {value.shape.dim, value.shape.dim + value.shape.rank}, bytes};
      write_npy(fs::path(options.out) / (identifier(value.name.empty() ? fmt::format("output{}", i) : value.name) + ".npy"), array);
    }
    if (options.json)
      json.push_back({{"name", value.name},
                      {"type", to_string(value.dtype)},
                      {"shape", to_string(value.shape)},
                      {"values", values_json(value, bytes)}});
    else print_output(model.graph, value, bytes);
  }
  if (options.json) fmt::print("{}\n", json.dump(2));
}

}  // namespace

void add_run(CLI::App& app) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("run", "Run a model once on pictures or arrays");
  command->add_option("MODEL", options->model, kModelHelp)->required();
  command->add_option("--input,-i", options->inputs, "A picture (JPEG, PNG, PPM) or a .npy array; once for each input of the network")
      ->required();
  command->add_option("--out,-o", options->out, "Folder for the outputs, as .npy named after each output");
  command->add_flag("--json", options->json, "Real values of the outputs, for machines");
  options->engine.add(*command);
  command->callback([options] { run(*options); });
}

}  // namespace pinhole
