// The page's sources (web/) as carried inside the program (pin_embed in report/CMakeLists.txt). Used by page.cc only.
#pragma once

#include <span>

#include "base/embedded.h"

namespace pinhole {

std::span<const EmbeddedFile> embedded_report();

}  // namespace pinhole
