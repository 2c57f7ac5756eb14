// Writes a Graph as a .tflite file. Called for `convert`, for the C array, and by verify, which hands the bytes to other interpreters.
//
// The same graph always gives the same bytes, and import_tflite(export_tflite(g)) == g for every graph that came from import_tflite.
// One subgraph. Constants with equal bytes share one buffer, everything else is written once per use. Buffers start at multiples of 16
// and stand inside the FlatBuffer (so files stay below 2 GB). Both operator code fields are filled, and each operator's version is the
// oldest that means what is written (codec.h). Labels go into a Metadata entry "labels.txt", Graph::metadata into entries of the same name.
#pragma once

#include "base/file.h"
#include "compiler/ir/graph.h"

namespace pinhole {

// The graph must pass verify(). Throws Error when it is larger than a FlatBuffer can be (2 GB), or when a label has a line break.
Bytes export_tflite(const Graph& graph);

}  // namespace pinhole
