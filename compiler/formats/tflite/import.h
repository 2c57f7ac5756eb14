// Reads a .tflite file into a Graph. Called by formats/detect.h for every command that takes a model; nothing else reads such bytes.
// The bytes are hostile: everything is checked before it is used, and memory is taken only in proportion to the file's size.
//
// What is kept: the first subgraph's operators in order, every tensor that they or the graph's inputs and outputs mention (in the
// file's order, with name, type, shape, scales, zero points and, when constant, data), the subgraph's name as Graph::name, the model's
// description as metadata "description", every Metadata entry as metadata under its own name, and labels (metadata.h).
// What is dropped: min and max of tensors, shape signatures, signature definitions, further subgraphs, version numbers.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "compiler/ir/graph.h"

namespace pinhole {

// `file` is only for messages. Throws Error (file; place: an operator, a tensor or a part of the file) when the file is damaged, and one
// Error that lists everything when it uses operators, versions or element types that Pinhole lacks.
// The graph is well formed in its indices; call verify() (compiler/ir/verify.h) before relying on it.
Graph import_tflite(std::span<const std::byte> bytes, const std::string& file);

}  // namespace pinhole
