#include "simulator/measure.h"

#include <algorithm>
#include <map>

#include "base/error.h"
#include "firmware/image_sizes.h"
#include "firmware/session.h"
#include "simulator/debug_info.h"
#include "simulator/machine.h"

namespace pinhole {
namespace {

// Which layer a block of the measured function works for: by the line of its last instruction, or the lines it was inlined from.
class LayerMap {
 public:
  LayerMap(const Image& image, const std::vector<LayerLines>& layers) : debug_(image), layers_(layers) {}

  // Position in `layers` + 1; 0 when no layer claims the address.
  int bin_of(std::uint32_t address) const {
    if (layers_.empty()) return 0;
    if (const auto line = debug_.line_at(address))
      if (const int bin = bin_of(*line)) return bin;
    for (const SourceLine& line : debug_.inlined_from(address))
      if (const int bin = bin_of(line)) return bin;
    return 0;
  }

 private:
  int bin_of(const SourceLine& line) const {
    for (std::size_t i = 0; i < layers_.size(); ++i) {
      const LayerLines& l = layers_[i];
      const bool same_file = line.file == l.file || line.file.ends_with("/" + l.file) || l.file.ends_with("/" + line.file);
      if (same_file && line.line >= l.first_line && line.line <= l.last_line) return static_cast<int>(i) + 1;
    }
    return 0;
  }
  DebugInfo debug_;
  const std::vector<LayerLines>& layers_;
};

// What one pass gives.
struct Pass {
  std::vector<Cost> bins;  // 0: outside the layers
  std::map<const Function*, Cost> functions;
  std::uint32_t stack_bytes = 0, stack_total_bytes = 0;
  std::uint64_t emulated = 0;
};

// Follows the calls of one function and holds the machine's counters around the one asked for.
class Probe {
 public:
  Probe(Machine& machine, const Image& image, const Function& function, int call, Pass& pass)
      : machine_(machine), image_(image), function_(function), call_(call), pass_(pass), lowest_(machine.stack_top()) {
    machine_.watch(function_.address, 0);
    machine_.on_watch = [this](std::uint32_t address) { on_watch(address); };
  }
  int calls() const { return calls_; }
  bool done() const { return state_ == kDone; }
  std::uint32_t lowest() const { return std::min(lowest_, machine_.lowest_used()); }

 private:
  enum State { kWaiting, kMeasuring, kDone };

  void on_watch(std::uint32_t address) {
    if (state_ == kWaiting && address == function_.address && ++calls_ == call_) begin();
    // A return reaches the caller with the stack pointer it had at the call; a deeper call of the same code does not.
    else if (state_ == kMeasuring && address == return_ && machine_.stack_pointer() == stack_pointer_) end();
  }
  void begin() {
    state_ = kMeasuring;
    return_ = machine_.return_address();
    stack_pointer_ = machine_.stack_pointer();
    lowest_ = machine_.lowest_used();
    machine_.paint_stack(stack_pointer_);
    machine_.clear_counts();
    machine_.select_bin(0);
    machine_.watch(function_.address, return_);
  }
  void end() {
    state_ = kDone;
    pass_.bins = machine_.bins;
    for (const Block* block : machine_.blocks()) {
      const std::uint64_t times = block->executed[0] + block->executed[1];
      if (times == 0 && block->stall_cycles == 0) continue;
      Cost& cost = pass_.functions[image_.function_at(block->address)];
      cost.instructions += times * block->instructions;
      cost.cycles += block->executed[0] * block->cycles[0] + block->executed[1] * block->cycles[1];
      cost.stall_cycles += block->stall_cycles;
    }
    pass_.stack_bytes = stack_pointer_ - std::min(stack_pointer_, machine_.lowest_used());
    lowest_ = std::min(lowest_, machine_.lowest_used());
    machine_.watch(0, 0);
  }

  Machine& machine_;
  const Image& image_;
  const Function& function_;
  const int call_;
  Pass& pass_;
  State state_ = kWaiting;
  int calls_ = 0;
  std::uint32_t return_ = 0, stack_pointer_ = 0, lowest_;
};

Pass run_pass(const Image& image, const Board& board, const Function& function, const BenchRequest& request, const LayerMap& layers,
              bool memory_pass) {
  MachineOptions options;
  options.memory_pass = memory_pass;
  options.instruction_limit = request.instruction_limit;
  return with_exact_faults(options, [&](const MachineOptions& now) {
    Machine machine(image, board, now);
    machine.bins.resize(request.layers.size() + 1);
    machine.on_new_block = [&](Block& block) {
      block.measured = block.address - function.address < std::max(function.bytes, 2u);
      if (block.measured) block.bin = layers.bin_of(block.last_instruction);
    };
    Pass pass;
    Probe probe(machine, image, function, request.call, pass);
    const std::uint8_t breakpoint = machine.resume();
    if (breakpoint != pin::kEnd)
      throw Error({.file = image.path(),
                   .problem = "the firmware stopped at breakpoint " + std::to_string(breakpoint),
                   .expected = "breakpoint 0 at its end",
                   .help = "firmware that serves cases is run with: pinhole-sim session"});
    if (!probe.done())
      throw Error({.file = image.path(),
                   .problem = function.name + " did not run and return often enough to be measured",
                   .expected = std::to_string(request.call) + " calls",
                   .got = std::to_string(probe.calls())});
    pass.stack_total_bytes = machine.stack_top() - probe.lowest();
    pass.emulated = machine.instructions();
    return pass;
  });
}

void add_sizes(const Image& image, Measurement& out) {
  const ImageSizes sizes = image_sizes(std::span<const std::byte>(image.file()));
  out.stack_reserved_bytes = sizes.stack_bytes;
  out.static_ram_bytes = sizes.static_ram_bytes;
  out.weights_bytes = sizes.weights_bytes;
  out.code_bytes = sizes.code_bytes;
  for (const SectionSize& s : sizes.sections)
    if (s.in_flash) out.flash_sections.push_back({s.name, s.bytes});
}

}  // namespace

Measurement measure(const Image& image, const Board& board, const BenchRequest& request) {
  PIN_CHECK(request.call >= 1, "calls are counted from 1");
  const Function& function = image.function_named(request.function);
  const LayerMap layers(image, request.layers);
  const Pass counted = run_pass(image, board, function, request, layers, false);
  Pass stalled = run_pass(image, board, function, request, layers, true);

  Measurement out;
  out.board = board.name;
  out.function = function.name;
  out.call = request.call;
  out.clock_hz = board.clock_hz;
  const auto joined = [&](std::size_t bin) {
    Cost cost = counted.bins[bin];
    cost.stall_cycles = stalled.bins[bin].stall_cycles;
    out.total.instructions += cost.instructions;
    out.total.cycles += cost.cycles;
    out.total.stall_cycles += cost.stall_cycles;
    return cost;
  };
  out.outside_layers = joined(0);
  for (std::size_t i = 0; i < request.layers.size(); ++i)
    out.layers.push_back({request.layers[i].index, request.layers[i].name, joined(i + 1)});
  for (const auto& [f, cost] : counted.functions) {
    out.functions.push_back({f ? f->name : "?", cost});
    out.functions.back().cost.stall_cycles = stalled.functions[f].stall_cycles;
  }
  std::sort(out.functions.begin(), out.functions.end(), [](const FunctionCost& a, const FunctionCost& b) {
    return a.cost.instructions != b.cost.instructions ? a.cost.instructions > b.cost.instructions : a.name < b.name;
  });
  out.stack_bytes = counted.stack_bytes;
  out.stack_total_bytes = counted.stack_total_bytes;
  out.emulated_instructions = counted.emulated + stalled.emulated;
  add_sizes(image, out);
  return out;
}

}  // namespace pinhole
