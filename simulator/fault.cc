#include "simulator/fault.h"

#include <cstdio>

namespace pinhole {
namespace {

std::string hex(std::uint32_t value) {
  char text[16];
  std::snprintf(text, sizeof text, "0x%08x", value);
  return text;
}

std::string place_of(const Image& image, const DebugInfo& debug, std::uint32_t address) {
  const Function* function = image.function_at(address);
  const auto line = debug.line_at(address);
  if (!function && !line) return hex(address);
  return (function ? function->name : hex(address)) + (line ? " (" + to_string(*line) + ")" : "");
}

struct Words {
  std::string problem, help;
};

Words words_of(const Fault& fault) {
  const std::string access = fault.bytes ? " of " + std::to_string(fault.bytes) + " bytes" : "";
  switch (fault.kind) {
    case FaultKind::kRead: return {"wild read" + access + " at " + hex(fault.address), "the board has no memory there"};
    case FaultKind::kWrite: return {"wild write" + access + " at " + hex(fault.address), "the board has no memory there"};
    case FaultKind::kWriteFlash:
      return {"write" + access + " to flash at " + hex(fault.address), "a pointer to constant data is written through"};
    case FaultKind::kFetch:
      return {"jump to " + hex(fault.address) + ", where no code is", "a function pointer or a return address was overwritten"};
    case FaultKind::kStack:
      return {"stack overflow: access" + access + " at " + hex(fault.address) + ", below the stack", "reserve a larger stack"};
    case FaultKind::kUndefined: return {"undefined instruction", "code was compiled for another core, or data is executed"};
    case FaultKind::kNoFpu: return {"floating-point instruction while the FPU is off", "start-up code must set CPACR first"};
    case FaultKind::kUnaligned:
      return {"unaligned access" + (fault.bytes ? access + " at " + hex(fault.address) : "") + " by an instruction that needs alignment",
              "cast pointers only to types of their alignment, or use memcpy"};
    case FaultKind::kState: return {"jump to the even address " + hex(fault.address), "Thumb code is entered at odd addresses"};
    case FaultKind::kHandler: return {"the firmware ended in a fault handler", ""};
    case FaultKind::kAsleep: return {"the core sleeps and nothing can wake it", "emulated boards have no interrupts: end with BKPT"};
    case FaultKind::kLimit: return {"the firmware does not come to an end", "raise the limit with --limit if it only needs longer"};
  }
  return {};
}

}  // namespace

Error fault_error(const Image& image, const Fault& fault, const DebugInfo::ReadWord& read) {
  const DebugInfo debug(image);
  const std::uint32_t pc = fault.registers.pc;
  std::string got = fault.detail;
  std::string path;
  for (const std::uint32_t caller : debug.callers(fault.registers, read))
    path += (path.empty() ? "called from " : ", from ") + place_of(image, debug, caller - 1);
  if (!path.empty()) got += (got.empty() ? "" : "; ") + path;
  const Words words = words_of(fault);
  return Error({.file = image.path(),
                .place = place_of(image, debug, pc),
                .problem = words.problem,
                .expected = {},
                .got = got,
                .help = words.help});
}

}  // namespace pinhole
