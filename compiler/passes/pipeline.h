// The pipeline: what happens to every network between import and quantisation or lowering.
#pragma once

#include <functional>
#include <string>

#include "compiler/ir/graph.h"

namespace pinhole {

struct PipelineOptions {
  std::string dump_after;  // a pass whose result goes to `sink`; "all" for every pass; empty for none
  std::string stop_after;  // the last pass to run; empty for all of them
  std::function<void(const std::string& pass, const Graph& graph)> sink;
};

// Runs the passes of passes.def in order, with the verifier before the first and after each. Throws Error when `graph` does not pass the
// verifier or a pass's name is unknown, and InternalError naming the pass that left a broken graph.
Graph run_pipeline(Graph graph, const PipelineOptions& options = {});

}  // namespace pinhole
