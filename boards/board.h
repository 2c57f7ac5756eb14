// Boards: memories, clock and supply of one development board, read from boards/NAME.toml or from a file the user names.
// Used by compiler/lower (limits), compiler/emit (packages), firmware (linker script) and simulator (memory map, timing).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "boards/core.h"

namespace pinhole {

struct Cache {
  std::uint32_t bytes = 0;       // 0: no such cache
  std::uint32_t line_bytes = 0;  // what one miss fetches; a power of two
  std::uint32_t ways = 0;        // lines that compete for one place, least recently used goes; 0: fully associative
};

// How slow a memory is, beyond the core's zero-wait timing. The simulator's second figure; see docs/cycles.md.
struct MemoryTiming {
  std::uint32_t wait_states = 0;  // cycles added to a read that no cache answers
  std::uint32_t fetch_bytes = 4;  // bytes that one read of the array delivers to an instruction stream without cache
  bool prefetch = false;          // the next line is read while the current one executes
  Cache instruction_cache;
  Cache data_cache;
  bool one_cache = false;  // instruction_cache answers data reads too
  std::string source;      // manual and section
};

struct Region {
  enum class Kind { kFlash, kRam };
  std::string name;  // "flash", "sram2": an identifier, unique on the board
  Kind kind = Kind::kRam;
  std::uint32_t address = 0;  // first byte
  std::uint32_t bytes = 0;
  std::uint32_t reserved_bytes = 0;  // at the start, not ours: a boot loader, for example
  std::uint32_t code_address = 0;    // where the core fetches instructions from the same bytes; 0: at `address`
  MemoryTiming timing;

  std::uint64_t end() const { return std::uint64_t{address} + bytes; }
  std::uint64_t code_end() const { return std::uint64_t{code_address} + bytes; }
  // The address of the same byte as data; the address itself outside of the code addresses.
  std::uint32_t data_address(std::uint32_t at) const {
    return code_address && at >= code_address && at < code_end() ? at - code_address + address : at;
  }
  std::uint32_t image_address() const { return address + reserved_bytes; }
  std::uint32_t image_bytes() const { return bytes - reserved_bytes; }
};

struct Camera {
  std::string name;
  std::uint32_t width = 0, height = 0;  // the frame size the examples use
  std::string format;                   // "rgb565", "yuv422", "gray8"
};

struct Board {
  std::string name;    // "nano33ble"
  std::string origin;  // what load_board was given: a name, or the path of a TOML file
  std::string title, url;
  Core core;
  std::uint64_t clock_hz = 0;
  std::vector<Region> regions;  // the first of each kind holds the image and its data

  // What the vendor's framework takes of the first flash and the first RAM when a model is used inside it (an Arduino sketch, for
  // example). The images that firmware/ builds do not contain it.
  std::uint32_t framework_flash_bytes = 0, framework_ram_bytes = 0;
  std::string framework_name, framework_source;

  std::optional<Camera> camera;
  double supply_volts = 0, supply_ma = 0;  // with the core busy at clock_hz; 0: not known
  std::string supply_source;
  std::string flashing;  // how a person puts an image on the board; "IMAGE" stands for the ELF file

  const Region& flash() const;  // the first of its kind
  const Region& ram() const;
  // What is left for a model and its stack beside the vendor's framework.
  std::uint32_t free_flash_bytes() const;
  std::uint32_t free_ram_bytes() const;
};

// An embedded board by name, or a TOML file (anything that ends in ".toml" or contains '/').
// Throws Error: unknown name (with the nearest one), unreadable file, or a wrong line with its number.
Board load_board(const std::string& name_or_path);

// The same from text; `file` is what errors call it, `name` the board's name.
Board parse_board(const std::string& text, const std::string& file, const std::string& name);

// Every embedded board, by name.
std::vector<Board> all_boards();

}  // namespace pinhole
