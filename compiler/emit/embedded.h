// Files compiled into this room by CMake: templates, and the device sources (base/embedded.h).
#pragma once

#include <span>

#include "base/embedded.h"

namespace pinhole {

std::span<const EmbeddedFile> embedded_templates();
std::span<const EmbeddedFile> embedded_device();

}  // namespace pinhole
