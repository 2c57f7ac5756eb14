// What every operator offers to those who run graphs node by node: the interpreter on the chip and the evaluator on the host.
// The compiler does not call through this: it calls the typed prepare functions and emits calls of the kernels.
//
// An operator NAME is a struct NameOp in device/kernels/<family>/ with
//   using Attributes = NameAttributes;
//   static Status prepare(const Attributes&, const NodeView&, Memory&, Prepared*);
//   static void run(const Prepared&, const NodeView&);
// prepare checks everything that can be wrong (types, shapes against each other and against the attributes, scales, constants) and
// so is the door: tensors may come from a hostile file, though their data has the size that shape and type ask for. run cannot fail.
#pragma once

#include <limits>

#include "device/kernels/fields.h"
#include "device/kernels/types.h"

namespace pin {

// One operator with its operands, in TFLite's order. An optional input that was left out is null.
struct NodeView {
  const Tensor* const* inputs;
  std::int32_t input_count;
  const Tensor* const* outputs;
  std::int32_t output_count;

  const Tensor* input(std::int32_t i) const { return i < input_count ? inputs[i] : nullptr; }
  const Tensor* output(std::int32_t i) const { return i < output_count ? outputs[i] : nullptr; }
  // True if inputs 0 .. required-1 and outputs 0 .. outs-1 are there, and no more than `most` inputs.
  bool has(std::int32_t required, std::int32_t most, std::int32_t outs) const {
    if (input_count < required || input_count > most || output_count != outs) return false;
    for (std::int32_t i = 0; i < required; ++i) {
      if (inputs[i] == nullptr) return false;
    }
    for (std::int32_t i = 0; i < outs; ++i) {
      if (outputs[i] == nullptr) return false;
    }
    return true;
  }
};

// Memory that lives as long as the model: parameters and tables that operators compute while being prepared. A bump allocator over
// a caller's block; with block == null it only counts (every take() but the count is then null: prepare returns kOutOfMemory late,
// so counting runs use a real block that is large enough instead).
class Memory {
 public:
  Memory(void* block, std::size_t bytes) : block_(static_cast<std::uint8_t*>(block)), size_(bytes) {}

  // `bytes` at a multiple of `alignment` (a power of two, at most 16), or null when the block is full. Never zeroed.
  void* take(std::size_t bytes, std::size_t alignment);
  template <class T>
  T* take_array(std::size_t count) {
    constexpr std::size_t kMost = std::numeric_limits<std::size_t>::max();
    return static_cast<T*>(take(count > kMost / sizeof(T) ? kMost : count * sizeof(T), alignof(T)));
  }
  std::size_t used_bytes() const { return used_; }
  // used_bytes() as it would be, had the last take() that answered null not run out of memory. prepare makes its large take last, behind
  // at most 384 bytes, so that Interpreter::load can say how much is missing.
  std::size_t wanted_bytes() const { return used_ + refused_; }

 private:
  std::uint8_t* block_;
  std::size_t size_;
  std::size_t used_ = 0;
  std::size_t refused_ = 0;
};

struct Prepared {
  const void* state = nullptr;    // in Memory; the operator's own struct
  std::size_t scratch_bytes = 0;  // asked for by prepare
  void* scratch = nullptr;        // given by the runner before run, aligned to 16; contents undefined
};

struct NoAttributes {};

}  // namespace pin

PIN_NO_FIELDS(pin::NoAttributes)
PIN_FIELDS(pin::Shape, rank, dim)
PIN_FIELDS(pin::Multiplier, value, shift)
