// pinhole zoo: the networks that can be built from nothing.
#include "training/zoo/zoo.h"

#include <fmt/format.h>

#include "base/text.h"
#include "cli/commands.h"
#include "compiler/formats/detect.h"
#include "compiler/ir/semantics.h"

namespace pinhole {
namespace {

std::size_t parameters(const Graph& graph) {
  std::size_t count = 0;
  for (const Value& value : graph.values)
    count += value.is_constant() && value.dtype == DType::kFloat32 ? static_cast<std::size_t>(value.shape.count()) : 0;
  return count;
}

struct Options {
  std::string name, out;
  NetworkOptions network;
};

void run(const Options& options) {
  if (options.name.empty()) {
    fmt::print("{:<14} {:>12} {:>7} {:>12} {:>12}\n", "architecture", "input", "alpha", "parameters", "MACs");
    for (const ArchitectureInfo& info : architectures()) {
      const Graph graph = build_network(info.name, info.usual);
      fmt::print("{:<14} {:>12} {:>7} {:>12} {:>12}  {}\n", info.name,
                 fmt::format("{}x{}x{}", info.usual.height, info.usual.width, info.usual.channels), info.usual.alpha,
                 with_thousands(parameters(graph)), with_thousands(macs(graph)), info.text);
    }
    return;
  }
  const Graph graph = build_network(options.name, options.network);
  fmt::print("{}: {} parameters, {} MACs, {} operators\n", options.name, with_thousands(parameters(graph)), with_thousands(macs(graph)),
             graph.nodes.size());
  if (!options.out.empty()) save_model(graph, options.out);
}

}  // namespace

void add_zoo(CLI::App& app) {
  auto o = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("zoo", "List the architectures, or build one without training");
  command->add_option("NAME", o->name, "An architecture");
  command->add_option("--out,-o", o->out, "Write the untrained network (.pin or .tflite)");
  command->add_option("--height", o->network.height, "Input height; 0: the architecture's own");
  command->add_option("--width", o->network.width, "Input width; 0: the architecture's own");
  command->add_option("--channels", o->network.channels, "1 gray or 3 colour; 0: the architecture's own");
  command->add_option("--classes", o->network.classes, "Number of classes")->capture_default_str();
  command->add_option("--alpha", o->network.alpha, "Factor on all channel counts; 0: the architecture's own");
  command->callback([o] { run(*o); });
}

}  // namespace pinhole
