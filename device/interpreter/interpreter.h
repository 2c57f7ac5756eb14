// Runs a .tflite from memory: for models that reach a device after its firmware. Works inside one arena given by the caller; no heap,
// no recursion, no exceptions. Firmware whose model is known when it is built does better with compiled code (compiler/emit).
//
//   alignas(16) static std::uint8_t arena[60000];
//   pin::Interpreter net;
//   if (net.load(model, model_bytes, arena, sizeof(arena), MyOps::table()) != pin::Status::kOk) ...
//   fill net.input(0); net.run(); read net.output(0);
//
// The model's bytes are hostile until load has accepted them; afterwards they and the arena must stay where they are and unchanged
// by others, because constants are used in place and run() reads the operators from the model again (this saves RAM).
#pragma once

#include "device/interpreter/operators.h"

namespace pin {

struct Buffer;

class Interpreter {
 public:
  // Checks the model, prepares its operators and plans the arena. `model` and `arena` start at multiples of 16 (kMisaligned).
  // Anything but kOk leaves an interpreter that only answers the questions below. May be called again for another model.
  Status load(const void* model, std::size_t model_bytes, void* arena, std::size_t arena_bytes, const OperatorTable& operators);

  // Computes the outputs from the inputs. After a load that answered kOk it answers kOk; before, kBadModel. Inputs may be overwritten by
  // later tensors once their last reader is done: fill all of them before every run. Outputs stay until the next run.
  Status run();

  // Graph inputs and outputs in the model's order; data points into the arena (for an output that is a constant, into the model).
  // index in [0, count).
  std::int32_t input_count() const { return loaded_ ? static_cast<std::int32_t>(model_.inputs.count) : 0; }
  std::int32_t output_count() const { return loaded_ ? static_cast<std::int32_t>(model_.outputs.count) : 0; }
  Tensor input(std::int32_t index) const { return graph_tensor(model_.inputs, index); }
  Tensor output(std::int32_t index) const { return graph_tensor(model_.outputs, index); }

  // After kOk and kOutOfMemory: bytes with which load succeeds, one less does not. One exception: where the arena could not even hold the
  // tables for planning (arena_bytes_exact() is false), it is a lower bound, and a load with that many bytes gives the exact number.
  // 0 after another status; the largest size_t for a model past 1 GB.
  std::size_t arena_bytes_needed() const { return needed_bytes_; }
  bool arena_bytes_exact() const { return exact_; }

  // Index of the operator at which the last load failed, -1 where it was the model as a whole or nothing failed.
  std::int32_t failed_operator() const { return failed_operator_; }

 private:
  struct Step {
    const Operator* row;
    Prepared prepared;
  };

  Status check_operators(const OperatorTable& operators, std::uint32_t* most_operands);
  void lay_out_tables(std::uint32_t most_operands);
  Status prepare_steps(std::size_t* state_bytes, bool* fits);
  Status prepare_step(std::uint32_t index, Memory& memory, std::size_t* taken);
  Status measure_step(std::uint32_t index, std::size_t phase, std::size_t* taken);
  Status plan(std::size_t state_bytes, bool fits);
  Status find_lifetimes(Buffer* buffers);
  Status start_life(Buffer* buffers, std::int32_t tensor, std::uint16_t when);
  Status extend_life(Buffer* buffers, std::int32_t tensor, std::uint16_t when);
  Status view(std::uint32_t index, OperatorView* operation, NodeView* node);
  void place(Model& model, std::int32_t index, Tensor* tensor) const;
  Tensor graph_tensor(const Vector& list, std::int32_t index) const;

  Model model_;
  std::uint8_t* arena_ = nullptr;
  std::size_t arena_bytes_ = 0;
  std::size_t tables_bytes_ = 0;  // steps, operands and offsets, at the arena's start; states of operators follow
  std::uint8_t* activations_ = nullptr;
  Step* steps_ = nullptr;       // [operators]
  Tensor* operands_ = nullptr;  // of the operator at work
  const Tensor** operand_pointers_ = nullptr;
  std::uint32_t* places_ = nullptr;       // [tensors] from activations_, or from the model's start with the highest bit set
  const OperatorTable* table_ = nullptr;  // only while loading
  std::size_t needed_bytes_ = 0;
  std::int32_t failed_operator_ = -1;
  bool exact_ = false;
  bool loaded_ = false;
};

// "kOk", "kBadModel", ...
const char* status_name(Status status);

}  // namespace pin
