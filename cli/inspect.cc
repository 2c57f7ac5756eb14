// pinhole inspect: what is in a model, layer by layer, and what the compiler would do with it.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/terminal.h"
#include "compiler/ir/fields.h"
#include "compiler/ir/layer_names.h"
#include "compiler/ir/semantics.h"
#include "compiler/ir/text.h"
#include "compiler/lower/catalogue.h"
#include "compiler/passes/pass.h"
#include "compiler/passes/pipeline.h"

namespace pinhole {
namespace {

struct Options {
  std::string model, dump_after, stop_after;
  BoardOption board;
  bool text = false, json = false, ops = false, kernels = false, passes = false, plan = false;
};

void print_ops() {
  for (const Op op : kAllOps) fmt::print("{:<20} {}\n", op_name(op), op_tflite_name(op));
}

void print_kernels() {
  fmt::print("{:<26} {:<20} {:<10} {:>14} {:>16} {:>10}\n", "kernel", "family", "isa", "cycles/MAC", "cycles/element", "a call");
  for (const KernelRow& k : kernel_rows())
    fmt::print("{:<26} {:<20} {:<10} {:>14.2f} {:>16.2f} {:>10}\n", k.function, k.family, k.isa, k.per_mac / 100.0, k.per_element / 100.0,
               k.per_call);
}

std::size_t weight_bytes(const Graph& graph) {
  std::size_t bytes = 0;
  for (const Value& value : graph.values) bytes += value.is_constant() ? value.bytes() : 0;
  return bytes;
}

void print_layers(const LoadedModel& model) {
  const Graph& g = model.graph;
  for (const ValueId id : g.inputs)
    fmt::print("input   {} {} '{}'\n", to_string(g.value(id).dtype), to_string(g.value(id).shape), g.value(id).name);
  const std::vector<std::string> names = short_layer_names(g);
  std::size_t width = 0;
  for (const std::string& name : names) width = std::max(width, name.size());
  for (std::size_t n = 0; n < names.size(); ++n) {
    const Node& node = g.nodes[n];
    const std::uint64_t work = macs(g, node);
    fmt::print("  {:<{}}  {:<18} {:<16} {}{}{}\n", names[n], width, op_name(node.op), to_string(g.output(node).shape),
               to_string(g.output(node).dtype), work > 0 ? fmt::format("  {} MACs", with_thousands(work)) : "",
               attributes_text(node.attributes).empty() ? "" : "  " + attributes_text(node.attributes));
  }
  for (const ValueId id : g.outputs)
    fmt::print("output  {} {} '{}'\n", to_string(g.value(id).dtype), to_string(g.value(id).shape), g.value(id).name);
  fmt::print("{}, {} MACs, {} bytes of constants\n", counted(g.nodes.size(), "operator"), with_thousands(macs(g)),
             with_thousands(weight_bytes(g)));
}

void print_plan(const LoadedModel& model, const std::optional<Board>& board) {
  const CompiledModel c = compile(model.graph, {.name = model.name, .board = board ? &*board : nullptr, .portable_only = !board});
  for (const PlacedStep& placed : placed_steps(c.program)) {
    const Step& s = *placed.step;
    fmt::print("{:>3} {}\n    {}, about {} cycles\n", placed.position, s.summary, s.kernel, with_thousands(s.estimated_cycles));
    if (!board) continue;  // portable kernels only: no choice to explain
    for (const Rejected& r : s.rejected) fmt::print("    not {}: {}\n", r.kernel, r.reason);
  }
  fmt::print("arena {} bytes, at least {} needed (widest at step {}){}\n", with_thousands(c.plan.arena_bytes),
             with_thousands(c.plan.lower_bound_bytes), c.plan.widest_position, c.plan.optimal ? ", proved optimal" : "");
}

void run(const Options& o) {
  if (o.ops) return print_ops();
  if (o.kernels) return print_kernels();
  if (o.passes) {
    for (const PassInfo& pass : all_passes()) fmt::print("{:<18} {}\n", pass.name, pass.summary);
    return;
  }
  if (o.model.empty()) throw CLI::RequiredError("MODEL, or one of --ops, --kernels, --list-passes,");
  LoadedModel model = read_model(o.model);
  if (!o.dump_after.empty() || !o.stop_after.empty()) {
    model.graph = run_pipeline(
        model.graph, {.dump_after = o.dump_after, .stop_after = o.stop_after, .sink = [](const std::string& pass, const Graph& graph) {
                        fmt::print("; after {}\n{}", pass, print_text(graph, nullptr));
                      }});
    if (!o.dump_after.empty()) return;
  }
  if (o.text) {
    fmt::print("{}", print_text(model.graph, nullptr));
  } else if (o.json) {
    nlohmann::json layers = nlohmann::json::array();
    const std::vector<std::string> names = short_layer_names(model.graph);
    for (std::size_t n = 0; n < names.size(); ++n) {
      const Node& node = model.graph.nodes[n];
      layers.push_back({{"name", names[n]},
                        {"tensor", model.graph.output(node).name},
                        {"op", op_name(node.op)},
                        {"output", to_string(model.graph.output(node).shape)},
                        {"type", to_string(model.graph.output(node).dtype)},
                        {"macs", macs(model.graph, node)}});
    }
    fmt::print(
        "{}\n",
        nlohmann::json{{"name", model.name}, {"macs", macs(model.graph)}, {"constant_bytes", weight_bytes(model.graph)}, {"layers", layers}}
            .dump(2));
  } else if (o.plan) {
    print_plan(model, o.board.load());
  } else {
    print_layers(model);
  }
}

}  // namespace

void add_inspect(CLI::App& app) {
  auto o = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("inspect", "Show what is in a model and how it would be compiled");
  command->add_option("MODEL", o->model, kModelHelp);
  command->add_flag("--text", o->text, "The text form, which `pinhole` reads back");
  command->add_flag("--json", o->json, "For machines");
  command->add_flag("--plan", o->plan, "The kernels chosen, the alternatives and why not, and the memory plan");
  o->board.add(*command, false, "With --plan: the board to choose for");
  command->add_flag("--ops", o->ops, "List the operators that Pinhole has");
  command->add_flag("--kernels", o->kernels, "List the kernels and their cost");
  command->add_flag("--list-passes", o->passes, "List the passes in order");
  command->add_option("--dump-after", o->dump_after, "Print the text form after this pass (or after `all`)");
  command->add_option("--stop-after", o->stop_after, "Go no further than this pass");
  command->callback([o] { run(*o); });
}

}  // namespace pinhole
