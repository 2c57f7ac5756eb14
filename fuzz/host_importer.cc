// Any bytes into the host's importers: they are refused with an Error, or they make a graph that passes through everything that comes
// first for a user's file: text form, exporter, passes and, when it is small, the evaluator, with the results that it had before.
//   build-fuzz/fuzz/fuzz_host_importer -max_total_time=60 CORPUS tests/regress/host_importer
#include <cstdlib>

#include "compiler/formats/detect.h"
#include "compiler/formats/tflite/export.h"
#include "compiler/formats/tflite/import.h"
#include "compiler/ir/evaluate.h"
#include "compiler/ir/semantics.h"
#include "compiler/ir/text.h"
#include "compiler/ir/verify.h"
#include "compiler/passes/pipeline.h"

namespace {

using namespace pinhole;

constexpr std::uint64_t kMostWork = 2'000'000;  // multiply-accumulates and bytes of values that are evaluated in one run

// Not PIN_CHECK: that throws, and nothing here may be caught.
void demand(bool condition) {
  if (!condition) std::abort();
}

bool is_small(const Graph& graph) {
  std::uint64_t work = macs(graph);
  for (const Value& value : graph.values) work += value.bytes();
  for (const Node& node : graph.nodes) {  // pools do work that macs() does not count
    if (const auto* pool = std::get_if<pin::Pool2dAttributes>(&node.attributes)) {
      work += static_cast<std::uint64_t>(graph.output(node).shape.count()) * static_cast<std::uint64_t>(pool->filter_h) *
              static_cast<std::uint64_t>(pool->filter_w);
      if (pool->filter_h > 1024 || pool->filter_w > 1024) return false;
    }
  }
  return work <= kMostWork;
}

bool has_float(const Graph& graph) {
  for (const Value& value : graph.values) {
    if (value.dtype == DType::kFloat32) return true;
  }
  return false;
}

std::vector<Bytes> inputs_of(const Graph& graph) {
  std::vector<Bytes> inputs;
  for (const ValueId id : graph.inputs) {
    Bytes bytes(graph.value(id).bytes());
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(i * 37 % 251);
    inputs.push_back(std::move(bytes));
  }
  return inputs;
}

// Floats that are not numbers are not equal to themselves; everything else must come back.
bool same_text(const Graph& a, const Graph& b) { return print_text(a, nullptr) == print_text(b, nullptr); }

void walk(const Graph& graph, bool from_tflite) {
  const Bytes exported = export_tflite(graph);
  const Graph again = import_tflite(exported, "again");
  demand(!from_tflite || same_text(again, graph));  // text may have unused values
  demand(export_tflite(again) == exported || !from_tflite);

  Bytes data;
  const std::string text = print_text(graph, &data);
  demand(same_text(parse_text(text, data, "text"), graph));

  const Graph after = run_pipeline(graph);
  if (!is_small(graph) || !is_small(after)) return;
  const std::vector<Bytes> inputs = inputs_of(graph);
  const std::vector<Bytes> want = evaluate(graph, inputs), got = evaluate(after, inputs);
  demand(has_float(graph) || want == got);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto input = std::as_bytes(std::span(bytes, size));
  const bool from_tflite = detect_format(input) != FileFormat::kText;
  Graph graph;
  try {
    graph = from_tflite ? import_tflite(input, "fuzz") : parse_text({reinterpret_cast<const char*>(bytes), size}, {}, "fuzz");
    verify(graph);
  } catch (const Error&) {
    return 0;
  }
  if (!graph.labels.empty()) graph.labels.clear();  // may have line breaks, which .tflite cannot carry
  graph.metadata.clear();
  walk(graph, from_tflite);
  return 0;
}
