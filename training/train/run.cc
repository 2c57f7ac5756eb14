#include "training/train/run.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "compiler/ir/preprocess.h"
#include "compiler/ir/text.h"
#include "compiler/ir/verify.h"
#include "training/data/split.h"
#include "training/train/batches.h"
#include "training/zoo/zoo.h"

namespace pinhole {
namespace {

constexpr std::int32_t kLargestOwnSize = 128;  // pictures of one size up to this keep it
// What stands for zeros in the options (options.h).
constexpr std::size_t kFewPictures = 4000;
constexpr std::int32_t kBatch = 128, kBatchOfFew = 32;
constexpr std::int32_t kLeastEpochs = 15, kMostEpochs = 200;
constexpr std::int64_t kLeastSteps = 2000;

Progress progress_of(const char* what, const TrainCallback& on_event) {
  using Clock = std::chrono::steady_clock;
  return [what, &on_event, told = Clock::now()](std::size_t done, std::size_t total) mutable {
    if (done != total && Clock::now() - told < std::chrono::milliseconds(500)) return;
    told = Clock::now();
    on_event(TrainLoading{what, done, total});
  };
}

// Sizes and channels that were left open: what the pictures have, or what the architecture is usually given.
void fill_in_input(pin::Preprocess& p, const ArchitectureInfo& info, const Survey& survey) {
  const auto first = std::find_if(survey.begin(), survey.end(), [](const PictureFacts& f) { return f.readable; });
  if (first == survey.end()) return;  // load_pictures says so
  const auto all = [&](auto&& same) {
    return std::all_of(first, survey.end(), [&](const PictureFacts& f) { return !f.readable || same(f); });
  };
  const bool one_size = all([&](const PictureFacts& f) { return f.width == first->width && f.height == first->height; });
  const bool own =
      one_size && std::max(first->width, first->height) <= kLargestOwnSize && std::min(first->width, first->height) >= info.least_side;
  if (p.height == 0) p.height = own ? first->height : info.usual.height;
  if (p.width == 0) p.width = own ? first->width : info.usual.width;
  if (p.channels == 0) p.channels = all([](const PictureFacts& f) { return f.gray; }) ? 1 : 3;
}

void fill_in_lengths(TrainOptions& options, std::size_t pictures) {
  if (options.batch == 0) options.batch = pictures < kFewPictures ? kBatchOfFew : kBatch;
  const std::int64_t steps = steps_of_epoch(pictures, options.batch);
  const std::int64_t wanted = (kLeastSteps + steps - 1) / steps;
  if (options.epochs == 0) options.epochs = static_cast<std::int32_t>(std::clamp<std::int64_t>(wanted, kLeastEpochs, kMostEpochs));
}

Graph make_graph(TrainOptions& options, const Dataset& set, const Survey& survey) {
  if (options.start.empty()) {
    const ArchitectureInfo info = architecture(options.architecture);
    fill_in_input(options.preprocess, info, survey);
    if (options.alpha == 0.0) options.alpha = info.usual.alpha;
    const pin::Preprocess& p = options.preprocess;
    return build_network(options.architecture, {.height = p.height,
                                                .width = p.width,
                                                .channels = p.channels,
                                                .classes = static_cast<std::int32_t>(set.classes.size()),
                                                .alpha = options.alpha,
                                                .seed = options.seed});
  }
  Graph graph = parse_text(read_text_file(options.start), {}, options.start);
  try {
    verify(graph);
    const Shape shape = graph.inputs.empty() ? Shape{} : graph.value(graph.inputs[0]).shape;
    if (shape.rank != 4)
      throw Error({.file = {},
                   .place = "graph input",
                   .problem = "the network does not read a picture",
                   .expected = "1 x height x width x channels",
                   .got = to_string(shape),
                   .help = {}});
    const Shape out = graph.value(graph.outputs[0]).shape;
    if (out.rank != 2 || static_cast<std::size_t>(out.dim[1]) != set.classes.size()) {
      throw Error({.file = {},
                   .place = "graph output",
                   .problem = "the network's classes are not those of the data",
                   .expected = "1x" + std::to_string(set.classes.size()),
                   .got = to_string(out),
                   .help = {}});
    }
    const auto own = graph.metadata.find(kPreprocessKey);
    if (own != graph.metadata.end()) options.preprocess = parse_preprocess(own->second);
    options.preprocess.height = shape.dim[1];
    options.preprocess.width = shape.dim[2];
    options.preprocess.channels = shape.dim[3];
  } catch (const Error& error) {
    throw error.in_file(options.start);
  }
  return graph;
}

TrainingData load(const Dataset& set, const Survey& survey, const TrainOptions& options, const TrainCallback& on_event) {
  const Split split = split_dataset(set, survey, {options.validation_share, options.test_share, options.seed});
  const auto part = [&](const std::vector<std::uint32_t>& items, const char* what) {
    if (items.empty()) return LoadedPictures{};
    return load_pictures(set, items, options.preprocess, {.threads = options.threads, .progress = progress_of(what, on_event)});
  };
  return {part(split.train, "training pictures"), part(split.validation, "validation pictures"), part(split.test, "test pictures")};
}

}  // namespace

TrainFinished run_training(const TrainOptions& given, const TrainCallback& on_event) {
  TrainOptions options = given;
  check(options);
  if (options.threads == 0) options.threads = static_cast<std::int32_t>(std::max(1u, std::thread::hardware_concurrency()));
  const Dataset set = open_dataset(options.data, options.labels);
  const Survey survey = survey_pictures(set, options.threads, progress_of("looking at pictures", on_event));
  Graph graph = make_graph(options, set, survey);
  const TrainingData data = load(set, survey, options, on_event);
  fill_in_lengths(options, data.train.count);
  write_file(run_path(options), to_json(options));

  TrainResult result = train(graph, data, options, on_event);
  result.graph.labels = set.classes;
  result.graph.metadata[kPreprocessKey] = preprocess_text(options.preprocess);
  verify(result.graph);
  write_file(history_path(options), result.history);
  write_file(network_path(options), print_text(result.graph, nullptr));
  const TrainFinished finished{result.best_epoch, result.validation_accuracy, result.test_accuracy, network_path(options).string()};
  on_event(finished);
  return finished;
}

}  // namespace pinhole
