// Source lines and call paths from an image's DWARF, through libdw. Used by bench (layers) and faults (where it went wrong).
// An image without debug information is no error: nothing is found then.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "simulator/image.h"

namespace pinhole {

struct SourceLine {
  std::string file;  // as the compiler was given it
  std::uint32_t line = 0;
};

// "file.cc:12".
std::string to_string(const SourceLine& line);

class DebugInfo {
 public:
  explicit DebugInfo(const Image& image);
  ~DebugInfo();

  std::optional<SourceLine> line_at(std::uint32_t address) const;

  // The lines from which the code at this address was inlined, innermost first; without line_at() itself.
  std::vector<SourceLine> inlined_from(std::uint32_t address) const;

  // Return addresses of the callers, innermost first, from the registers and the stack. `read` gives a word of the emulated memory, nothing outside of it. At most `depth` of them; ends where unwind data end.
  using ReadWord = std::function<std::optional<std::uint32_t>(std::uint32_t address)>;
  std::vector<std::uint32_t> callers(Registers registers, const ReadWord& read, std::size_t depth = 16) const;

 private:
  struct Handles;
  const InstructionSet& set_;
  std::unique_ptr<Handles> handles_;
};

}  // namespace pinhole
