// The start-up code and the linker script of an image, from the board's file and the templates of its core. Used by build.cc and by the
// packages that ship them to users.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/template.h"
#include "boards/board.h"

namespace pinhole {

// The filled-in template. stack_bytes: a multiple of 8, at least 256. Throws Error when the stack does not fit the board's RAM.
std::string linker_script(const Board& board, std::uint32_t stack_bytes);

// The start-up code's text; the same for every board of a core.
std::string startup_code(const Board& board);

// The five C++ headers that device/ uses, below `folder`, for a core whose toolchain has none; nothing for the others.
std::vector<SourceFile> standard_headers(const Board& board, const std::string& folder);

// firmware/session.h, for test firmware that serves cases.
std::string session_header_text();

}  // namespace pinhole
