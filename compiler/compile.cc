#include "compiler/compile.h"

#include <fmt/format.h>

#include "compiler/passes/pipeline.h"

namespace pinhole {

CompiledModel compile(Graph graph, const CompileOptions& options) {
  CompiledModel model{
      .graph = options.skip_passes ? std::move(graph) : run_pipeline(std::move(graph)), .program = {}, .plan = {}, .emitted = {}};
  const LowerOptions lower_options{.name = options.name,
                                   .goal = options.goal,
                                   .core = options.board == nullptr ? nullptr : &options.board->core,
                                   .portable_only = options.portable_only,
                                   .only_kernel = options.only_kernel};
  model.program = lower(model.graph, lower_options);
  model.plan = plan_memory(model.program, options.max_ram_bytes);
  const std::string target =
      options.board == nullptr ? "" : fmt::format("{} at {} MHz", options.board->core.name, options.board->clock_hz / 1'000'000);
  model.emitted = emit_model(model.program, model.plan, {.source = options.source, .target = target});
  return model;
}

}  // namespace pinhole
