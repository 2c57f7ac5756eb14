// Arm M-profile for the emulator.
#include <libelf.h>
#include <unicorn/unicorn.h>

#include "base/error.h"
#include "simulator/instruction_set.h"

namespace pinhole {
namespace {

// Exception numbers of Unicorn's interrupt hook: qemu/target/arm/cpu.h.
enum { kUndefined = 1, kDataAbort = 4, kNoCoprocessor = 17, kInvalidState = 18 };

int model(const std::string& emulator) {
  if (emulator == "cortex-m0") return UC_CPU_ARM_CORTEX_M0;
  if (emulator == "cortex-m3") return UC_CPU_ARM_CORTEX_M3;
  if (emulator == "cortex-m4") return UC_CPU_ARM_CORTEX_M4;
  if (emulator == "cortex-m7") return UC_CPU_ARM_CORTEX_M7;
  if (emulator == "cortex-m33") return UC_CPU_ARM_CORTEX_M33;
  return -1;
}

std::optional<Breakpoint> breakpoint(std::span<const std::uint8_t> code) {
  if (code.size() < 2 || code[1] != 0xbe) return std::nullopt;  // BKPT; ARMv6-M ARM, A6.7.12
  return Breakpoint{.number = code[0], .counted_bytes = 2, .skipped_bytes = 2};
}

std::optional<FaultKind> fault_of(std::uint32_t exception) {
  switch (exception) {
    case kUndefined: return FaultKind::kUndefined;
    case kDataAbort: return FaultKind::kUnaligned;  // missing memory does not get here: Unicorn stops before
    case kNoCoprocessor: return FaultKind::kNoFpu;
    case kInvalidState: return FaultKind::kState;
    default: return std::nullopt;
  }
}

}  // namespace

const InstructionSet kArm = {
    .title = "Arm",
    .elf_machine = EM_ARM,
    .registers = 16,
    .stack_pointer = 13,
    .link = 14,
    .vector_table = true,
    .address_mask = ~1u,
    .unicorn_arch = UC_ARCH_ARM,
    .unicorn_mode = UC_MODE_THUMB | UC_MODE_MCLASS,
    .unicorn_pc = UC_ARM_REG_PC,
    .unicorn_registers = {UC_ARM_REG_R0, UC_ARM_REG_R1, UC_ARM_REG_R2, UC_ARM_REG_R3, UC_ARM_REG_R4, UC_ARM_REG_R5, UC_ARM_REG_R6,
                          UC_ARM_REG_R7, UC_ARM_REG_R8, UC_ARM_REG_R9, UC_ARM_REG_R10, UC_ARM_REG_R11, UC_ARM_REG_R12, UC_ARM_REG_SP,
                          UC_ARM_REG_LR, UC_ARM_REG_PC},
    .unicorn_model = model,
    .models = "cortex-m0, -m3, -m4, -m7 or -m33",
    .breakpoint = breakpoint,
    .fault_of = fault_of,
};

const InstructionSet& instruction_set_of(const std::string& emulator, const std::string& core) {
  for (const InstructionSet* set : {&kArm, &kRiscv})
    if (set->unicorn_model(emulator) >= 0) return *set;
  throw Error({.problem = "the emulator does not know core '" + core + "'",
               .expected = std::string(kArm.models) + ", or " + kRiscv.models,
               .got = emulator});
}

const InstructionSet* instruction_set_of_elf(std::uint16_t elf_machine) {
  for (const InstructionSet* set : {&kArm, &kRiscv})
    if (set->elf_machine == elf_machine) return set;
  return nullptr;
}

}  // namespace pinhole
