// What an image takes of the board's memories, read from the section headers of a 32-bit little-endian ELF file.
// Used after linking and by the simulator's report. Knows the section names of firmware/templates/*/link.ld; of other linkers' images it
// counts every allocated section: executable or read-only ones as flash, writable ones as RAM.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace pinhole {

struct SectionSize {
  std::string name;       // ".text"
  std::uint32_t address;  // where it is when the program runs
  std::uint32_t bytes;
  bool in_flash;  // takes flash (also .data, whose initial values lie there)
  bool in_ram;
};

struct ImageSizes {
  std::uint32_t weights_bytes = 0;     // flash: section .weights
  std::uint32_t code_bytes = 0;        // flash: everything else, .data's initial values included
  std::uint32_t static_ram_bytes = 0;  // .data and .bss
  std::uint32_t stack_bytes = 0;       // reserved for the stack: section .stack
  std::vector<SectionSize> sections;   // in address order of the file

  std::uint32_t flash_bytes() const { return weights_bytes + code_bytes; }
};

// Throws Error (without a file name when given bytes) on anything that is not a whole 32-bit little-endian ELF file.
ImageSizes image_sizes(std::span<const std::byte> elf);
ImageSizes image_sizes(const std::filesystem::path& elf);

}  // namespace pinhole
