// Passes: rewriters of a Graph that keep what it computes. Each is one function in the file of its name; passes.def lists them.
// Integer networks keep every bit; float networks keep their bits unless the pass's file says otherwise (fold_batch_norm).
#pragma once

#include <span>
#include <string_view>

#include "compiler/ir/graph.h"

namespace pinhole {

// The graph passes verify() before and after. Returns whether anything changed; running it again right away changes nothing.
using Pass = bool (*)(Graph&);

#define PIN_PASS(name, summary) bool name(Graph& graph);
#include "compiler/passes/passes.def"
#undef PIN_PASS

struct PassInfo {
  const char* name;
  Pass run;
  const char* summary;
};

std::span<const PassInfo> all_passes();            // in the pipeline's order
const PassInfo* find_pass(std::string_view name);  // null if there is none

}  // namespace pinhole
