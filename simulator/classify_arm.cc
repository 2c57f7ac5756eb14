// Thumb instructions by Capstone.
#include <capstone/capstone.h>

#include <cstring>

#include "base/error.h"
#include "simulator/classify.h"

namespace pinhole {
namespace {

bool writes_pc(const cs_insn& insn) {
  const cs_arm& arm = insn.detail->arm;
  for (int i = 0; i < arm.op_count; ++i)
    if (arm.operands[i].type == ARM_OP_REG && arm.operands[i].reg == ARM_REG_PC && (arm.operands[i].access & CS_AC_WRITE)) return true;
  return false;
}

std::uint32_t register_operands(const cs_insn& insn) {
  std::uint32_t count = 0;
  for (int i = 0; i < insn.detail->arm.op_count; ++i) count += insn.detail->arm.operands[i].type == ARM_OP_REG;
  return count;
}

// Double registers move two words.
std::uint32_t words_moved(const cs_insn& insn, std::uint32_t skipped) {
  std::uint32_t words = 0, seen = 0;
  for (int i = 0; i < insn.detail->arm.op_count; ++i) {
    const cs_arm_op& op = insn.detail->arm.operands[i];
    if (op.type != ARM_OP_REG || seen++ < skipped) continue;
    words += op.reg >= ARM_REG_D0 && op.reg <= ARM_REG_D31 ? 2 : 1;
  }
  return words;
}

const cs_arm_op* memory_operand(const cs_insn& insn) {
  for (int i = 0; i < insn.detail->arm.op_count; ++i)
    if (insn.detail->arm.operands[i].type == ARM_OP_MEM) return &insn.detail->arm.operands[i];
  return nullptr;
}

Classified multiple(std::uint32_t registers, bool branch) {
  return {.cycle_class = CycleClass::multiple_base, .registers = registers, .branch = branch, .aligned_only = true};
}

Classified classify_float(const cs_insn& insn) {
  Classified c{.fpu = true};
  switch (insn.id) {
    case ARM_INS_VMLA:
    case ARM_INS_VMLS:
    case ARM_INS_VNMLA:
    case ARM_INS_VNMLS:
    case ARM_INS_VFMA:
    case ARM_INS_VFMS:
    case ARM_INS_VFNMA:
    case ARM_INS_VFNMS: c.cycle_class = CycleClass::float_multiply_accumulate; break;
    case ARM_INS_VDIV:
    case ARM_INS_VSQRT: c.cycle_class = CycleClass::float_divide; break;
    case ARM_INS_VLDR:
    case ARM_INS_VSTR:
      c.cycle_class = insn.id == ARM_INS_VLDR ? CycleClass::float_load : CycleClass::float_store;
      c.registers = words_moved(insn, 0) - 1;  // a double: one word more
      c.aligned_only = true;
      break;
    case ARM_INS_VPUSH:
    case ARM_INS_VPOP:
      c = multiple(words_moved(insn, 0), false);
      c.fpu = true;
      break;
    case ARM_INS_VLDMIA:
    case ARM_INS_VLDMDB:
    case ARM_INS_VSTMIA:
    case ARM_INS_VSTMDB:
      c = multiple(words_moved(insn, 1), false);
      c.fpu = true;
      break;
    case ARM_INS_VMOV: c.cycle_class = register_operands(insn) > 2 ? CycleClass::float_move_pair : CycleClass::float_alu; break;
    default: c.cycle_class = CycleClass::float_alu;
  }
  return c;
}

Classified classify_memory(const cs_insn& insn) {
  const cs_arm_op* memory = memory_operand(insn);
  switch (insn.id) {
    case ARM_INS_LDRD:
    case ARM_INS_STRD: return multiple(2, false);
    case ARM_INS_PUSH:
    case ARM_INS_POP: return multiple(register_operands(insn), writes_pc(insn));
    case ARM_INS_LDM:
    case ARM_INS_LDMDB:
    case ARM_INS_STM:
    case ARM_INS_STMDB: return multiple(register_operands(insn) - 1, writes_pc(insn));
    case ARM_INS_STR:
    case ARM_INS_STRB:
    case ARM_INS_STRH:
    case ARM_INS_STRT:
    case ARM_INS_STRBT:
    case ARM_INS_STRHT:
      return {.cycle_class = memory && memory->mem.index != ARM_REG_INVALID ? CycleClass::store_register_offset : CycleClass::store};
    case ARM_INS_STREX:
    case ARM_INS_STREXB:
    case ARM_INS_STREXH:
    case ARM_INS_LDREX:
    case ARM_INS_LDREXB:
    case ARM_INS_LDREXH: return {.cycle_class = CycleClass::load, .aligned_only = true};
    default: return {.cycle_class = CycleClass::load, .branch = writes_pc(insn)};
  }
}

Classified classify(const cs_insn& insn) {
  switch (insn.id) {
    case ARM_INS_LDR:
    case ARM_INS_LDRB:
    case ARM_INS_LDRH:
    case ARM_INS_LDRSB:
    case ARM_INS_LDRSH:
    case ARM_INS_LDRT:
    case ARM_INS_LDRBT:
    case ARM_INS_LDRHT:
    case ARM_INS_LDRSBT:
    case ARM_INS_LDRSHT:
    case ARM_INS_LDREX:
    case ARM_INS_LDREXB:
    case ARM_INS_LDREXH:
    case ARM_INS_STR:
    case ARM_INS_STRB:
    case ARM_INS_STRH:
    case ARM_INS_STRT:
    case ARM_INS_STRBT:
    case ARM_INS_STRHT:
    case ARM_INS_STREX:
    case ARM_INS_STREXB:
    case ARM_INS_STREXH:
    case ARM_INS_LDRD:
    case ARM_INS_STRD:
    case ARM_INS_LDM:
    case ARM_INS_LDMDB:
    case ARM_INS_STM:
    case ARM_INS_STMDB:
    case ARM_INS_PUSH:
    case ARM_INS_POP: return classify_memory(insn);
    case ARM_INS_MUL: return {.cycle_class = CycleClass::multiply};
    case ARM_INS_MLA:
    case ARM_INS_MLS: return {.cycle_class = CycleClass::multiply_accumulate};
    case ARM_INS_SMULL:
    case ARM_INS_UMULL:
    case ARM_INS_SMLAL:
    case ARM_INS_UMLAL:
    case ARM_INS_UMAAL: return {.cycle_class = CycleClass::multiply_long};
    case ARM_INS_SDIV:
    case ARM_INS_UDIV: return {.cycle_class = CycleClass::divide};
    case ARM_INS_BL: return {.cycle_class = CycleClass::call, .branch = true};
    case ARM_INS_B:
    case ARM_INS_BX:
    case ARM_INS_BLX:
    case ARM_INS_BXJ:
    case ARM_INS_CBZ:
    case ARM_INS_CBNZ: return {.cycle_class = CycleClass::branch, .branch = true, .conditional_cost = true};
    case ARM_INS_TBB:
    case ARM_INS_TBH: return {.cycle_class = CycleClass::table_branch, .branch = true};
    case ARM_INS_IT: return {.cycle_class = CycleClass::if_then};
    case ARM_INS_NOP:
    case ARM_INS_YIELD:
    case ARM_INS_WFE:
    case ARM_INS_WFI:
    case ARM_INS_SEV:
    case ARM_INS_HINT: return {.cycle_class = CycleClass::no_operation};
    case ARM_INS_DSB:
    case ARM_INS_DMB:
    case ARM_INS_ISB: return {.cycle_class = CycleClass::barrier};
    case ARM_INS_MRS:
    case ARM_INS_MSR:
    case ARM_INS_CPS: return {.cycle_class = CycleClass::system};
    default: break;
  }
  if (insn.mnemonic[0] == 'v' || std::strncmp(insn.mnemonic, "fl", 2) == 0 || std::strncmp(insn.mnemonic, "fs", 2) == 0)
    return classify_float(insn);
  // The packed instructions of the DSP extension; ARMv7-M ARM, A4.4.
  static constexpr const char* kPacked[] = {"smla",   "smlal",  "smul",  "smuad", "smus",   "smls",  "smm",  "sxta",  "uxta",
                                            "sxtb16", "uxtb16", "pkh",   "qadd",  "qsub",   "qd",    "qa",   "qs",    "sadd",
                                            "ssub",   "shadd",  "shsub", "sasx",  "ssax",   "uadd",  "usub", "uhadd", "uhsub",
                                            "uqadd",  "uqsub",  "usad",  "sel",   "ssat16", "usat16"};
  for (const char* prefix : kPacked)
    if (std::strncmp(insn.mnemonic, prefix, std::strlen(prefix)) == 0) return {.cycle_class = CycleClass::dsp};
  return {.cycle_class = CycleClass::alu, .branch = writes_pc(insn)};
}

// A plain load's destination when the next instruction may pair with it.
std::uint32_t load_destination(const cs_insn& insn, const Classified& c) {
  if (c.cycle_class != CycleClass::load || c.branch || c.aligned_only) return ARM_REG_INVALID;
  return insn.detail->arm.op_count > 0 && insn.detail->arm.operands[0].type == ARM_OP_REG ? insn.detail->arm.operands[0].reg
                                                                                          : static_cast<arm_reg>(ARM_REG_INVALID);
}

bool address_uses(const cs_insn& insn, std::uint32_t reg) {
  const cs_arm_op* memory = memory_operand(insn);
  return memory && (memory->mem.base == reg || memory->mem.index == reg);
}

// One a block: Capstone keeps the state of an IT block between calls.
class ArmClassifier : public Classifier {
 public:
  ArmClassifier() {
    PIN_CHECK(cs_open(CS_ARCH_ARM, static_cast<cs_mode>(CS_MODE_THUMB | CS_MODE_MCLASS), &handle_) == CS_ERR_OK, "capstone");
    cs_option(handle_, CS_OPT_DETAIL, CS_OPT_ON);
    insn_ = cs_malloc(handle_);
  }
  ~ArmClassifier() override {
    cs_free(insn_, 1);
    cs_close(&handle_);
  }

  Classified next(std::span<const std::uint8_t> code, std::uint32_t address, std::uint32_t loaded) override {
    const std::uint8_t* at = code.data();
    std::size_t left = code.size();
    std::uint64_t pc = address;
    if (!cs_disasm_iter(handle_, &at, &left, &pc, insn_)) {
      // ARMv7-M ARM, A5.1: 0b11101, 0b11110 and 0b11111 start a 32-bit instruction
      return {.bytes = (at[1] >> 3) >= 0x1d && left >= 4 ? 4u : 2u};
    }
    Classified c = classify(*insn_);
    c.bytes = insn_->size;
    c.loads = load_destination(*insn_, c);
    const bool address_loaded = address_uses(*insn_, loaded);
    c.pairs =
        !address_loaded && ((c.cycle_class == CycleClass::load && !c.aligned_only) || c.cycle_class == CycleClass::store_register_offset);
    return c;
  }

 private:
  csh handle_ = 0;
  cs_insn* insn_ = nullptr;
};

}  // namespace

std::unique_ptr<Classifier> arm_classifier() { return std::make_unique<ArmClassifier>(); }

}  // namespace pinhole
