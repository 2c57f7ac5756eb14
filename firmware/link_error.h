// What the linker's complaints mean for a person. Used by build.cc only.
#pragma once

#include <string>

#include "base/error.h"
#include "boards/board.h"

namespace pinhole {

// `text` is the linker's standard error. An overflown region becomes "does not fit" with the bytes; a missing symbol is named.
Error link_error(const Board& board, const std::string& text);

}  // namespace pinhole
