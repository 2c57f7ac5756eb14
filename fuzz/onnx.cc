// Any bytes into the ONNX importer: they are refused with an Error, or they make a graph that passes verify(), the exporter, the passes
// and, when it is small, the evaluator. Memory stays within -rss_limit_mb: sizes are checked before it is taken.
//   build/asan/bin/fuzz_onnx -max_total_time=60 CORPUS tests/regress/onnx
#include <cstdlib>

#include "compiler/formats/onnx/import.h"
#include "compiler/formats/tflite/export.h"
#include "compiler/ir/evaluate.h"
#include "compiler/ir/semantics.h"
#include "compiler/ir/verify.h"
#include "compiler/passes/pipeline.h"

namespace {

using namespace pinhole;

constexpr std::uint64_t kMostWork = 1'000'000;  // multiply-accumulates and bytes of values that are evaluated in one run

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

void walk(const Graph& graph) {
  (void)export_tflite(graph);
  const Graph after = run_pipeline(graph);
  if (!is_small(graph) || !is_small(after)) return;
  std::vector<Bytes> inputs;
  for (const ValueId id : graph.inputs) inputs.emplace_back(graph.value(id).bytes(), std::byte{0x3c});
  (void)evaluate(graph, inputs);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  Graph graph;
  try {
    graph = import_onnx(std::as_bytes(std::span(bytes, size)), "fuzz");
    verify(graph);
  } catch (const Error&) {
    return 0;
  }
  walk(graph);
  return 0;
}
