#include "simulator/debug_info.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <libelf.h>

namespace pinhole {

struct DebugInfo::Handles {
  Bytes file;
  Elf* elf = nullptr;
  Dwarf* dwarf = nullptr;
  Dwarf_CFI* frames = nullptr;  // owned by dwarf
};

namespace {

constexpr int kArmProgramCounter = 15;

// The few operations that GCC writes into .debug_frame: base register + offset, and CFA + offset.
std::optional<std::uint32_t> evaluate(const Dwarf_Op* ops, std::size_t count, const Registers& registers, std::uint32_t cfa) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const Dwarf_Op& op = ops[i];
    if (op.atom >= DW_OP_breg0 && op.atom <= DW_OP_breg31)
      value = registers.general[op.atom - DW_OP_breg0] + static_cast<std::uint32_t>(op.number);
    else if (op.atom == DW_OP_bregx && op.number < registers.general.size())
      value = registers.general[op.number] + static_cast<std::uint32_t>(op.number2);
    else if (op.atom == DW_OP_call_frame_cfa) value = cfa;
    else if (op.atom == DW_OP_plus_uconst) value += static_cast<std::uint32_t>(op.number);
    else return std::nullopt;
  }
  return value;
}

// The caller's registers from this frame's; false at the end of the path.
bool unwind(Dwarf_CFI* frames, const InstructionSet& set, Registers& registers, const DebugInfo::ReadWord& read) {
  Dwarf_Frame* frame = nullptr;
  if (!frames || dwarf_cfi_addrframe(frames, registers.pc, &frame) != 0) return false;
  const std::unique_ptr<Dwarf_Frame, decltype(&std::free)> owner(frame, std::free);
  Dwarf_Op* ops = nullptr;
  std::size_t count = 0;
  if (dwarf_frame_cfa(frame, &ops, &count) != 0 || count == 0) return false;
  const auto cfa = evaluate(ops, count, registers, 0);
  if (!cfa) return false;
  Registers caller = registers;
  for (int r = 0; r < set.registers; ++r) {
    if (r == set.stack_pointer || (&set == &kArm && r == kArmProgramCounter)) continue;  // the CFA itself, and the link, below
    Dwarf_Op memory[3];
    if (dwarf_frame_register(frame, r, memory, &ops, &count) != 0) return false;
    if (count == 0) continue;  // kept by the callee, or unknown: left as it is
    const auto at = evaluate(ops, count, registers, *cfa);
    const auto value = at ? read(*at) : std::nullopt;
    if (!value) return false;
    caller.general[static_cast<std::size_t>(r)] = *value;
  }
  caller.general[static_cast<std::size_t>(set.stack_pointer)] = *cfa;
  caller.pc = caller.general[static_cast<std::size_t>(set.link)] & set.address_mask;
  if (&set == &kArm) caller.general[kArmProgramCounter] = caller.pc;
  if (caller == registers) return false;
  registers = caller;
  return true;
}

// The compilation unit of an address. Where the linker dropped functions, the table .debug_aranges of RISC-V images has pairs of zeros in its
// middle, which libdw takes for its end: then the units themselves are asked.
bool unit_at(Dwarf* dwarf, std::uint32_t address, Dwarf_Die* unit) {
  if (!dwarf) return false;
  if (dwarf_addrdie(dwarf, address, unit)) return true;
  Dwarf_CU* cu = nullptr;
  while (dwarf_get_units(dwarf, cu, &cu, nullptr, nullptr, unit, nullptr) == 0)
    if (dwarf_haspc(unit, address) == 1) return true;
  return false;
}

}  // namespace

std::string to_string(const SourceLine& line) { return line.file + ":" + std::to_string(line.line); }

DebugInfo::DebugInfo(const Image& image) : set_(image.instruction_set()), handles_(std::make_unique<Handles>()) {
  handles_->file = image.file();
  elf_version(EV_CURRENT);
  handles_->elf = elf_memory(reinterpret_cast<char*>(handles_->file.data()), handles_->file.size());
  if (handles_->elf) handles_->dwarf = dwarf_begin_elf(handles_->elf, DWARF_C_READ, nullptr);
  if (handles_->dwarf) handles_->frames = dwarf_getcfi(handles_->dwarf);
}

DebugInfo::~DebugInfo() {
  if (handles_->dwarf) dwarf_end(handles_->dwarf);
  if (handles_->elf) elf_end(handles_->elf);
}

std::optional<SourceLine> DebugInfo::line_at(std::uint32_t address) const {
  Dwarf_Die unit;
  if (!unit_at(handles_->dwarf, address, &unit)) return std::nullopt;
  Dwarf_Line* found = dwarf_getsrc_die(&unit, address);
  int line = 0;
  const char* file = found ? dwarf_linesrc(found, nullptr, nullptr) : nullptr;
  if (!file || dwarf_lineno(found, &line) != 0 || line <= 0) return std::nullopt;
  std::string name = file;
  if (name.starts_with("./")) name.erase(0, 2);
  return SourceLine{name, static_cast<std::uint32_t>(line)};
}

std::vector<SourceLine> DebugInfo::inlined_from(std::uint32_t address) const {
  std::vector<SourceLine> out;
  Dwarf_Die unit;
  if (!unit_at(handles_->dwarf, address, &unit)) return out;
  Dwarf_Files* files = nullptr;
  if (dwarf_getsrcfiles(&unit, &files, nullptr) != 0) return out;
  Dwarf_Die* scopes = nullptr;
  const int count = dwarf_getscopes(&unit, address, &scopes);
  const std::unique_ptr<Dwarf_Die, decltype(&std::free)> owner(scopes, std::free);
  for (int i = 0; i < count && dwarf_tag(&scopes[i]) != DW_TAG_subprogram; ++i) {
    if (dwarf_tag(&scopes[i]) != DW_TAG_inlined_subroutine) continue;
    Dwarf_Attribute attribute;
    Dwarf_Word file = 0, line = 0;
    if (dwarf_formudata(dwarf_attr(&scopes[i], DW_AT_call_file, &attribute), &file) != 0) continue;
    if (dwarf_formudata(dwarf_attr(&scopes[i], DW_AT_call_line, &attribute), &line) != 0) continue;
    const char* name = dwarf_filesrc(files, file, nullptr, nullptr);
    std::string text = name ? name : "";
    if (text.starts_with("./")) text.erase(0, 2);
    out.push_back({text, static_cast<std::uint32_t>(line)});
  }
  return out;
}

std::vector<std::uint32_t> DebugInfo::callers(Registers registers, const ReadWord& read, std::size_t depth) const {
  std::vector<std::uint32_t> out;
  while (out.size() < depth && unwind(handles_->frames, set_, registers, read)) {
    if (registers.pc == 0) break;
    out.push_back(registers.pc);
    registers.pc -= 1;  // inside the call: its unwind data and its line, not the next one's
  }
  return out;
}

}  // namespace pinhole
