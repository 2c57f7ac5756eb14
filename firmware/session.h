// The agreement between firmware under test and the emulator. C++17 and freestanding: compiled into test firmware and into the host.
//
// Firmware that serves cases (pinhole verify, eval) publishes one PinSession named `pin_session` and loops:
//   pin_session.model = next model wanted by the host        BKPT kSelect   host sets `model`, or ends the run when no case is left
//   firmware prepares that model and fills inputs/outputs
//   host copies the case's bytes into inputs[i].address       BKPT kFill
//   firmware runs the model
//   host copies outputs[i] out                                BKPT kCollect
// Benchmark firmware uses none of this: from reset it fills the input, calls run() twice and stops at breakpoint kEnd, so that any
// other simulator can count the same image.
#pragma once

#include <cstdint>

namespace pin {

inline constexpr std::uint32_t kSessionMaxTensors = 64;

enum SessionBreakpoint : std::uint8_t {  // the number that a breakpoint shows
  kEnd = 0,                              // finished; `status` says how
  kSelect = 1,
  kFill = 2,
  kCollect = 3,
};

// Stops for the host. Arm: BKPT with the number as its immediate. RISC-V: EBREAK has none, so a LUI to x0 stands behind it, an instruction
// that does nothing (Unprivileged ISA, "HINT Instructions"), and the host goes on behind both.
template <int kNumber>
inline __attribute__((always_inline)) void breakpoint() {
#if defined(__arm__)
  __asm volatile("bkpt %0" : : "i"(kNumber) : "memory");
#elif defined(__riscv)
  __asm volatile(".option push\n\t.option norvc\n\tebreak\n\tlui zero, %0\n\t.option pop" : : "i"(kNumber) : "memory");
#endif
}

struct SessionTensor {
  std::uint32_t address;
  std::uint32_t bytes;
};

struct PinSession {
  std::uint32_t model;   // written by the host at kSelect: index into the firmware's own list of models
  std::uint32_t status;  // written by the firmware before kEnd or kCollect: 0 good, otherwise a pin::Status of the interpreter
  std::uint32_t input_count;
  std::uint32_t output_count;
  SessionTensor inputs[kSessionMaxTensors];
  SessionTensor outputs[kSessionMaxTensors];
};

}  // namespace pin
