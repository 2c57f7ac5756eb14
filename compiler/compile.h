// The whole compiler as one function: graph -> passes -> kernels -> memory plan -> C++. Called by the command line and by verify.
#pragma once

#include <string>

#include "boards/board.h"
#include "compiler/emit/emit.h"
#include "compiler/ir/graph.h"
#include "compiler/lower/lower.h"
#include "compiler/plan/plan.h"

namespace pinhole {

struct CompileOptions {
  std::string name = "model";    // namespace and file names
  std::string source;            // for the first comment
  const Board* board = nullptr;  // null: any C++17 compiler; ask for portable_only too, unless twins of DSP kernels are to be tested
  Goal goal = Goal::latency;
  bool portable_only = false;
  std::string only_kernel;        // tests
  bool skip_passes = false;       // tests: lower the graph as it is
  std::size_t max_ram_bytes = 0;  // of the arena; 0: no limit
};

struct CompiledModel {
  Graph graph;  // after the passes
  Program program;
  Plan plan;
  Emitted emitted;
};

// The graph must pass verify(). Throws Error when a limit cannot be met.
CompiledModel compile(Graph graph, const CompileOptions& options);

}  // namespace pinhole
