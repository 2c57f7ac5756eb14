// Cores: what the compiler and the simulator must know of a processor, read from boards/cores/NAME.toml.
// Used by firmware (compiler flags), compiler/lower (features) and simulator (timing). Knows nothing of memories: those are the board's.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace pinhole {

// One class of instructions with one cost; the list is boards/cycle_classes.def.
enum class CycleClass : std::uint8_t {
#define PIN_CYCLE_CLASS(name, fallback) name,
#include "boards/cycle_classes.def"
#undef PIN_CYCLE_CLASS
  count
};
inline constexpr std::size_t kCycleClasses = static_cast<std::size_t>(CycleClass::count);

struct Core {
  std::string name;                                   // "cortex-m4": the file's name
  std::string title;                                  // for people
  std::string source;                                 // the manual and the section that the cycles come from
  std::string architecture;                           // "armv7e-m"; device/isa is chosen by it
  std::string startup;                                // folder below firmware/templates
  std::string emulator;                               // the simulator's name of the model, "cortex-m4"
  std::string toolchain;                              // prefix of the cross compiler: "arm-none-eabi"
  std::string toolchain_package;                      // the Debian package that has it
  std::vector<std::string> compiler_flags;            // -mcpu and its like, also given when linking
  std::vector<std::string> linker_flags;              // given behind the objects: the C library and how it is found
  std::string headers;                                // folder below firmware/templates; "": the toolchain has the C++ headers
  bool dsp = false;                                   // packed 8/16-bit arithmetic (SMLAD)
  bool fpu = false;                                   // single precision in hardware
  bool mve = false;                                   // Helium vectors
  bool unaligned = false;                             // single loads and stores of unaligned data work
  std::uint32_t integer_percent = 100;                // cycles of a portable kernel, compared with a Cortex-M4's: for estimates
  std::uint32_t float_percent = 100;                  // the same for kernels of floats
  std::array<std::uint16_t, kCycleClasses> cycles{};  // zero-wait cycles by class

  std::uint32_t cycles_of(CycleClass c) const { return cycles[static_cast<std::size_t>(c)]; }
};

// The embedded core of this name. Throws Error with the nearest name when there is none, with the line when its file is wrong.
Core load_core(const std::string& name);

// The same from text; `file` is what errors call it.
Core parse_core(const std::string& text, const std::string& file);

// Names of all embedded cores, sorted.
std::vector<std::string> core_names();

}  // namespace pinhole
