#include "cli/project/test_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/random.h"
#include "cli/classify.h"
#include "cli/terminal.h"
#include "compiler/ir/evaluate.h"
#include "verify/compare.h"

namespace pinhole {

Pictures open_pictures(const std::string& path, const SplitOptions& options, const std::string& labels) {
  Pictures pictures{.set = open_dataset(path, labels), .survey = {}, .split = {}};
  ProgressBar bar("looking at pictures");
  pictures.survey = survey_pictures(pictures.set, 2, [&](std::size_t done, std::size_t total) { bar.update(done, total); });
  pictures.split = split_dataset(pictures.set, pictures.survey, options);
  return pictures;
}

LoadedPictures load_part(const Pictures& pictures, const std::vector<std::uint32_t>& items, const pin::Preprocess& preprocess,
                         const std::string& what) {
  ProgressBar bar("reading " + what);
  LoadOptions options;
  options.progress = [&](std::size_t done, std::size_t total) { bar.update(done, total); };
  return load_pictures(pictures.set, items, preprocess, options);
}

BoardResult evaluate_on_board(const LoadedModel& model, const Board& board, const LoadedPictures& test, const pin::Preprocess& preprocess,
                              std::size_t count, std::uint64_t seed) {
  BoardResult result;
  std::vector<std::size_t> order = Random(seed).permutation(test.count);
  if (count != 0 && order.size() > count) order.resize(count);
  std::sort(order.begin(), order.end());
  std::vector<Job> jobs = {{model.name, &model.graph, &model.tflite, {}}};
  for (const std::size_t i : order) jobs[0].cases.push_back({picture_input(model.graph, test.picture(i), preprocess)});
  const Engine engine{.kind = EngineKind::compiled,
                      .board = &board,
                      .jobs = 2,
                      .cache_folder = default_cache_folder() / "objects",
                      .portable_only = false,
                      .only_kernel = {}};
  const JobResult served = run_jobs(jobs, engine)[0];
  if (!served.error.empty()) throw Error({.file = model.file, .problem = served.error});

  Evaluator host(model.graph);
  const ValueId in = model.graph.inputs[0], out = model.graph.outputs[0];
  const Value& output = model.graph.value(out);
  for (std::size_t c = 0; c < order.size(); ++c) {
    const Bytes& input = jobs[0].cases[c][0];
    std::memcpy(host.bytes(in).data(), input.data(), input.size());
    host.run();
    const Tolerance tolerance = tolerance_of(model.graph);
    const std::string differs = difference(output.dtype, served.outputs[c][0], host.bytes(out), tolerance);
    if (differs.empty()) ++result.agreeing;
    else if (result.first_difference.empty()) result.first_difference = fmt::format("picture {}: {}", order[c], differs);
    if (best_class(output, served.outputs[c][0]) == test.labels[order[c]]) ++result.right;
    result.instructions += static_cast<double>(served.instructions[c]) / static_cast<double>(order.size());
  }
  result.total = order.size();
  result.pictures = std::move(order);
  return result;
}

std::vector<Mistake> worst_mistakes(const Graph& graph, const LoadedPictures& test, const pin::Preprocess& preprocess,
                                    const std::vector<std::uint32_t>& guesses, std::size_t most) {
  std::vector<Mistake> mistakes;
  Evaluator host(graph);
  const ValueId in = graph.inputs[0], out = graph.outputs[0];
  for (std::size_t i = 0; i < test.count; ++i) {
    if (guesses[i] == test.labels[i]) continue;
    const Bytes input = picture_input(graph, test.picture(i), preprocess);
    std::memcpy(host.bytes(in).data(), input.data(), input.size());
    host.run();
    const std::vector<float> scores = real_values(graph.value(out), host.bytes(out));
    mistakes.push_back({i, test.labels[i], guesses[i], scores[guesses[i]], scores[test.labels[i]]});
  }
  std::stable_sort(mistakes.begin(), mistakes.end(),
                   [](const Mistake& a, const Mistake& b) { return a.score - a.true_score > b.score - b.true_score; });
  if (mistakes.size() > most) mistakes.resize(most);
  return mistakes;
}

}  // namespace pinhole
