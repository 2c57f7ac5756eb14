// A Keras architecture and its weights as a Graph. Used by keras.cc.
#pragma once

#include "compiler/formats/keras/architecture.h"
#include "compiler/formats/keras/weights.h"
#include "compiler/ir/graph.h"

namespace pinhole::keras {

// Throws one Error (unsupported) that lists every layer, activation and option that Pinhole lacks, before any weights are read.
void refuse_unsupported(const Model& model, int keras_major);

// Layers in the order in which their inputs are there, and else in the file's. Batch 1. Throws Error (place: the layer) for inputs
// without a fixed shape, layers that wait for each other, weights and shapes that do not fit.
Graph build_graph(const Model& model, const Weights& weights, int keras_major);

}  // namespace pinhole::keras
