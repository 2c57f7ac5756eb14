#include "device/interpreter/interpreter.h"

#include "device/interpreter/plan.h"

namespace pin {
namespace {

constexpr std::size_t kMostStateBytes = 0x3fffffff;  // sums are cut here, so that they cannot overflow 32 bits

constexpr std::uint32_t kInModel = 0x80000000u;  // a place in the model, not among the activations

constexpr std::size_t aligned(std::size_t bytes) { return (bytes + kArenaAlignment - 1) / kArenaAlignment * kArenaAlignment; }

// Takes `count` Ts at the running end `*bytes` of a layout that starts at a multiple of 16; returns where.
template <class T>
std::size_t append(std::size_t count, std::size_t* bytes) {
  const std::size_t start = (*bytes + alignof(T) - 1) / alignof(T) * alignof(T);
  *bytes = start + count * sizeof(T);
  return start;
}

}  // namespace

Status Interpreter::load(const void* model, std::size_t model_bytes, void* arena, std::size_t arena_bytes, const OperatorTable& operators) {
  *this = Interpreter();
  Status status = open_model(model, model_bytes, &model_);
  if (status != Status::kOk) return status;
  if (reinterpret_cast<std::uintptr_t>(arena) % kArenaAlignment != 0) return Status::kMisaligned;
  arena_ = static_cast<std::uint8_t*>(arena);
  arena_bytes_ = arena == nullptr ? 0 : arena_bytes;
  std::uint32_t most_operands = 0;
  status = check_operators(operators, &most_operands);
  if (status != Status::kOk) return status;
  lay_out_tables(most_operands);
  const std::size_t least = tables_bytes_ + (model_.tensors.count + model_.operators.count) * sizeof(Buffer);
  if (least > arena_bytes_) {
    needed_bytes_ = least;
    return Status::kOutOfMemory;
  }
  table_ = &operators;
  std::size_t state_bytes = 0;
  bool fits = true;
  status = prepare_steps(&state_bytes, &fits);
  if (status == Status::kOk) status = plan(state_bytes, fits);
  table_ = nullptr;
  loaded_ = status == Status::kOk;
  return status;
}

// Every operator is in the list and well formed; the largest number of operands that one has.
Status Interpreter::check_operators(const OperatorTable& operators, std::uint32_t* most_operands) {
  for (std::uint32_t i = 0; i < model_.operators.count; ++i) {
    OperatorView operation;
    failed_operator_ = static_cast<std::int32_t>(i);
    const Status status = read_operator(model_, i, &operation);
    if (status != Status::kOk) return status;
    if (operators.find(operation.builtin_code) == nullptr) return Status::kUnsupportedOperator;
    const std::uint32_t operands = operation.inputs.count + operation.outputs.count;
    if (operands > *most_operands) *most_operands = operands;
  }
  failed_operator_ = -1;
  return Status::kOk;
}

void Interpreter::lay_out_tables(std::uint32_t most_operands) {
  std::size_t end = 0;
  const std::size_t steps = append<Step>(model_.operators.count, &end);
  const std::size_t operands = append<Tensor>(most_operands, &end);
  const std::size_t pointers = append<const Tensor*>(most_operands, &end);
  const std::size_t places = append<std::uint32_t>(model_.tensors.count, &end);
  tables_bytes_ = aligned(end);
  if (tables_bytes_ > arena_bytes_) return;
  steps_ = reinterpret_cast<Step*>(arena_ + steps);
  operands_ = reinterpret_cast<Tensor*>(arena_ + operands);
  operand_pointers_ = reinterpret_cast<const Tensor**>(arena_ + pointers);
  places_ = reinterpret_cast<std::uint32_t*>(arena_ + places);
}

// Reads operator `index` with its operands. While loading everything is checked and data of tensors that are not constant is null.
Status Interpreter::view(std::uint32_t index, OperatorView* operation, NodeView* node) {
  Status status = read_operator(model_, index, operation);
  if (status != Status::kOk) return status;
  std::uint32_t at = 0;
  for (std::uint32_t i = 0; i < operation->inputs.count + operation->outputs.count; ++i) {
    const bool is_input = i < operation->inputs.count;
    const std::int32_t tensor = is_input ? model_.reader.element<std::int32_t>(operation->inputs, i)
                                         : model_.reader.element<std::int32_t>(operation->outputs, i - operation->inputs.count);
    operand_pointers_[i] = nullptr;
    if (tensor == -1 && is_input) continue;  // an optional input that was left out
    Tensor& operand = operands_[at++];
    if (loaded_) {
      place(model_, tensor, &operand);
    } else {
      status = read_tensor(model_, tensor, &operand);
      if (status != Status::kOk) return status;
    }
    operand_pointers_[i] = &operand;
  }
  node->inputs = operand_pointers_;
  node->input_count = static_cast<std::int32_t>(operation->inputs.count);
  node->outputs = operand_pointers_ + operation->inputs.count;
  node->output_count = static_cast<std::int32_t>(operation->outputs.count);
  return Status::kOk;
}

// A tensor of the loaded model with its data.
void Interpreter::place(Model& model, std::int32_t index, Tensor* tensor) const {
  read_accepted_tensor(model, index, tensor);
  const std::uint32_t at = places_[index];
  tensor->is_constant = (at & kInModel) != 0;
  tensor->data = tensor->is_constant ? const_cast<std::uint8_t*>(model.reader.memory(at & ~kInModel, 0)) : activations_ + at;
}

// Prepares all operators. States go behind the tables while they fit; from the first that does not on, only their sizes count.
Status Interpreter::prepare_steps(std::size_t* state_bytes, bool* fits) {
  const std::size_t free_bytes = arena_bytes_ - tables_bytes_;
  for (std::uint32_t i = 0; i < model_.operators.count; ++i) {
    failed_operator_ = static_cast<std::int32_t>(i);
    Status status = Status::kOutOfMemory;
    std::size_t taken = 0;
    if (*fits) {
      Memory memory(arena_ + tables_bytes_ + *state_bytes, free_bytes - *state_bytes);
      status = prepare_step(i, memory, &taken);
      *fits = status != Status::kOutOfMemory;
    }
    if (!*fits) status = measure_step(i, *state_bytes % kArenaAlignment, &taken);
    if (status != Status::kOk) return status;
    *state_bytes = taken < kMostStateBytes - *state_bytes ? *state_bytes + taken : kMostStateBytes;
  }
  failed_operator_ = -1;
  return Status::kOk;
}

// Prepares an operator into the free part of the arena or, where that is smaller, into a block on the stack, for its sizes alone. `phase`
// is where its state would start, modulo the alignment: padding depends on it. Its large take comes last (op.h), so the size is known
// also if that one fails. Not inlined, so that the block is only on the stack when it is used.
[[gnu::noinline]] Status Interpreter::measure_step(std::uint32_t index, std::size_t phase, std::size_t* taken) {
  alignas(kArenaAlignment) std::uint8_t stack_block[384 + kArenaAlignment];
  const std::size_t free_bytes = arena_bytes_ - tables_bytes_;
  const bool on_stack = free_bytes < sizeof(stack_block);
  std::uint8_t* block = on_stack ? stack_block : arena_ + tables_bytes_;
  Memory memory(block + phase, (on_stack ? sizeof(stack_block) : free_bytes) - phase);
  const Status status = prepare_step(index, memory, taken);
  return status == Status::kOutOfMemory ? Status::kOk : status;
}

Status Interpreter::prepare_step(std::uint32_t index, Memory& memory, std::size_t* taken) {
  Step& step = steps_[index];
  step = Step();
  OperatorView operation;
  NodeView node;
  Status status = view(index, &operation, &node);
  if (status != Status::kOk) return status;
  step.row = table_->find(operation.builtin_code);
  status = step.row->prepare(model_.reader, operation, node, memory, &step.prepared);
  *taken = memory.wanted_bytes();
  return status;
}

// Lays out activations and scratch behind the states. The planner's own table stands where the activations will be.
Status Interpreter::plan(std::size_t state_bytes, bool fits) {
  const std::uint32_t tensors = model_.tensors.count;
  const std::uint32_t count = tensors + model_.operators.count;
  const std::size_t start = aligned(tables_bytes_ + state_bytes);
  const std::size_t planner_bytes = count * sizeof(Buffer);
  if (state_bytes == kMostStateBytes) {
    needed_bytes_ = static_cast<std::size_t>(-1);
    return Status::kOutOfMemory;
  }
  if (start + planner_bytes > arena_bytes_) fits = false;
  Buffer* buffers = reinterpret_cast<Buffer*>(arena_ + (fits ? start : tables_bytes_));
  for (std::uint32_t i = 0; i < count; ++i) buffers[i] = Buffer();
  const Status status = find_lifetimes(buffers);
  if (status != Status::kOk) return status;

  const std::size_t placed_bytes = place_buffers(buffers, count);
  if (placed_bytes == kTooLarge || placed_bytes > static_cast<std::size_t>(-1) - start) {
    needed_bytes_ = static_cast<std::size_t>(-1);
    return Status::kOutOfMemory;
  }
  needed_bytes_ = start + (placed_bytes > planner_bytes ? placed_bytes : planner_bytes);
  exact_ = true;
  if (needed_bytes_ > arena_bytes_) return Status::kOutOfMemory;

  activations_ = arena_ + start;
  for (std::uint32_t i = 0; i < tensors; ++i) {
    if (buffers[i].bytes > 0) places_[i] = buffers[i].offset;
  }
  for (std::uint32_t i = tensors; i < count; ++i) {
    if (buffers[i].bytes > 0) steps_[i - tensors].prepared.scratch = activations_ + buffers[i].offset;
  }
  return Status::kOk;
}

// Fills in first, last and bytes: tensors by index, then the operators' scratch. Also the check that each tensor is made once,
// and before it is read.
Status Interpreter::find_lifetimes(Buffer* buffers) {
  Reader& reader = model_.reader;
  for (std::uint32_t i = 0; i < model_.inputs.count; ++i) {
    const std::int32_t tensor = reader.element<std::int32_t>(model_.inputs, i);
    const bool repeated = tensor >= 0 && static_cast<std::uint32_t>(tensor) < model_.tensors.count && buffers[tensor].first != kNoBuffer;
    const Status status = repeated ? Status::kOk : start_life(buffers, tensor, 0);
    if (status != Status::kOk) return status;
  }
  for (std::uint32_t i = 0; i < model_.operators.count; ++i) {
    const std::uint16_t when = static_cast<std::uint16_t>(i);
    failed_operator_ = static_cast<std::int32_t>(i);
    OperatorView operation;
    Status status = read_operator(model_, i, &operation);
    for (std::uint32_t k = 0; k < operation.inputs.count && status == Status::kOk; ++k) {
      const std::int32_t tensor = reader.element<std::int32_t>(operation.inputs, k);
      if (tensor != -1) status = extend_life(buffers, tensor, when);
    }
    for (std::uint32_t k = 0; k < operation.outputs.count && status == Status::kOk; ++k) {
      status = start_life(buffers, reader.element<std::int32_t>(operation.outputs, k), when);
    }
    if (status != Status::kOk) return status;
    const std::size_t scratch_bytes = steps_[i].prepared.scratch_bytes;
    Buffer& scratch = buffers[model_.tensors.count + i];
    scratch.first = scratch.last = when;
    scratch.bytes = scratch_bytes > 0x7fffffffu ? 0x7fffffffu : static_cast<std::uint32_t>(scratch_bytes);
  }
  failed_operator_ = -1;
  for (std::uint32_t i = 0; i < model_.outputs.count; ++i) {
    const Status status =
        extend_life(buffers, reader.element<std::int32_t>(model_.outputs, i), static_cast<std::uint16_t>(model_.operators.count));
    if (status != Status::kOk) return status;
  }
  return Status::kOk;
}

// The tensor is written at `when`: it must exist, not be constant, and not have been written before.
Status Interpreter::start_life(Buffer* buffers, std::int32_t tensor, std::uint16_t when) {
  Tensor view;
  const Status status = read_tensor(model_, tensor, &view);
  if (status != Status::kOk) return status;
  if (view.is_constant || buffers[tensor].first != kNoBuffer) return Status::kBadModel;
  buffers[tensor].first = buffers[tensor].last = when;
  buffers[tensor].bytes = tensor_bytes(view);
  return Status::kOk;
}

// The tensor is read at `when`: it must have been written, or be constant, and then its place is noted.
Status Interpreter::extend_life(Buffer* buffers, std::int32_t tensor, std::uint16_t when) {
  if (tensor < 0 || static_cast<std::uint32_t>(tensor) >= model_.tensors.count) return Status::kBadModel;
  if (buffers[tensor].first != kNoBuffer) {
    buffers[tensor].last = when;
    return Status::kOk;
  }
  Tensor view;
  const Status status = read_tensor(model_, tensor, &view);
  if (status != Status::kOk) return status;
  if (!view.is_constant) return Status::kBadModel;
  const auto from_start = static_cast<const std::uint8_t*>(view.data) - model_.reader.memory(0, 0);
  places_[tensor] = kInModel | static_cast<std::uint32_t>(from_start);
  return Status::kOk;
}

Status Interpreter::run() {
  if (!loaded_) return Status::kBadModel;
  for (std::uint32_t i = 0; i < model_.operators.count; ++i) {
    OperatorView operation;
    NodeView node;
    const Status status = view(i, &operation, &node);
    if (status != Status::kOk) return status;
    steps_[i].row->run(steps_[i].prepared, node);
  }
  return Status::kOk;
}

Tensor Interpreter::graph_tensor(const Vector& list, std::int32_t index) const {
  Tensor tensor = Tensor();
  if (!loaded_ || index < 0 || static_cast<std::uint32_t>(index) >= list.count) return tensor;
  Model model = model_;
  place(model, model.reader.element<std::int32_t>(list, static_cast<std::uint32_t>(index)), &tensor);
  return tensor;
}

}  // namespace pin
