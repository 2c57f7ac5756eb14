// Files compiled into a program by pin_embed (cmake/pinhole.cmake): the device sources, templates, boards and the report's
// page travel inside the programs, so that an installed `pinhole` needs nothing beside it.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace pinhole {

struct EmbeddedFile {
  const char* path;  // relative to the repository root, '/' between folders
  const char* data;  // static storage; one zero byte follows the last one
  std::size_t size_bytes;

  std::string_view text() const { return {data, size_bytes}; }
};

// The file with exactly this path, or null.
const EmbeddedFile* find_embedded(std::span<const EmbeddedFile> files, std::string_view path);

}  // namespace pinhole
