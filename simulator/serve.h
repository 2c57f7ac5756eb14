// Runs firmware that serves cases by the protocol of firmware/session.h: the engine of `pinhole-sim session`.
#pragma once

#include <span>
#include <vector>

#include "boards/board.h"
#include "simulator/cases.h"
#include "simulator/image.h"

namespace pinhole {

// One run from reset serves all cases in order, after one that serves the first case of every model and checks alignment. instruction_limit counts from reset; 0: a generous default.
// Throws Error: a fault (with the number of the case), an input of the wrong size, or firmware that leaves the protocol.
std::vector<SessionResult> serve_cases(const Image& image, const Board& board, std::span<const SessionCase> cases,
                                       std::uint64_t instruction_limit = 0);

}  // namespace pinhole
