// Reads Keras models into a Graph: .h5 files (Keras 2, and Keras 3 in that form) and .keras archives. Called by formats/detect.h.
// The bytes are hostile (hdf5_file.h, archive.h, fields.h say what is checked). docs/keras.md has the list of layers and how each is
// mapped.
//
// What is kept: the architecture and the weights; every tensor float32, NHWC, batch 1; layers' names; the model's name.
// What is dropped: the optimizer, losses, metrics, regularizers, initializers.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "compiler/ir/graph.h"

namespace pinhole {

// `file` is only for messages. Throws Error (file; place: the layer) when the file is damaged or contradicts itself, and one Error that
// lists everything when it uses layers or options that Pinhole lacks.
Graph import_keras_h5(std::span<const std::byte> bytes, const std::string& file);
Graph import_keras_archive(std::span<const std::byte> bytes, const std::string& file);

}  // namespace pinhole
