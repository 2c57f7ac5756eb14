// The kinds of fault that emulated firmware can end in. Used by machine, instruction sets and fault.h, which has their texts.
#pragma once

namespace pinhole {

enum class FaultKind {
  kRead,   // of memory that is not there
  kWrite,  // to memory that is not there
  kWriteFlash,
  kFetch,      // a jump to memory that is not there
  kStack,      // the stack runs over its end
  kUndefined,  // no instruction
  kNoFpu,      // a floating-point instruction before the FPU was switched on
  kUnaligned,  // LDM, LDRD, VLDR and their like; on some cores every access
  kState,      // a jump to an even address: no Thumb code
  kHandler,    // the firmware's own fault handler, or an exception
  kAsleep,     // WFI or WFE without anything that could wake the core
  kLimit,      // too many instructions
};

}  // namespace pinhole
