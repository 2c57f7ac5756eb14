// The texts of what can go wrong in emulated firmware. Used by the machine only.
#pragma once

#include <cstdint>
#include <string>

#include "base/error.h"
#include "simulator/debug_info.h"
#include "simulator/fault_kind.h"
#include "simulator/image.h"

namespace pinhole {

struct Fault {
  FaultKind kind;
  std::uint32_t address = 0;  // of the data, or of the jump
  int bytes = 0;              // of the access
  Registers registers{};      // registers.pc: the instruction
  std::string detail;         // more for `got`
};

// file: the image; place: "function (file:line)"; got: address and callers.
Error fault_error(const Image& image, const Fault& fault, const DebugInfo::ReadWord& read);

}  // namespace pinhole
