#include "compiler/passes/pipeline.h"

#include <fmt/format.h>

#include "base/text.h"
#include "compiler/ir/verify.h"
#include "compiler/passes/pass.h"

namespace pinhole {
namespace {

constexpr PassInfo kPasses[] = {
#define PIN_PASS(name, summary) {#name, name, summary},
#include "compiler/passes/passes.def"
#undef PIN_PASS
};

void check_name(const std::string& name, const char* flag) {
  if (name.empty() || find_pass(name) != nullptr) return;
  std::vector<std::string> names;
  for (const PassInfo& pass : kPasses) names.emplace_back(pass.name);
  const std::string near = nearest_name(name, names);
  throw Error({.file = {},
               .place = flag,
               .problem = "there is no such pass",
               .expected = near.empty() ? "a pass of --list-passes" : near,
               .got = name,
               .help = {}});
}

}  // namespace

std::span<const PassInfo> all_passes() { return kPasses; }

const PassInfo* find_pass(std::string_view name) {
  for (const PassInfo& pass : kPasses) {
    if (name == pass.name) return &pass;
  }
  return nullptr;
}

Graph run_pipeline(Graph graph, const PipelineOptions& options) {
  check_name(options.dump_after == "all" ? "" : options.dump_after, "--dump-after");
  check_name(options.stop_after, "--stop-after");
  verify(graph);
  for (const PassInfo& pass : kPasses) {
    pass.run(graph);
    try {
      verify(graph);
    } catch (const Error& error) {
      throw InternalError(fmt::format("the pass {} left a broken graph: {}", pass.name, error.what()));
    }
    if (options.sink && (options.dump_after == pass.name || options.dump_after == "all")) options.sink(pass.name, graph);
    if (options.stop_after == pass.name) break;
  }
  return graph;
}

}  // namespace pinhole
