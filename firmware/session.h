// The agreement between firmware under test and the emulator. C++17 and freestanding: compiled into test firmware and into the host.
//
// Firmware that serves cases (pinhole verify, eval) publishes one PinSession named `pin_session` and loops:
//   pin_session.model = next model wanted by the host        BKPT kSelect   host sets `model`, or ends the run when no case is left
//   firmware prepares that model and fills inputs/outputs
//   host copies the case's bytes into inputs[i].address       BKPT kFill
//   firmware runs the model
//   host copies outputs[i] out                                BKPT kCollect
// Benchmark firmware uses none of this: from reset it fills the input, calls run() twice and stops at BKPT kEnd, so that any
// other simulator can count the same image.
#pragma once

#include <cstdint>

namespace pin {

inline constexpr std::uint32_t kSessionMaxTensors = 64;

enum SessionBreakpoint : std::uint8_t {  // the immediate of the BKPT instruction
  kEnd = 0,                              // finished; `status` says how
  kSelect = 1,
  kFill = 2,
  kCollect = 3,
};

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
