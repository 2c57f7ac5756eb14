#include "compiler/lower/lowering.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "compiler/ir/semantics.h"
#include "compiler/lower/catalogue.h"

namespace pinhole {
namespace {

bool contains(const std::vector<ValueId>& ids, ValueId id) { return std::find(ids.begin(), ids.end(), id) != ids.end(); }

std::string extents(const Shape& shape) {
  if (shape.rank < 2 || shape.dim[0] != 1) return to_string(shape);
  Shape rest{shape.rank - 1, {}};
  std::copy(shape.dim + 1, shape.dim + shape.rank, rest.dim);
  return to_string(rest);
}

}  // namespace

Lowering::Lowering(const Graph& graph, const LowerOptions& options) : graph_(graph), options_(options) {
  program_.name = identifier(options.name);
  program_.labels = graph.labels;
  program_.metadata = graph.metadata;
  for (const ValueId id : graph.inputs) {
    const Value& input = graph.value(id);
    const BufferId buffer = add_buffer({input.name.empty() ? "input" : input.name, input.bytes(), 16, BufferKind::input});
    views_[id] = {buffer, 0, input.dtype, input.shape};
  }
}

pin::Tensor Lowering::tensor(ValueId id) const {
  const Value& v = graph_.value(id);
  return device_tensor(v, v.is_constant() ? const_cast<std::byte*>(v.constant->data()) : nullptr);
}

BufferId Lowering::add_buffer(Buffer buffer) {
  program_.buffers.push_back(std::move(buffer));
  return static_cast<BufferId>(program_.buffers.size() - 1);
}

View Lowering::view(ValueId id) {
  if (const auto found = views_.find(id); found != views_.end()) return found->second;
  const Value& v = graph_.value(id);
  const BufferKind kind = contains(graph_.outputs, id) ? BufferKind::output : BufferKind::activation;
  // What a layer with one output writes is called after the layer; other tensors have names of their own.
  const bool written_alone = node_index_ < graph_.nodes.size() && graph_.nodes[node_index_].outputs == std::vector<ValueId>{id};
  const std::string& name = written_alone || v.name.empty() ? layer_ : v.name;
  return views_[id] = {add_buffer({name, v.bytes(), 16, kind}), 0, v.dtype, v.shape};
}

bool Lowering::alias(ValueId from, ValueId to) {
  if (graph_.value(from).is_constant()) return false;
  const bool output = contains(graph_.outputs, to);
  View shared = view(from);
  Buffer& buffer = program_.buffers[static_cast<std::size_t>(shared.buffer)];
  if (output && buffer.kind == BufferKind::input) return false;
  if (output) buffer.kind = BufferKind::output;
  shared.shape = graph_.value(to).shape;
  views_[to] = shared;
  return true;
}

ConstantId Lowering::add_constant(const std::string& name, Element element, Bytes bytes) {
  std::string unique = identifier(name);
  if (const int count = constant_names_[unique]++; count > 0) unique += fmt::format("_{}", count + 1);
  program_.constants.push_back({unique, element, std::move(bytes)});
  return static_cast<ConstantId>(program_.constants.size() - 1);
}

bool Lowering::needed_after_current(ValueId id) const {
  const BufferId buffer = views_.at(id).buffer;
  for (const ValueId output : graph_.outputs) {
    const auto found = views_.find(output);
    if (output == id || (found != views_.end() && found->second.buffer == buffer)) return true;
  }
  for (std::size_t n = node_index_ + 1; n < graph_.nodes.size(); ++n) {
    for (const ValueId read : graph_.nodes[n].inputs) {
      const auto found = views_.find(read);
      if (read == id || (found != views_.end() && found->second.buffer == buffer)) return true;
    }
  }
  return false;
}

std::string Lowering::needs(const char* isa) const {
  const std::string_view set = isa;
  if (set == "portable") return "";
  if (options_.portable_only) return "only portable variants were asked for";
  if (set == "armv7em") return options_.core == nullptr || options_.core->dsp ? "" : "needs the DSP extension";
  return fmt::format("needs {}", set);
}

void Lowering::choose(const Node& node, std::string summary, std::vector<Candidate> candidates) {
  const Candidate* best = nullptr;
  double best_score = 0;
  for (Candidate& candidate : candidates) {
    if (candidate.unfit.empty()) candidate.unfit = needs(kernel_row(candidate.kernel).isa);
    if (!candidate.unfit.empty()) continue;
    const double score = choice_score(options_.goal, estimated_cycles(candidate.kernel, candidate.work_macs, candidate.work_elements),
                                      candidate.constant_bytes, candidate.scratch_bytes);
    const bool forced = !options_.only_kernel.empty() && candidate.kernel == options_.only_kernel;
    if (best == nullptr || score < best_score || forced) {
      best = &candidate;
      best_score = forced ? -1.0 : score;
    }
  }
  if (best == nullptr) {
    std::string reasons;
    for (const Candidate& candidate : candidates)
      reasons += fmt::format("{}{}: {}", reasons.empty() ? "" : "; ", candidate.kernel, candidate.unfit);
    throw Error({.file = {},
                 .place = node_place(graph_, node),
                 .problem = "no kernel computes this operator here",
                 .expected = {},
                 .got = summary,
                 .help = reasons});
  }
  Step step{.layer = layer_,
            .summary = std::move(summary),
            .op = op_name(node.op),
            .kernel = best->kernel,
            .params = {},
            .arguments = {},
            .overlaps = {},
            .macs = best->work_macs,
            .estimated_cycles = estimated_cycles(best->kernel, best->work_macs, best->work_elements),
            .rejected = {}};
  for (const Candidate& other : candidates) {
    if (&other == best) continue;
    const std::uint64_t cycles = estimated_cycles(other.kernel, other.work_macs, other.work_elements);
    step.rejected.push_back(
        {other.kernel, other.unfit.empty() ? fmt::format("about {} cycles, {} B of scratch and {} B more of flash instead of {}, {} and {}",
                                                         with_thousands(cycles), with_thousands(other.scratch_bytes),
                                                         with_thousands(other.constant_bytes), with_thousands(step.estimated_cycles),
                                                         with_thousands(best->scratch_bytes), with_thousands(best->constant_bytes))
                                           : other.unfit});
  }
  StepBuilder builder(*this, step);
  best->build(builder);
  program_.items.emplace_back(std::move(step));
}

StepBuilder& StepBuilder::read(ValueId id, const char* role, const char* element) {
  const Value& v = lowering_.value(id);
  if (v.is_constant()) return constant(role, element_of(v.dtype), *v.constant);
  step_.arguments.push_back(ReadArgument{lowering_.view(id), element});
  return *this;
}

StepBuilder& StepBuilder::write(ValueId id, const char* element) {
  step_.arguments.push_back(WriteArgument{lowering_.view(id), element});
  return *this;
}

StepBuilder& StepBuilder::constant(const char* role, Element element, Bytes bytes) {
  step_.arguments.push_back(ConstantArgument{lowering_.add_constant(fmt::format("{}_{}", step_.layer, role), element, std::move(bytes))});
  return *this;
}

StepBuilder& StepBuilder::scratch(std::size_t bytes, DType dtype) {
  if (bytes == 0) return null();
  const BufferId buffer = lowering_.add_buffer({"scratch of " + step_.layer, bytes, 16, BufferKind::scratch});
  step_.arguments.push_back(ScratchArgument{buffer, dtype});
  return *this;
}

StepBuilder& StepBuilder::null() {
  step_.arguments.push_back(NullArgument{});
  return *this;
}

StepBuilder& StepBuilder::number(std::string text) {
  step_.arguments.push_back(NumberArgument{std::move(text)});
  return *this;
}

StepBuilder& StepBuilder::overlap(ValueId read_id, ValueId written_id, std::size_t lead_bytes) {
  if (lowering_.value(read_id).is_constant() || lowering_.needed_after_current(read_id)) return *this;
  const BufferId from = lowering_.view(read_id).buffer, to = lowering_.view(written_id).buffer;
  const bool known =
      std::any_of(step_.overlaps.begin(), step_.overlaps.end(), [&](const Overlap& o) { return o.read == from && o.written == to; });
  if (from != to && !known) step_.overlaps.push_back({from, to, lead_bytes});
  return *this;
}

StepBuilder& StepBuilder::overlap_exactly(ValueId read_id, ValueId written_id) {
  const std::size_t before = step_.overlaps.size();
  overlap(read_id, written_id, 0);
  if (step_.overlaps.size() > before) step_.overlaps.back().exact = true;
  return *this;
}

void Lowering::append_ports() {
  const auto port = [&](ValueId id, const char* kind) {
    const Value& v = graph_.value(id);
    const bool quantised = v.quantization.scales.size() == 1;
    return Program::Port{v.name.empty() ? kind : v.name, view(id), quantised ? v.quantization.scales[0] : 0.0f,
                         quantised ? v.quantization.zero_points[0] : 0};
  };
  for (const ValueId id : graph_.inputs) program_.inputs.push_back(port(id, "input"));
  for (const ValueId id : graph_.outputs) program_.outputs.push_back(port(id, "output"));
}

// A constant that is an output of the network is copied into the arena, so that users always read outputs in one way.
void Lowering::copy_unwritten_outputs() {
  for (const ValueId id : graph_.outputs) {
    if (views_.count(id) != 0 || !graph_.value(id).is_constant()) continue;
    const Value& v = graph_.value(id);
    layer_ = v.name.empty() ? "output" : v.name;
    Step step{.layer = layer_,
              .summary = "constant output " + to_string(v.shape),
              .op = "constant",
              .kernel = "copy_strided",
              .params = {},
              .arguments = {},
              .overlaps = {},
              .macs = 0,
              .estimated_cycles = 0,
              .rejected = {}};
    const auto bytes = static_cast<std::int32_t>(v.bytes());
    StepBuilder(*this, step).params(pin::StridedCopy{1, bytes, bytes, 0}).read(id, "value").write(id);
    program_.items.emplace_back(std::move(step));
  }
}

void expect_prepared(pin::Status status, const Graph& graph, const Node& node) {
  PIN_CHECK(status == pin::Status::kOk, node_place(graph, node) + ": lowering: " + status_text(status));
}

Element element_of(DType type) {
  switch (type) {
    case DType::kFloat32: return Element::f32;
    case DType::kInt8: return Element::i8;
    case DType::kInt16: return Element::i16;
    case DType::kInt32: return Element::i32;
    case DType::kInt64: return Element::i64;
    case DType::kUint32: return Element::u32;
    case DType::kUint8:
    case DType::kBool:
    case DType::kInt4: return Element::u8;
  }
  return Element::u8;
}

std::string flow_text(const Graph& graph, const Node& node) {
  return fmt::format("{} -> {}", extents(graph.input(node, 0).shape), extents(graph.output(node).shape));
}

}  // namespace pinhole
