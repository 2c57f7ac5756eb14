// What the emulator must know of an instruction set, beside its timing (decode.h): registers, breakpoints, exceptions. Used by machine,
// image, debug_info and measure. One object an instruction set, in arm.cc and riscv.cc.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "simulator/fault_kind.h"

namespace pinhole {

// A core's registers by their DWARF numbers: Arm r0 to r15, RISC-V x0 to x31.
struct Registers {
  std::array<std::uint32_t, 32> general{};
  std::uint32_t pc = 0;  // the address of the current instruction; Arm's r15 too
  bool operator==(const Registers&) const = default;
};

// Where the firmware stopped for the host: the number it shows, and the bytes to go on behind.
struct Breakpoint {
  std::uint8_t number = 0;
  std::uint32_t counted_bytes = 0;  // the instruction itself
  std::uint32_t skipped_bytes = 0;  // with what carries the number
};

struct InstructionSet {
  const char* title;           // "Arm"
  std::uint16_t elf_machine;   // e_machine
  int registers;               // how many of Registers::general exist
  int stack_pointer, link;     // their numbers
  bool vector_table;           // an image starts with stack pointer and entry; without, the ELF header names the entry
  std::uint32_t address_mask;  // what of a code pointer is the address: not Arm's Thumb bit

  // Unicorn's names for all this.
  int unicorn_arch, unicorn_mode, unicorn_pc;
  std::array<int, 32> unicorn_registers;
  int (*unicorn_model)(const std::string& emulator);  // -1: not known
  const char* models;                                 // those that are, for errors

  // The breakpoint at the start of these bytes, when there is one. Unicorn stops at RISC-V's as at an undefined instruction.
  std::optional<Breakpoint> (*breakpoint)(std::span<const std::uint8_t> code);
  // What an exception of Unicorn's means, as far as it has a kind of its own.
  std::optional<FaultKind> (*fault_of)(std::uint32_t exception);
};

// Throws Error for a core that the emulator does not know.
const InstructionSet& instruction_set_of(const std::string& emulator, const std::string& core);
// By e_machine; null when it is none of ours.
const InstructionSet* instruction_set_of_elf(std::uint16_t elf_machine);

extern const InstructionSet kArm, kRiscv;

}  // namespace pinhole
