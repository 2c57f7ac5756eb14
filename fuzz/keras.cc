// libFuzzer target: a Keras model. Bytes that begin like HDF5 or a zip archive are read as files; anything else as the JSON of an
// architecture whose weights are made up, so that the fuzzer reaches every layer. What is accepted passes the verifier, comes back from
// .tflite, and passes the verifier again after the passes.
//   build/asan/bin/fuzz_keras -max_total_time=60 CORPUS tests/data/keras tests/regress/keras
#include <cstdlib>
#include <string_view>

#include "base/error.h"
#include "compiler/formats/detect.h"
#include "compiler/formats/keras/keras.h"
#include "compiler/formats/keras/network.h"
#include "compiler/formats/tflite/export.h"
#include "compiler/formats/tflite/import.h"
#include "compiler/ir/semantics.h"
#include "compiler/ir/verify.h"
#include "compiler/passes/pipeline.h"

namespace {

using namespace pinhole;

constexpr std::uint64_t kMostWork = 500'000;
constexpr std::int64_t kMostWeights = 1 << 16;

// Not PIN_CHECK: that throws, and nothing here may be caught.
void demand(bool condition) {
  if (!condition) std::abort();
}

class MadeUpWeights : public keras::Weights {
 public:
  std::vector<float> read(const keras::Layer& layer, const keras::WeightName&, const keras::Extents& expected) const override {
    std::int64_t count = 1;
    for (const std::int64_t extent : expected) count *= extent;
    if (count > kMostWeights) keras::fail(layer.place(), "too many weights to fuzz", "fewer", "more");
    std::vector<float> values(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i % 7 + 1) / 8.0f;
    return values;
  }
};

Graph read(std::span<const std::byte> bytes) {
  switch (detect_format(bytes)) {
    case FileFormat::kHdf5: return import_keras_h5(bytes, "fuzz");
    case FileFormat::kZip: return import_keras_archive(bytes, "fuzz");
    default: break;
  }
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const keras::Model model = keras::read_architecture(keras::parse_json(text, "fuzz"), "fuzz");
  const int keras_major = text.size() % 2 == 0 ? 2 : 3;
  keras::refuse_unsupported(model, keras_major);
  return keras::build_graph(model, MadeUpWeights(), keras_major);
}

std::uint64_t work_of(const Graph& graph) {
  std::uint64_t work = macs(graph);
  for (const Value& value : graph.values) work += value.bytes();
  for (const Node& node : graph.nodes) {  // pools do work that macs() does not count
    if (const auto* pool = std::get_if<pin::Pool2dAttributes>(&node.attributes)) {
      work += static_cast<std::uint64_t>(graph.output(node).shape.count()) * static_cast<std::uint64_t>(pool->filter_h) *
              static_cast<std::uint64_t>(pool->filter_w);
    }
  }
  return work;
}

void walk(const Graph& graph) {
  Graph again = import_tflite(export_tflite(graph), "again");
  demand(export_tflite(again) == export_tflite(graph));
  if (work_of(graph) > kMostWork) return;
  verify(run_pipeline(graph));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  Graph graph;
  try {
    graph = read(std::as_bytes(std::span(bytes, size)));
    verify(graph);
  } catch (const Error&) {
    return 0;
  }
  walk(graph);
  return 0;
}
