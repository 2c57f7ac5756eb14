// The TOML files of this room as carried inside the program (pin_embed in boards/CMakeLists.txt). Used by the two readers only.
#pragma once

#include <span>

#include "base/embedded.h"

namespace pinhole {

std::span<const EmbeddedFile> embedded_boards();

}  // namespace pinhole
