#include "simulator/machine.h"

#include <unicorn/unicorn.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <exception>
#include <optional>
#include <unordered_map>

#include "base/error.h"
#include "simulator/fault.h"
#include "simulator/instruction_set.h"

namespace pinhole {
namespace {

constexpr std::uint32_t kPage = 4096;
constexpr std::uint32_t kSystemControl = 0xE000E000;  // ARMv7-M ARM, B3.2: CPUID, VTOR, CPACR, SysTick ...
constexpr std::uint32_t kTrace = 0xE0001000;          // C1.8: DWT
constexpr std::uint32_t kCpuId = kSystemControl + 0xD00, kCpacr = kSystemControl + 0xD88, kFpuOn = 0xFu << 20;
constexpr std::uint32_t kQuickBlocks = 1u << 16;

// Host memory behind emulated memory.
struct Mapping {
  std::uint32_t address;
  std::uint32_t bytes;  // of the region; the mapping is rounded up to pages
  std::shared_ptr<std::uint8_t> host;
};

Mapping make_mapping(std::uint32_t address, std::uint32_t bytes, std::uint8_t fill) {
  const std::size_t rounded = (std::size_t{bytes} + kPage - 1) / kPage * kPage;
  auto* host = static_cast<std::uint8_t*>(std::aligned_alloc(kPage, rounded));
  PIN_CHECK(host != nullptr, "no memory for a region of the board");
  std::memset(host, fill, rounded);
  return {address, bytes, std::shared_ptr<std::uint8_t>(host, std::free)};
}

void check(uc_err error, const char* what) { PIN_CHECK(error == UC_ERR_OK, std::string(what) + ": " + uc_strerror(error)); }

}  // namespace

struct Machine::State {
  uc_engine* engine = nullptr;
  std::vector<Mapping> mappings;
  std::deque<Block> blocks;  // stable addresses
  std::unordered_map<std::uint64_t, Block*> by_place;
  std::optional<MemoryModel> memory_model;
  std::uint32_t resume_at = 0;
  // Why the emulation was stopped from a hook.
  std::optional<Fault> fault;
  std::optional<std::uint32_t> exception;
  std::exception_ptr thrown;
  bool fault_is_exact = false;
  std::uint32_t traced_pc = 0;  // the traced instruction that runs
};

struct MachineHooks {
  static void block(uc_engine*, std::uint64_t address, std::uint32_t bytes, void* user) {
    auto* machine = static_cast<Machine*>(user);
    try {
      machine->enter(static_cast<std::uint32_t>(address), bytes);
    } catch (...) {  // must not pass through Unicorn's frames
      machine->state_->thrown = std::current_exception();
      uc_emu_stop(machine->state_->engine);
    }
  }
  static void interrupt(uc_engine* engine, std::uint32_t number, void* user) {
    static_cast<Machine*>(user)->state_->exception = number;
    uc_emu_stop(engine);
  }
  static void code(uc_engine*, std::uint64_t address, std::uint32_t, void* user) {
    static_cast<Machine*>(user)->state_->traced_pc = static_cast<std::uint32_t>(address);
  }
  static void access(uc_engine*, uc_mem_type type, std::uint64_t address, int size, std::int64_t, void* user) {
    static_cast<Machine*>(user)->on_read(static_cast<std::uint32_t>(address), size, type == UC_MEM_WRITE);
  }
  static bool invalid(uc_engine*, uc_mem_type type, std::uint64_t address, int size, std::int64_t, void* user) {
    FaultKind kind = FaultKind::kRead;
    if (type == UC_MEM_WRITE_UNMAPPED) kind = FaultKind::kWrite;
    if (type == UC_MEM_WRITE_PROT) kind = FaultKind::kWriteFlash;
    if (type == UC_MEM_FETCH_UNMAPPED || type == UC_MEM_FETCH_PROT) kind = FaultKind::kFetch;
    static_cast<Machine*>(user)->state_->fault = Fault{.kind = kind, .address = static_cast<std::uint32_t>(address), .bytes = size};
    return false;
  }
};

Machine::Machine(const Image& image, const Board& board, MachineOptions options)
    : image_(image),
      board_(board),
      set_(instruction_set_of(board.core.emulator, board.core.name)),
      options_(std::move(options)),
      decoder_(board.core),
      state_(std::make_unique<State>()),
      quick_(kQuickBlocks, nullptr),
      limit_(options_.instruction_limit ? options_.instruction_limit : kDefaultInstructionLimit) {
  if (&image.instruction_set() != &set_)
    throw Error({.file = image.path(),
                 .problem = "the image is for another processor than that of " + board.title,
                 .expected = set_.title,
                 .got = image.instruction_set().title,
                 .help = "was it built for another board?"});
  check(uc_open(static_cast<uc_arch>(set_.unicorn_arch), static_cast<uc_mode>(set_.unicorn_mode), &state_->engine), "uc_open");
  check(uc_ctl_set_cpu_model(state_->engine, set_.unicorn_model(board.core.emulator)), "cpu model");
  map_memories();
  load_image();
  state_->resume_at = image.entry();
  if (set_.vector_table) {
    const std::uint32_t vectors = board.flash().image_address();
    std::uint32_t sp = word(vectors);
    state_->resume_at = word(vectors + 4);
    check(uc_reg_write(state_->engine, set_.unicorn_registers[static_cast<std::size_t>(set_.stack_pointer)], &sp), "sp");
  }
  find_stack();
  paint_stack(stack_top_);
  const auto add = [&](int type, void* callback, std::uint64_t begin, std::uint64_t end) {
    uc_hook hook;
    check(uc_hook_add(state_->engine, &hook, type, callback, this, begin, end), "hook");
  };
  add(UC_HOOK_BLOCK, reinterpret_cast<void*>(MachineHooks::block), 1, 0);
  add(UC_HOOK_INTR, reinterpret_cast<void*>(MachineHooks::interrupt), 1, 0);
  add(UC_HOOK_MEM_INVALID, reinterpret_cast<void*>(MachineHooks::invalid), 1, 0);
  for (const CodeRange& range : options_.traced)
    add(UC_HOOK_CODE, reinterpret_cast<void*>(MachineHooks::code), range.address, range.address + range.bytes - 1);
  if (options_.memory_pass) {
    state_->memory_model.emplace(board);
    add(UC_HOOK_MEM_READ | UC_HOOK_MEM_WRITE, reinterpret_cast<void*>(MachineHooks::access), 1, 0);
  }
}

Machine::~Machine() {
  if (state_->engine) uc_close(state_->engine);
}

void Machine::map_memories() {
  const auto map_host = [&](Mapping mapping, std::uint32_t rights) {
    const std::uint32_t rounded = (mapping.bytes + kPage - 1) / kPage * kPage;
    check(uc_mem_map_ptr(state_->engine, mapping.address, rounded, rights, mapping.host.get()), "map");
    state_->mappings.push_back(std::move(mapping));
  };
  const auto map = [&](std::uint32_t address, std::uint32_t bytes, std::uint8_t fill, std::uint32_t rights) {
    map_host(make_mapping(address, bytes, fill), rights);
  };
  // Erased flash reads as ones. RAM holds anything after power-up; a fixed pattern finds code that relies on zeros.
  for (const Region& region : board_.regions) {
    const bool flash = region.kind == Region::Kind::kFlash;
    const std::uint32_t data_rights = flash ? UC_PROT_READ : UC_PROT_READ | UC_PROT_WRITE;
    map(region.address, region.bytes, flash ? 0xff : kStackPaint, region.code_address ? data_rights : data_rights | UC_PROT_EXEC);
    if (region.code_address)  // the same bytes, fetched; data reads there are narrower on some chips and are taken for faults,
                              // on pages that nothing has been fetched from (Unicorn looks at the rights of a page once)
      map_host({region.code_address, region.bytes, state_->mappings.back().host}, UC_PROT_EXEC);
  }
  if (&set_ != &kArm) return;
  map(kSystemControl, kPage, 0, UC_PROT_READ | UC_PROT_WRITE);
  map(kTrace, kPage, 0, UC_PROT_READ | UC_PROT_WRITE);
  const std::uint32_t cpu_id = board_.core.emulator == "cortex-m0" ? 0x410CC601 : 0x410FC241;  // M0+ r0p1, M4 r0p1: CPUID, B3.2.3
  std::memcpy(memory(kCpuId, 4).data(), &cpu_id, 4);
}

void Machine::load_image() {
  for (const Segment& segment : image_.segments()) {
    const auto bytes = static_cast<std::uint32_t>(segment.bytes.size());
    const bool fits = std::any_of(board_.regions.begin(), board_.regions.end(), [&](const Region& r) {
      return segment.address >= r.address && std::uint64_t{segment.address} + bytes <= r.end();
    });
    if (!fits) {
      char range[64];
      std::snprintf(range, sizeof range, "0x%08x, %u bytes", segment.address, bytes);
      throw Error({.file = image_.path(),
                   .problem = "a part of the image lies outside the memories of " + board_.title,
                   .got = range,
                   .help = "was it built for another board?"});
    }
    std::memcpy(memory(segment.address, bytes).data(), segment.bytes.data(), bytes);
  }
}

void Machine::find_stack() {
  if (image_.symbol("pin_stack_bottom", stack_bottom_) && image_.symbol("pin_stack_top", stack_top_)) return;
  stack_top_ = set_.vector_table ? word(board_.flash().image_address()) : 0;
  for (const Region& region : board_.regions)
    if (stack_top_ > region.address && stack_top_ <= region.end())
      stack_bottom_ = std::max<std::uint32_t>(region.address, stack_top_ - std::min(stack_top_, 65536u));
  if (stack_bottom_ == 0)
    throw Error({.file = image_.path(),
                 .problem = "the image names no stack in the RAM of " + board_.title,
                 .expected = set_.vector_table ? "a stack pointer in its first word" : "the symbols pin_stack_bottom and pin_stack_top",
                 .help = "was it built for another board?"});
}

std::span<std::uint8_t> Machine::memory(std::uint32_t address, std::uint32_t bytes) {
  for (const Mapping& m : state_->mappings)
    if (address >= m.address && address - m.address <= m.bytes && bytes <= m.bytes - (address - m.address))
      return {m.host.get() + (address - m.address), bytes};
  char range[64];
  std::snprintf(range, sizeof range, "0x%08x, %u bytes", address, bytes);
  throw Error({.file = image_.path(), .problem = "a range named by the firmware is not in the board's memory", .got = range});
}

// At most so many bytes: fewer at the end of the memory, none outside of it.
std::span<const std::uint8_t> Machine::code_at(std::uint32_t address, std::uint32_t bytes) {
  for (const Mapping& m : state_->mappings)
    if (address >= m.address && address - m.address < m.bytes) return memory(address, std::min(bytes, m.bytes - (address - m.address)));
  return {};
}

std::uint32_t Machine::word(std::uint32_t address) {
  std::uint32_t value;
  std::memcpy(&value, memory(address, 4).data(), 4);
  return value;
}

std::uint32_t Machine::general(int number) const {
  std::uint32_t value = 0;
  check(uc_reg_read(state_->engine, set_.unicorn_registers[static_cast<std::size_t>(number)], &value), "register");
  return value;
}

Registers Machine::registers() const {
  Registers out;
  for (int i = 0; i < set_.registers; ++i) out.general[static_cast<std::size_t>(i)] = general(i);
  check(uc_reg_read(state_->engine, set_.unicorn_pc, &out.pc), "pc");
  return out;
}

std::uint32_t Machine::stack_pointer() const { return general(set_.stack_pointer); }

std::uint32_t Machine::return_address() const { return general(set_.link) & set_.address_mask; }

std::vector<Block*> Machine::blocks() {
  std::vector<Block*> out;
  for (Block& block : state_->blocks) out.push_back(&block);
  return out;
}

void Machine::clear_counts() {
  for (Block& block : state_->blocks) block.executed[0] = block.executed[1] = block.stall_cycles = 0;
  std::fill(bins.begin(), bins.end(), Cost{});
}

void Machine::paint_stack(std::uint32_t below) {
  if (below <= stack_bottom_) return;
  const auto bytes = memory(stack_bottom_, below - stack_bottom_);
  std::fill(bytes.begin(), bytes.end(), kStackPaint);
}

std::uint32_t Machine::lowest_used() const {
  const auto bytes = const_cast<Machine*>(this)->memory(stack_bottom_, stack_top_ - stack_bottom_);
  const auto used = std::find_if(bytes.begin(), bytes.end(), [](std::uint8_t b) { return b != kStackPaint; });
  return stack_bottom_ + static_cast<std::uint32_t>((used - bytes.begin()) & ~3);
}

// The hot path: once for every block that runs.
void Machine::enter(std::uint32_t address, std::uint32_t bytes) {
  leave(address);
  Block*& quick = quick_[(address >> 1) & (kQuickBlocks - 1)];
  if (!quick || quick->address != address || quick->bytes != bytes) quick = new_block(address, bytes);
  Block* block = quick;
  if (address == watched_[0] || address == watched_[1]) on_watch(address);
  if (block->measured) current_ = block->bin;
  previous_ = block;
  if (state_->memory_model) {
    const std::uint32_t waited = state_->memory_model->fetch(address, bytes, block->cycles[0]);
    block->stall_cycles += waited;
    bins[static_cast<std::size_t>(current_)].stall_cycles += waited;
  }
  if (instructions_ >= limit_) {
    state_->fault = Fault{.kind = FaultKind::kLimit, .detail = std::to_string(instructions_) + " instructions since reset"};
    state_->fault_is_exact = true;
    uc_emu_stop(state_->engine);
  }
}

void Machine::leave(std::uint32_t next) {
  Block* block = previous_;
  if (!block) return;
  const bool elsewhere = next != block->address + block->bytes;
  ++block->executed[elsewhere];
  Cost& cost = bins[static_cast<std::size_t>(current_)];
  cost.instructions += block->instructions;
  cost.cycles += block->cycles[elsewhere];
  instructions_ += block->instructions;
  previous_ = nullptr;
}

Block* Machine::new_block(std::uint32_t address, std::uint32_t bytes) {
  Block*& known = state_->by_place[(std::uint64_t{address} << 32) | bytes];
  if (known) return known;
  const BlockCost cost = decoder_.block(address, memory(address, bytes));
  state_->blocks.push_back({.address = address,
                            .bytes = bytes,
                            .instructions = cost.instructions,
                            .cycles = {cost.cycles_falling, cost.cycles_taken},
                            .last_instruction = cost.last_instruction,
                            .aligned_only = cost.aligned_only});
  known = &state_->blocks.back();
  if (on_new_block) on_new_block(*known);
  // Unicorn's FPU is always on; the real one is not.
  if (cost.uses_fpu && board_.core.fpu && (word(kCpacr) & kFpuOn) != kFpuOn && !state_->fault) {
    state_->fault = Fault{.kind = FaultKind::kNoFpu};
    state_->fault_is_exact = true;
    uc_emu_stop(state_->engine);
  }
  return known;
}

void Machine::on_read(std::uint32_t address, int size, bool write) {
  State& state = *state_;
  if (!write) {
    const std::uint32_t waited = state.memory_model->read(address);
    if (waited) {
      bins[static_cast<std::size_t>(current_)].stall_cycles += waited;
      if (previous_) previous_->stall_cycles += waited;
    }
  }
  if (state.fault || !previous_ || (address & static_cast<std::uint32_t>(size - 1)) == 0) return;
  if (!board_.core.unaligned) {
    state.fault = Fault{.kind = FaultKind::kUnaligned, .address = address, .bytes = size};
    uc_emu_stop(state.engine);
    return;
  }
  if (size < 4 || (address & 3) == 0 || previous_->aligned_only.empty()) return;
  // Some instruction of this block may not do this. Which one runs is known only in a traced block.
  const auto& traced = options_.traced;
  const bool exact = std::find(traced.begin(), traced.end(), CodeRange{previous_->address, previous_->bytes}) != traced.end();
  const auto& culprits = previous_->aligned_only;
  if (exact && std::find(culprits.begin(), culprits.end(), state.traced_pc) == culprits.end()) return;
  state.fault = Fault{.kind = FaultKind::kUnaligned, .address = address, .bytes = size};
  uc_emu_stop(state.engine);
}

std::uint8_t Machine::resume() {
  State& state = *state_;
  state.exception.reset();
  const uc_err error = uc_emu_start(state.engine, state.resume_at | ~set_.address_mask, 0xfffffffe, 0, 0);
  if (state.thrown) std::rethrow_exception(state.thrown);
  const std::uint32_t pc = registers().pc;
  const bool stopped = error == UC_ERR_INSN_INVALID || (error == UC_ERR_OK && state.exception && !set_.fault_of(*state.exception));
  const auto breakpoint = stopped && !state.fault ? set_.breakpoint(code_at(pc, 8)) : std::nullopt;
  if (!breakpoint) throw_fault(error);
  leave(pc + breakpoint->counted_bytes);
  state.resume_at = pc + breakpoint->skipped_bytes;
  if (breakpoint->number == 255) {
    state.fault = Fault{.kind = FaultKind::kHandler};
    state.fault_is_exact = true;
    throw_fault(UC_ERR_OK);
  }
  return breakpoint->number;
}

void Machine::throw_fault(int unicorn_error) {
  State& state = *state_;
  Fault fault = state.fault.value_or(Fault{.kind = FaultKind::kAsleep});
  bool exact = state.fault_is_exact;
  fault.registers = registers();
  if (!state.fault) {
    exact = true;  // Unicorn sets the program counter for exceptions
    const auto known = state.exception ? set_.fault_of(*state.exception) : std::nullopt;
    if (unicorn_error == UC_ERR_INSN_INVALID) fault.kind = FaultKind::kUndefined;
    else if (known) fault.kind = *known, fault.address = fault.registers.pc;
    else if (state.exception) fault.kind = FaultKind::kHandler, fault.detail = "exception " + std::to_string(*state.exception);
    else if (unicorn_error != UC_ERR_OK) fault.kind = FaultKind::kHandler, fault.detail = uc_strerror(static_cast<uc_err>(unicorn_error));
  }
  if ((fault.kind == FaultKind::kFetch || fault.kind == FaultKind::kState) && previous_) {
    fault.registers.pc = previous_->last_instruction;  // where the jump came from
    exact = true;
  }
  if (!exact && previous_) {
    const CodeRange running{previous_->address, previous_->bytes};
    if (std::find(options_.traced.begin(), options_.traced.end(), running) == options_.traced.end()) throw Retrace{running};
    fault.registers.pc = state.traced_pc;
  }
  const bool data = fault.kind == FaultKind::kRead || fault.kind == FaultKind::kWrite || fault.kind == FaultKind::kWriteFlash;
  constexpr std::uint32_t kNear = 1 << 20;
  if (data && fault.address < stack_bottom_ && stack_bottom_ - fault.address <= kNear &&
      fault.registers.general[static_cast<std::size_t>(set_.stack_pointer)] < stack_bottom_ + 1024)
    fault.kind = FaultKind::kStack;
  const auto read = [&](std::uint32_t address) -> std::optional<std::uint32_t> {
    for (const Mapping& m : state.mappings)
      if (address >= m.address && std::uint64_t{address} + 4 <= std::uint64_t{m.address} + m.bytes) return word(address);
    return std::nullopt;
  };
  throw fault_error(image_, fault, read);
}

}  // namespace pinhole
