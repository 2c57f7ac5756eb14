// The project's own conformance cases as files: what generate writes and what the test holds tests/conformance/cases to.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/file.h"

namespace pinhole {

// Path below the cases' folder -> content, sorted: "conv_2d_int8/model.tflite", "conv_2d_int8/in0.npy", ... Expected outputs are those of
// compiler/ir's Evaluator; throws InternalError when one of them disagrees with the witness (witness.h).
std::vector<std::pair<std::string, Bytes>> conformance_files();

}  // namespace pinhole
