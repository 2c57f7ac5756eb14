// Metadata and labels of a .tflite file. Used by importer and exporter only.
//
// Labels are looked for in this order:
//   1. a Metadata entry "labels.txt": where Pinhole's exporter puts them, one label a line;
//   2. a .txt file with "label" in its name in the zip archive that TensorFlow's metadata tools append to the file, when it is stored
//      uncompressed (they do so). A damaged archive is no reason to refuse the model: it only means that there are no labels.
#pragma once

#include <cstddef>
#include <span>

#include "compiler/formats/tflite/container.h"
#include "compiler/ir/graph.h"

namespace pinhole::tflite {

inline constexpr const char* kLabelsEntry = "labels.txt";
inline constexpr const char* kDescriptionKey = "description";  // Model.description

// Fills in graph.metadata and graph.labels. Of entries with the same name the first one is kept.
void read_metadata(const Container& container, Allowance& allowance, Graph* graph);

// The labels in an archive at the end of `bytes`; empty when there is none.
std::vector<std::string> labels_of_appended_archive(std::span<const std::byte> bytes);

}  // namespace pinhole::tflite
