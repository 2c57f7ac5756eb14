// Sources + board -> the ELF image that would be flashed. Used by cli (compile, bench) and verify. Adds start-up code and a linker script
// (linker_script.h), compiles every .cc and .S with the core's cross compiler, links with --gc-sections.
// Never writes outside the output file, the object cache and a temporary folder. docs/firmware.md describes the image.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "boards/board.h"
#include "firmware/image_sizes.h"
#include "firmware/includes.h"

namespace pinhole {

enum class Optimize { kSpeed, kSize };  // -O2, -Os

struct BuildOptions {
  Optimize optimize = Optimize::kSpeed;
  std::uint32_t stack_bytes = 8192;         // reserved at the bottom of RAM; a multiple of 8, at least 256
  std::vector<std::string> defines;         // "PINHOLE_PROFILE" or "NAME=VALUE"
  std::vector<std::string> compiler_flags;  // further flags, after all others
  std::filesystem::path cache_folder;       // compiled objects by content hash, shared between builds; empty: none
  unsigned jobs = 2;                        // files compiled at a time
};

struct Firmware {
  std::filesystem::path elf;
  ImageSizes sizes;
  std::string compiler;            // first line of its --version
  std::size_t files_compiled = 0;  // the others came from the cache
};

// Compiles and links into `elf`, which appears only when whole. Sources named *_weights.cc hold weights: their constants go to the
// section .weights and are counted apart. Headers must be among the sources, by the path they are included with (from the root).
// Throws Error: no cross compiler (names the Debian package), a source that does not compile (the compiler's first lines), a symbol
// missing, or an image that does not fit (region and bytes).
Firmware build_firmware(const Board& board, std::span<const SourceFile> sources, const std::filesystem::path& elf,
                        const BuildOptions& options = {});

// The command line for one file of this board, without the file: for packages and for people. Relative to the sources' root.
std::vector<std::string> compile_flags(const Board& board, const BuildOptions& options);

}  // namespace pinhole
