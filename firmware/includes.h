// Which of the given sources a source includes, directly or not. Used to key the object cache: a header that changes must recompile
// exactly the files that see it.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/template.h"

namespace pinhole {

// Indices into `sources`, ascending, `index` itself included. Only #include "..." is followed, as the compiler would find it: beside the
// including file first, then from the root. Both branches of an #if count.
std::vector<std::size_t> included_sources(std::span<const SourceFile> sources, std::size_t index);

}  // namespace pinhole
