// From network to program: for each node the kernel variants that could do it, their cost on the core, and the choice. Called by the
// command line after the passes; plan/ and emit/ come next. Never changes what is computed: every variant gives the same bits.
#pragma once

#include <cstdint>

#include "boards/core.h"
#include "compiler/ir/graph.h"
#include "compiler/lower/program.h"

namespace pinhole {

enum class Goal : std::uint8_t { latency, ram, flash, balanced };

struct LowerOptions {
  std::string name = "model";  // made an identifier
  Goal goal = Goal::latency;
  const Core* core = nullptr;  // null: the host, where every variant runs (those of an instruction set through its portable twin)
  bool portable_only = false;  // leave instruction-set variants out, whatever the core can do
  std::string only_kernel;     // tests: take this variant wherever it applies
};

// The graph must pass verify(). Throws Error with the layer's place when no variant fits.
Program lower(const Graph& graph, const LowerOptions& options);

}  // namespace pinhole
