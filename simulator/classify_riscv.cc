// RV32IMC instructions, decoded here: The RISC-V Instruction Set Manual, Volume I (Unprivileged ISA), "RV32I Base Integer Instruction Set",
// "M Standard Extension", "C Standard Extension". Capstone 4 has no operands' directions for RISC-V, and the load-use rule needs them.
#include <cstring>

#include "simulator/classify.h"

namespace pinhole {
namespace {

// One instruction with the registers that it reads; x0 stands for none.
struct Read {
  Classified c;
  std::uint32_t first = 0, second = 0;
};

constexpr std::uint32_t kStackPointer = 2;

std::uint32_t bits(std::uint32_t word, int low, int count) { return (word >> low) & ((1u << count) - 1); }

Read alu(std::uint32_t first = 0, std::uint32_t second = 0) { return {{.cycle_class = CycleClass::alu}, first, second}; }
Read load(std::uint32_t destination, std::uint32_t base) { return {{.cycle_class = CycleClass::load, .loads = destination}, base, 0}; }
Read store(std::uint32_t value, std::uint32_t base) { return {{.cycle_class = CycleClass::store}, base, value}; }
Read branch(std::uint32_t first, std::uint32_t second) {
  return {{.cycle_class = CycleClass::branch, .branch = true, .conditional_cost = true}, first, second};
}
Read jump(bool keeps_return) { return {{.cycle_class = keeps_return ? CycleClass::call : CycleClass::jump, .branch = true}, 0, 0}; }
Read jump_register(std::uint32_t target) { return {{.cycle_class = CycleClass::branch, .branch = true}, target, 0}; }
Read of(CycleClass cycle_class) { return {{.cycle_class = cycle_class}, 0, 0}; }

Read register_operation(std::uint32_t word, std::uint32_t rs1, std::uint32_t rs2) {
  Read read = alu(rs1, rs2);
  if (bits(word, 25, 7) != 1) return read;  // not the M extension
  const std::uint32_t function = bits(word, 12, 3);
  read.c.cycle_class = function == 0 ? CycleClass::multiply : function < 4 ? CycleClass::multiply_long : CycleClass::divide;
  return read;
}

Read full(std::uint32_t word) {
  const std::uint32_t rd = bits(word, 7, 5), rs1 = bits(word, 15, 5), rs2 = bits(word, 20, 5);
  switch (bits(word, 0, 7)) {
    case 0x03: return load(rd, rs1);
    case 0x0f: return of(CycleClass::barrier);
    case 0x13: return word == 0x13 ? of(CycleClass::no_operation) : alu(rs1);
    case 0x23: return store(rs2, rs1);
    case 0x33: return register_operation(word, rs1, rs2);
    case 0x63: return branch(rs1, rs2);
    case 0x67: return jump_register(rs1);
    case 0x6f: return jump(rd != 0);
    case 0x73: return of(CycleClass::system);
    default: return alu();  // LUI, AUIPC; what is no instruction faults in the emulator
  }
}

Read compressed(std::uint32_t half) {
  const std::uint32_t rd = bits(half, 7, 5), rs2 = bits(half, 2, 5);
  const std::uint32_t short_first = 8 + bits(half, 7, 3), short_second = 8 + bits(half, 2, 3);
  switch (bits(half, 0, 2) << 3 | bits(half, 13, 3)) {
    case 0x00: return alu(kStackPointer);                                           // C.ADDI4SPN
    case 0x02: return load(short_second, short_first);                              // C.LW
    case 0x06: return store(short_second, short_first);                             // C.SW
    case 0x08: return rd == 0 ? of(CycleClass::no_operation) : alu(rd);             // C.NOP, C.ADDI
    case 0x09: return jump(true);                                                   // C.JAL
    case 0x0a: return alu();                                                        // C.LI
    case 0x0b: return alu(rd == kStackPointer ? rd : 0);                            // C.ADDI16SP, C.LUI
    case 0x0c: return alu(short_first, bits(half, 10, 2) == 3 ? short_second : 0);  // shifts, C.ANDI; C.SUB, XOR, OR, AND
    case 0x0d: return jump(false);                                                  // C.J
    case 0x0e:
    case 0x0f: return branch(short_first, 0);   // C.BEQZ, C.BNEZ
    case 0x10: return alu(rd);                  // C.SLLI
    case 0x12: return load(rd, kStackPointer);  // C.LWSP
    case 0x14:
      if (rs2 != 0) return bits(half, 12, 1) ? alu(rd, rs2) : alu(rs2);  // C.ADD, C.MV
      return rd == 0 ? of(CycleClass::system) : jump_register(rd);       // C.EBREAK; C.JR, C.JALR
    case 0x16: return store(rs2, kStackPointer);                         // C.SWSP
    default: return alu();
  }
}

class RiscvClassifier : public Classifier {
 public:
  Classified next(std::span<const std::uint8_t> code, std::uint32_t, std::uint32_t loaded) override {
    std::uint32_t word = 0;
    const bool long_form = (code[0] & 3) == 3 && code.size() >= 4;
    std::memcpy(&word, code.data(), long_form ? 4 : 2);
    Read read = long_form ? full(word) : compressed(word);
    read.c.bytes = long_form ? 4 : 2;
    read.c.needs_loaded = loaded != 0 && (read.first == loaded || read.second == loaded);
    return read.c;
  }
};

}  // namespace

std::unique_ptr<Classifier> riscv_classifier() { return std::make_unique<RiscvClassifier>(); }

}  // namespace pinhole
