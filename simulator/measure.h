// Measures one call of one function of an image: the engine of `pinhole-sim bench`. Two passes from reset: one counts, one adds the
// board's memories (stalls, alignment). What is exact and what is estimated: docs/cycles.md.
#pragma once

#include "boards/board.h"
#include "simulator/client.h"
#include "simulator/image.h"
#include "simulator/measurement.h"

namespace pinhole {

// Throws Error: no such function, fewer calls than asked for, a fault, or the instruction limit.
Measurement measure(const Image& image, const Board& board, const BenchRequest& request);

}  // namespace pinhole
