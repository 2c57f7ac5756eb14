// Work on many pictures at once. The result of each piece must not depend on the others, so that thread count changes nothing.
#pragma once

#include <cstddef>
#include <functional>

namespace pinhole {

// Told now and then how far a long piece of work is; never called by two threads at once. May throw to stop the work.
using Progress = std::function<void(std::size_t done, std::size_t total)>;

// piece(0) .. piece(count - 1), each once, on `threads` threads (at least 1). The first exception stops the work and is
// thrown again here.
void parallel_for(std::size_t count, int threads, const std::function<void(std::size_t)>& piece, const Progress& progress = {});

}  // namespace pinhole
