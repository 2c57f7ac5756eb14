// RV32 for the emulator.
#include <libelf.h>
#include <unicorn/unicorn.h>

#include <cstring>

#include "simulator/instruction_set.h"

namespace pinhole {
namespace {

// Exception codes: RISC-V Privileged Architecture, "Machine Cause Register"; Unicorn passes them on.
enum { kIllegal = 2, kLoadMisaligned = 4, kStoreMisaligned = 6 };

// E31 is RV32IMAC: what a core has besides A it may lack, but no compiler flag of ours makes that.
int model(const std::string& emulator) { return emulator == "riscv32" ? UC_CPU_RISCV32_SIFIVE_E31 : -1; }

// EBREAK, or C.EBREAK, and behind it LUI x0, number (firmware/session.h); without that the number is 0.
std::optional<Breakpoint> breakpoint(std::span<const std::uint8_t> code) {
  const auto starts_with = [&](std::uint32_t instruction, std::size_t bytes) {
    return code.size() >= bytes && std::memcmp(code.data(), &instruction, bytes) == 0;
  };
  const std::uint32_t own_bytes = starts_with(0x00100073, 4) ? 4 : starts_with(0x9002, 2) ? 2 : 0;
  if (own_bytes == 0) return std::nullopt;
  Breakpoint out{.number = 0, .counted_bytes = own_bytes, .skipped_bytes = own_bytes};
  if (code.size() < own_bytes + 4) return out;
  std::uint32_t behind;
  std::memcpy(&behind, code.data() + own_bytes, 4);
  if ((behind & 0xfff) != 0x037) return out;  // LUI with destination x0: Unprivileged ISA, "HINT Instructions"
  out.number = static_cast<std::uint8_t>(behind >> 12);
  out.skipped_bytes += 4;
  return out;
}

std::optional<FaultKind> fault_of(std::uint32_t exception) {
  switch (exception) {
    case kIllegal: return FaultKind::kUndefined;
    case kLoadMisaligned:
    case kStoreMisaligned: return FaultKind::kUnaligned;
    default: return std::nullopt;
  }
}

constexpr std::array<int, 32> all_registers() {
  std::array<int, 32> ids{};
  for (int i = 0; i < 32; ++i) ids[static_cast<std::size_t>(i)] = UC_RISCV_REG_X0 + i;
  return ids;
}

}  // namespace

const InstructionSet kRiscv = {
    .title = "RISC-V",
    .elf_machine = EM_RISCV,
    .registers = 32,
    .stack_pointer = 2,
    .link = 1,
    .vector_table = false,
    .address_mask = ~0u,
    .unicorn_arch = UC_ARCH_RISCV,
    .unicorn_mode = UC_MODE_RISCV32,
    .unicorn_pc = UC_RISCV_REG_PC,
    .unicorn_registers = all_registers(),
    .unicorn_model = model,
    .models = "riscv32",
    .breakpoint = breakpoint,
    .fault_of = fault_of,
};

}  // namespace pinhole
