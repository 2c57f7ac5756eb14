// The texts of what can go wrong in emulated firmware. Used by the machine only.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "base/error.h"
#include "simulator/debug_info.h"
#include "simulator/image.h"

namespace pinhole {

enum class FaultKind {
  kRead,   // of memory that is not there
  kWrite,  // to memory that is not there
  kWriteFlash,
  kFetch,      // a jump to memory that is not there
  kStack,      // the stack runs over its end
  kUndefined,  // no instruction
  kNoFpu,      // a floating-point instruction before the FPU was switched on
  kUnaligned,  // LDM, LDRD, VLDR and their like
  kState,      // a jump to an even address: no Thumb code
  kHandler,    // the firmware's own fault handler, or an exception
  kAsleep,     // WFI or WFE without anything that could wake the core
  kLimit,      // too many instructions
};

struct Fault {
  FaultKind kind;
  std::uint32_t address = 0;                  // of the data, or of the jump
  int bytes = 0;                              // of the access
  std::array<std::uint32_t, 16> registers{};  // registers[15]: the instruction
  std::string detail;                         // more for `got`
};

// file: the image; place: "function (file:line)"; got: address and callers.
Error fault_error(const Image& image, const Fault& fault, const DebugInfo::ReadWord& read);

}  // namespace pinhole
