// The emulated board: Unicorn executes an image from reset, every block of instructions is counted as it runs. Used by bench and serve.
// Maps the board's memories and the few system registers that start-up code needs, nothing else: any other access is a fault.
//
// Instruction counts are exact: a block is booked when the next one starts, with the cost of the way it was left. Faults throw Error
// (fault.h) with function, line and callers. Unicorn knows the address of a fault only to the block, so the first time the machine throws
// Retrace, and the caller runs again with that block traced: use with_exact_faults.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "boards/board.h"
#include "simulator/decode.h"
#include "simulator/image.h"
#include "simulator/instruction_set.h"
#include "simulator/measurement.h"
#include "simulator/memory_model.h"

struct uc_struct;

namespace pinhole {

// A run of instructions that Unicorn executes as one, entered at its first.
struct Block {
  std::uint32_t address = 0, bytes = 0;
  std::uint32_t instructions = 0;
  std::uint32_t cycles[2] = {0, 0};  // falling through, or going elsewhere
  std::uint64_t executed[2] = {0, 0};
  std::uint64_t stall_cycles = 0;
  bool measured = false;  // part of the measured function: decides the layer
  int bin = 0;            // where its cost is booked; see Machine::select_bin
  std::uint32_t last_instruction = 0;
  std::vector<std::uint32_t> aligned_only;
};

struct CodeRange {
  std::uint32_t address, bytes;
  bool operator==(const CodeRange&) const = default;
};

// Thrown by Machine::resume: run again with this block traced.
struct Retrace {
  CodeRange block;
};

struct MachineOptions {
  bool memory_pass = false;             // estimate stalls and check alignment; several times slower
  std::uint64_t instruction_limit = 0;  // from reset; 0: kDefaultInstructionLimit
  std::vector<CodeRange> traced;        // blocks whose instructions are followed one by one
};

inline constexpr std::uint64_t kDefaultInstructionLimit = 100'000'000'000;
inline constexpr std::uint8_t kStackPaint = 0xa5;

class Machine {
 public:
  // Throws Error when the image does not lie in the board's memories.
  Machine(const Image& image, const Board& board, MachineOptions options);
  ~Machine();
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  // Runs from where it stands (first: from reset) to the next breakpoint and returns its number; the next call goes on behind it.
  std::uint8_t resume();

  // Emulated memory. Throw Error when the range is not in one region.
  std::span<std::uint8_t> memory(std::uint32_t address, std::uint32_t bytes);
  std::uint32_t word(std::uint32_t address);
  Registers registers() const;
  std::uint32_t stack_pointer() const;
  std::uint32_t return_address() const;  // where the running function goes back to, at its first instruction

  std::uint64_t instructions() const { return instructions_; }  // since reset

  // Calls `on_block` when a block starts at one of two addresses (0: none), before it runs.
  void watch(std::uint32_t first, std::uint32_t second) { watched_[0] = first, watched_[1] = second; }
  std::function<void(std::uint32_t address)> on_watch;

  // Called once for every new block, to set `measured` and `bin`.
  std::function<void(Block&)> on_new_block;

  // Costs are booked into bins[k], where k is the bin of the last `measured` block that ran; 0 until then.
  std::vector<Cost> bins{1};
  void select_bin(int bin) { current_ = bin; }
  // Every block seen, with its counts. Valid between calls of resume().
  std::vector<Block*> blocks();
  void clear_counts();

  // The stack: [bottom, top), from the image's symbols or, without them, below the initial stack pointer.
  std::uint32_t stack_bottom() const { return stack_bottom_; }
  std::uint32_t stack_top() const { return stack_top_; }
  void paint_stack(std::uint32_t below);
  // The lowest address of the stack that is not painted any more; `top` when none.
  std::uint32_t lowest_used() const;

 private:
  friend struct MachineHooks;
  struct State;

  void map_memories();
  void load_image();
  void find_stack();
  void enter(std::uint32_t address, std::uint32_t bytes);
  void leave(std::uint32_t next);
  void on_read(std::uint32_t address, int size, bool write);
  std::uint32_t general(int number) const;
  std::span<const std::uint8_t> code_at(std::uint32_t address, std::uint32_t bytes);
  Block* new_block(std::uint32_t address, std::uint32_t bytes);
  [[noreturn]] void throw_fault(int unicorn_error);

  const Image& image_;
  const Board& board_;
  const InstructionSet& set_;
  MachineOptions options_;
  Decoder decoder_;
  std::unique_ptr<State> state_;
  std::vector<Block*> quick_;  // by address, the block last found there
  Block* previous_ = nullptr;  // the block that is running
  std::uint64_t instructions_ = 0, limit_;
  int current_ = 0;
  std::uint32_t watched_[2] = {0, 0};
  std::uint32_t stack_bottom_ = 0, stack_top_ = 0;
};

// Runs `body(options)`, which makes a Machine and uses it, again whenever a fault needs a closer look.
template <class Body>
auto with_exact_faults(MachineOptions options, Body body) {
  for (;;) {
    try {
      return body(options);
    } catch (const Retrace& retrace) {
      options.traced.push_back(retrace.block);
    }
  }
}

}  // namespace pinhole
