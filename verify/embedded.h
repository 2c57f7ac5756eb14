// Templates compiled into this room by CMake (base/embedded.h).
#pragma once

#include <span>

#include "base/embedded.h"

namespace pinhole {

std::span<const EmbeddedFile> embedded_verify_templates();

}  // namespace pinhole
