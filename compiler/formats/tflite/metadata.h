// Metadata of a .tflite file as Graph::metadata and Graph::labels. Used by importer and exporter only.
//
// Labels come from a Metadata entry "labels.txt", where the exporter puts them, or else from an archive behind the model (labels.h).
#pragma once

#include "compiler/formats/tflite/container.h"
#include "compiler/ir/graph.h"

namespace pinhole::tflite {

inline constexpr const char* kLabelsEntry = "labels.txt";
inline constexpr const char* kDescriptionKey = "description";  // Model.description

// Fills in graph->metadata and graph->labels. Of entries with the same name the first one is kept.
void read_metadata(const Container& container, Allowance& allowance, Graph* graph);

}  // namespace pinhole::tflite
