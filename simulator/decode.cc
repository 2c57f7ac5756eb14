#include "simulator/decode.h"

#include <algorithm>

#include "simulator/classify.h"
#include "simulator/instruction_set.h"

namespace pinhole {

Decoder::Decoder(const Core& core) : core_(core), arm_(&instruction_set_of(core.emulator, core.name) == &kArm) {}

BlockCost Decoder::block(std::uint32_t address, std::span<const std::uint8_t> code) const {
  const std::unique_ptr<Classifier> classifier = arm_ ? arm_classifier() : riscv_classifier();
  BlockCost cost;
  std::uint32_t loaded = 0, refill = 0, saved = 0;
  while (code.size() >= 2) {
    cost.last_instruction = address;
    ++cost.instructions;
    const Classified c = classifier->next(code, address, loaded);
    CycleClass cycle_class = c.cycle_class;
    if (loaded && c.pairs) cycle_class = cycle_class == CycleClass::load ? CycleClass::load_behind_load : CycleClass::store;
    const std::uint32_t cycles = core_.cycles_of(cycle_class) + c.registers * core_.cycles_of(CycleClass::multiple_register);
    cost.cycles_falling += cycles;
    if (loaded && c.needs_loaded) cost.cycles_falling += core_.cycles_of(CycleClass::load_use);
    refill = c.branch ? core_.cycles_of(CycleClass::branch_refill) : 0;
    saved = c.conditional_cost ? cycles - core_.cycles_of(CycleClass::branch_not_taken) : 0;
    cost.uses_fpu |= c.fpu;
    if (c.aligned_only) cost.aligned_only.push_back(cost.last_instruction);
    loaded = c.loads;
    code = code.subspan(std::min<std::size_t>(c.bytes, code.size()));
    address += c.bytes;
  }
  cost.cycles_taken = cost.cycles_falling + refill;
  cost.cycles_falling -= saved;
  return cost;
}

}  // namespace pinhole
