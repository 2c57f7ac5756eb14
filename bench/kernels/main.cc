// Costs of kernels for compiler/lower/costs.def, counted on an emulated Cortex-M4 with memory without wait states.
// `kernel_costs [PART-OF-A-NAME...]` compiles each operator of tests/conformance/networks.h in two sizes and prints a PIN_COST row for each
// kernel: what an element more costs, and what remains for the call. Convolutions and dense layers are left out.
// `kernel_costs --fit [MODEL.tflite...] [--held-out MODEL.tflite...]` counts the convolutions and dense layers of these models, with DSP and
// with portable kernels, and of the operators in five sizes, and prints PIN_WORK_COST rows fitted to them (fit.h). With models held out, it
// says how far the rows are off there.
#include <cstdio>
#include <map>

#include "bench/kernels/fit.h"
#include "boards/board.h"
#include "compiler/compile.h"
#include "compiler/formats/tflite/import.h"
#include "compiler/ir/verify.h"
#include "firmware/build.h"
#include "simulator/client.h"
#include "tests/conformance/networks.h"
#include "verify/harness.h"

namespace {

using namespace pinhole;

struct Sample {
  double elements, cycles, instructions;
};

// As compiler/lower/ops counts them: outputs; for pools taps, for means inputs, for copies bytes.
double elements_of(const Graph& g, const Node& node) {
  const double outputs = g.output(node).shape.count();
  switch (node.op) {
    case Op::average_pool_2d:
    case Op::max_pool_2d: {
      const auto& a = node.as<pin::Pool2dAttributes>();
      return outputs * a.filter_h * a.filter_w;
    }
    case Op::mean: return g.input(node, 0).shape.count();
    case Op::concatenation:
    case Op::reshape: return static_cast<double>(g.output(node).bytes());
    default: return outputs;
  }
}

class Bench {
 public:
  Bench() : board_(load_board("nano33ble")) {}

  // The costs of the graph's kernel and, where it is another one, of the portable one.
  void measure(const NamedGraph& named) {
    std::string before;
    for (const bool portable : {false, true}) {
      const CompiledModel model = compile(named.graph, {.name = "probe", .board = &board_, .portable_only = portable});
      if (model.emitted.layers.empty() || model.emitted.layers[0].kernel == before) continue;  // a reshape may be no step
      before = model.emitted.layers[0].kernel;
      const std::string key = before + "  // " + named.name;
      const Measurement m = count(model);
      Cost cost;
      for (const LayerCost& layer : m.layers) {
        cost.cycles += layer.cost.cycles;
        cost.instructions += layer.cost.instructions;
      }
      samples_[key].push_back(
          {elements_of(model.graph, model.graph.nodes[0]), static_cast<double>(cost.cycles), static_cast<double>(cost.instructions)});
    }
  }

  // The counted convolutions and dense layers, with DSP and with portable kernels.
  void count_contractions(const std::string& network, const Graph& graph, bool held_out, std::vector<CountedLayer>* counted) {
    for (const bool portable : {false, true}) {
      const CompiledModel model = compile(graph, {.name = "probe", .board = &board_, .portable_only = portable});
      const Measurement m = count(model);
      const std::vector<PlacedStep> steps = placed_steps(model.program);
      for (std::size_t i = 0; i < steps.size(); ++i) {
        const Step& step = *steps[i].step;
        if (step.macs == 0) continue;
        counted->push_back({network, step.kernel, step.summary, step.work, static_cast<double>(m.layers.at(i).cost.cycles), held_out});
      }
    }
  }

  void measure_all(const std::vector<NamedGraph>& graphs, const std::vector<std::string>& wanted) {
    for (const NamedGraph& named : graphs) {
      if (op_category(named.graph.nodes[0].op) == Category::contraction) continue;
      bool chosen = wanted.empty();
      for (const std::string& part : wanted) chosen = chosen || named.name.find(part) != std::string::npos;
      if (chosen) measure(named);
    }
  }

  void print() const {
    for (const auto& [key, samples] : samples_) {
      if (samples.size() != 2) continue;
      const Sample &a = samples[0], &b = samples[1];
      const double more = b.elements - a.elements;
      const double slope = more > 0 ? (b.cycles - a.cycles) / more : a.cycles / a.elements;
      const double call = more > 0 ? a.cycles - slope * a.elements : 0;
      const std::size_t name = key.find(' ');
      std::printf("PIN_COST(%s, 0, %.0f, %.0f)%s: %.2f instructions an element\n", key.substr(0, name).c_str(), 100 * slope, call,
                  key.substr(name).c_str(), more > 0 ? (b.instructions - a.instructions) / more : a.instructions / a.elements);
    }
  }

 private:
  Measurement count(const CompiledModel& model) {
    const std::filesystem::path elf = folder_.path() / "probe.elf";
    build_firmware(board_, bench_sources(model), elf, {.cache_folder = folder_.path() / "objects"});
    std::vector<LayerLines> layers;
    for (const EmittedLayer& layer : model.emitted.layers)
      layers.push_back(
          {layer.index, layer.name, layer.file, static_cast<std::uint32_t>(layer.first_line), static_cast<std::uint32_t>(layer.last_line)});
    return run_bench(elf, board_, {.function = model.program.name + "::Model::run()", .call = 2, .layers = layers});
  }

  Board board_;
  TemporaryFolder folder_;
  std::map<std::string, std::vector<Sample>> samples_;
};

void fit(const std::vector<std::string>& arguments) {
  Bench bench;
  std::vector<CountedLayer> counted;
  bool held_out = false;
  for (const std::string& argument : arguments) {
    if (argument == "--held-out") {
      held_out = true;
      continue;
    }
    Graph graph = import_tflite(read_file(argument), argument);
    verify(graph);
    const std::filesystem::path file = argument;
    bench.count_contractions((file.has_parent_path() ? file.parent_path().filename() : file).string(), graph, held_out, &counted);
  }
  for (const PictureSize size : {PictureSize{5, 3}, {8, 4}, {8, 16}, {11, 8}, {16, 16}}) {
    for (const NamedGraph& named : operator_graphs(size)) {
      if (op_category(named.graph.nodes[0].op) == Category::contraction) bench.count_contractions(named.name, named.graph, false, &counted);
    }
  }
  print_fit(counted);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::vector<std::string> wanted(argv + 1, argv + argc);
    if (!wanted.empty() && wanted[0] == "--fit") {
      fit({wanted.begin() + 1, wanted.end()});
      return 0;
    }
    Bench bench;
    bench.measure_all(operator_graphs({8, 16}), wanted);
    bench.measure_all(operator_graphs({16, 16}), wanted);
    bench.print();
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return 1;
  }
}
