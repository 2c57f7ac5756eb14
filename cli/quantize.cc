// pinhole quantize: a float network to int8, with typical pictures to find the ranges.
#include "compiler/quantize/quantize.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/random.h"
#include "base/text.h"
#include "cli/classify.h"
#include "cli/commands.h"
#include "cli/project/test_set.h"
#include "compiler/formats/detect.h"

namespace pinhole {
namespace {

struct Options {
  std::string model, data, out, range = "least-error";
  std::size_t pictures = 300;
  SplitOptions split;
  bool json = false, per_tensor_dense = false;
};

RangeMethod range_method(const std::string& text) {
  if (text == "min-max") return RangeMethod::kMinMax;
  return text == "percentile" ? RangeMethod::kPercentile : RangeMethod::kLeastError;
}

nlohmann::json report_json(const QuantizeReport& report) {
  nlohmann::json layers = nlohmann::json::array(), tensors = nlohmann::json::array();
  for (const LayerReport& l : report.layers)
    layers.push_back(
        {{"layer", l.layer}, {"op", op_name(l.op)}, {"sqnr_db", l.sqnr_db}, {"mean_error", l.mean_error}, {"clipped", l.clipped}});
  for (const TensorReport& t : report.tensors)
    tensors.push_back({{"name", t.name},
                       {"seen", {t.seen_low, t.seen_high}},
                       {"range", {t.low, t.high}},
                       {"scale", t.scale},
                       {"zero_point", t.zero_point},
                       {"method", t.method}});
  return {{"samples", report.samples}, {"agreeing", report.agreeing}, {"layers", layers}, {"tensors", tensors}};
}

void print_report(const QuantizeReport& report) {
  fmt::print("{:<32} {:<20} {:>9} {:>12} {:>9}\n", "layer", "operator", "SQNR dB", "mean error", "clipped");
  for (const LayerReport& l : report.layers) {
    const std::string name = l.layer.size() > 32 ? "..." + l.layer.substr(l.layer.size() - 29) : l.layer;
    fmt::print("{:<32} {:<20} {:>9.1f} {:>12.3f} {:>8.2f}%\n", name, op_name(l.op), l.sqnr_db, l.mean_error, 100 * l.clipped);
  }
  fmt::print("{} of {} pictures have the same best class in float and int8\n", report.agreeing, report.samples);
}

void run(const Options& o) {
  const LoadedModel model = read_model(o.model);
  const pin::Preprocess preprocess = preprocess_of(model.graph);
  const Pictures pictures = open_pictures(o.data, o.split);
  std::vector<std::uint32_t> items;
  for (const std::size_t i : Random(o.split.seed).permutation(pictures.split.train.size())) {
    if (items.size() < o.pictures) items.push_back(pictures.split.train[i]);
  }
  const LoadedPictures loaded = load_part(pictures, items, preprocess, "calibration pictures");
  const QuantizeResult result =
      quantize(model.graph, calibration_of(model.graph, {loaded.pixels, loaded.labels}, preprocess, loaded.count),
               {.range = range_method(o.range), .per_channel_dense = !o.per_tensor_dense, .preprocess = preprocess});
  save_model(result.graph, o.out);
  if (o.json) fmt::print("{}\n", report_json(result.report).dump(2));
  else print_report(result.report);
}

}  // namespace

void add_quantize(CLI::App& app) {
  auto o = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("quantize", "Turn a float network into int8, and say what each layer loses");
  command->add_option("MODEL", o->model, std::string(kModelHelp) + " of a float network that takes pictures")->required();
  command->add_option("DATA", o->data, "A data set with typical pictures; its training part is used")->required();
  command->add_option("--out,-o", o->out, "The int8 network to write (.tflite or .pin)")->required();
  command->add_option("--range", o->range, "How ranges are chosen")
      ->check(CLI::IsMember({"min-max", "percentile", "least-error"}))
      ->capture_default_str();
  command->add_option("--pictures", o->pictures, "How many pictures")->capture_default_str();
  command->add_option("--seed", o->split.seed, "Of the split and of the choice")->capture_default_str();
  command->add_flag("--per-tensor-dense", o->per_tensor_dense,
                    "One scale for all weights of a fully connected layer (readers older than 2024 need it)");
  command->add_flag("--json", o->json, "For machines");
  command->callback([o] { run(*o); });
}

}  // namespace pinhole
