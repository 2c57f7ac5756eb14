#include "compiler/ir/evaluate.h"

#include <fmt/format.h>

#include <cstring>
#include <deque>

#include "compiler/ir/semantics.h"

namespace pinhole {
namespace {

// Operators ask for memory in proportion to their channels and tables; this is far above any of them. Channels are those of constant
// weights, or of a per-channel quantisation: extents that a small file can make as large as it likes do not count.
std::size_t prepare_bytes(const Graph& graph, const Node& node) {
  std::size_t widest = 0;
  for (const ValueId id : node.inputs) {
    if (id == kNoValue) continue;
    const Value& value = graph.value(id);
    widest = std::max(widest, value.quantization.scales.size());
    if (!value.is_constant()) continue;
    const Shape& shape = value.shape;
    for (std::int32_t i = 0; i < shape.rank; ++i) widest = std::max(widest, static_cast<std::size_t>(shape.dim[i]));
  }
  return 8192 + widest * 32 + (node.inputs.size() + node.outputs.size()) * 256;
}

struct Block {  // 16-aligned memory
  explicit Block(std::size_t bytes) : storage((bytes + 15) / 16 * 2 + 2) {}
  std::byte* data() {
    const auto address = reinterpret_cast<std::uintptr_t>(storage.data());
    return reinterpret_cast<std::byte*>((address + 15) / 16 * 16);
  }
  std::vector<std::uint64_t> storage;
};

struct PreparedNode {
  std::deque<pin::Tensor> tensors;  // of the operands; addresses stay
  std::vector<const pin::Tensor*> inputs, outputs;
  Block memory{0};
  Block scratch{0};
  pin::Prepared prepared;
  void (*run)(const pin::Prepared&, const pin::NodeView&) = nullptr;

  pin::NodeView view() const {
    return {inputs.data(), static_cast<std::int32_t>(inputs.size()), outputs.data(), static_cast<std::int32_t>(outputs.size())};
  }
};

template <class DataOf>
pin::Status prepare(const Graph& graph, const Node& node, DataOf data_of, PreparedNode* out) {
  const auto add = [&](ValueId id, std::vector<const pin::Tensor*>& list) {
    if (id == kNoValue) {
      list.push_back(nullptr);
      return;
    }
    out->tensors.push_back(device_tensor(graph.value(id), data_of(id)));
    list.push_back(&out->tensors.back());
  };
  for (const ValueId id : node.inputs) add(id, out->inputs);
  for (const ValueId id : node.outputs) add(id, out->outputs);
  const std::size_t bytes = prepare_bytes(graph, node);
  out->memory = Block(bytes);
  pin::Memory memory(out->memory.data(), bytes);
  return dispatch(node.op, [&]<Op op>() {
    using DeviceOp = typename OpInfo<op>::DeviceOp;
    out->run = &DeviceOp::run;
    return DeviceOp::prepare(std::get<AttributesOf<op>>(node.attributes), out->view(), memory, &out->prepared);
  });
}

void* constant_data(const Graph& graph, ValueId id) {
  const Value& value = graph.value(id);
  return value.is_constant() ? const_cast<std::byte*>(value.constant->data()) : nullptr;
}

std::string types_of(const Graph& graph, const Node& node) {
  std::string text;
  for (const ValueId id : node.inputs)
    text += fmt::format("{}{}", text.empty() ? "" : ", ", id == kNoValue ? "-" : to_string(graph.value(id).dtype));
  text += " ->";
  for (const ValueId id : node.outputs) text += fmt::format(" {}", to_string(graph.value(id).dtype));
  return text;
}

}  // namespace

pin::Tensor device_tensor(const Value& value, void* data) {
  const Quantization& q = value.quantization;
  return {.dtype = value.dtype,
          .shape = value.shape,
          .data = data,
          .is_constant = value.is_constant(),
          .scale_count = static_cast<std::int32_t>(q.scales.size()),
          .scale_axis = q.axis,
          .scales = q.scales.empty() ? nullptr : q.scales.data(),
          .zero_point = q.zero_points.empty() ? 0 : q.zero_points[0]};
}

const char* status_text(pin::Status status) {
  switch (status) {
    case pin::Status::kOk: return "no error";
    case pin::Status::kUnsupportedType: return "this combination of element types is not one that Pinhole has";
    case pin::Status::kUnsupportedOperator: return "the operator is not one that Pinhole has";
    case pin::Status::kBadShape: return "the operands' shapes contradict each other or the operator's attributes";
    case pin::Status::kBadQuantization: return "quantisation parameters are missing, out of range, or differ where they must agree";
    case pin::Status::kNotConstant: return "an operand that must be constant is not";
    case pin::Status::kOutOfMemory: return "not enough memory";
    case pin::Status::kBadModel: return "the file is damaged";
    case pin::Status::kUnsupportedModel: return "the file uses a feature that Pinhole does not read";
    case pin::Status::kMisaligned: return "memory is not aligned to 16 bytes";
  }
  return "unknown status";
}

void check_device_accepts(const Graph& graph, const Node& node) {
  PreparedNode prepared;
  const pin::Status status = prepare(
      graph, node, [&](ValueId id) { return constant_data(graph, id); }, &prepared);
  if (status == pin::Status::kOk) return;
  PIN_CHECK(status != pin::Status::kOutOfMemory, "prepare_bytes is too small for " + node_place(graph, node));
  throw Error({.file = {},
               .place = node_place(graph, node),
               .problem = status_text(status),
               .expected = {},
               .got = types_of(graph, node),
               .help = status == pin::Status::kUnsupportedType
                           ? "quantise the network to int8 (weights, activations, input and output), or leave it in float"
                           : ""});
}

struct Evaluator::State {
  std::deque<Block> blocks;
  std::vector<std::span<std::byte>> values;
  std::deque<PreparedNode> nodes;
};

Evaluator::Evaluator(const Graph& graph) : state_(std::make_unique<State>()) {
  for (const Value& value : graph.values) {
    if (value.is_constant()) {
      state_->values.emplace_back(const_cast<std::byte*>(value.constant->data()), value.constant->size());
    } else {
      state_->blocks.emplace_back(value.bytes());
      state_->values.emplace_back(state_->blocks.back().data(), value.bytes());
    }
  }
  for (const Node& node : graph.nodes) {
    PreparedNode& prepared = state_->nodes.emplace_back();
    const pin::Status status = prepare(
        graph, node, [&](ValueId id) -> void* { return bytes(id).data(); }, &prepared);
    PIN_CHECK(status == pin::Status::kOk,
              node_place(graph, node) + ": the verifier accepted what the device refuses: " + status_text(status));
    prepared.scratch = Block(prepared.prepared.scratch_bytes);
    prepared.prepared.scratch = prepared.scratch.data();
  }
}

Evaluator::~Evaluator() = default;

std::span<std::byte> Evaluator::bytes(ValueId id) { return state_->values[static_cast<std::size_t>(id)]; }

void Evaluator::run() {
  for (const PreparedNode& node : state_->nodes) node.run(node.prepared, node.view());
}

std::vector<Bytes> evaluate(const Graph& graph, std::span<const Bytes> inputs) {
  PIN_CHECK(inputs.size() == graph.inputs.size(), "evaluate: wrong number of inputs");
  Evaluator evaluator(graph);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const std::span<std::byte> to = evaluator.bytes(graph.inputs[i]);
    PIN_CHECK(to.size() == inputs[i].size(), "evaluate: an input has the wrong size");
    std::memcpy(to.data(), inputs[i].data(), to.size());
  }
  evaluator.run();
  std::vector<Bytes> outputs;
  for (const ValueId id : graph.outputs) {
    const std::span<std::byte> from = evaluator.bytes(id);
    outputs.emplace_back(from.begin(), from.end());
  }
  return outputs;
}

}  // namespace pinhole
