// Every Keras layer that Pinhole reads, by class name. The families' files in layers/ state what each means in operators of the graph;
// docs/keras.md has the list for people. Used by network.cc; tests compare the list with the document.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/formats/keras/layer_builder.h"

namespace pinhole::keras {

struct LayerKind {
  const char* class_name;
  // What the layer asks for that Pinhole lacks, or "". Looks at the configuration and the keywords of a call only.
  std::string (*lacks)(const Layer&, int keras_major);
  // Appends the layer's operators and returns its result. Only called when nothing is lacking.
  ValueId (*build)(LayerBuilder&);
};

std::span<const LayerKind> convolution_layers();  // convolutions and Dense
std::span<const LayerKind> pooling_layers();
std::span<const LayerKind> normalization_layers();
std::span<const LayerKind> activation_layers();
std::span<const LayerKind> shape_layers();
std::span<const LayerKind> merge_layers();
std::span<const LayerKind> training_layers();  // those that change nothing when a trained network runs
std::span<const LayerKind> function_layers();  // functions of TensorFlow and of keras.ops in a functional model

// Null when Pinhole has no such layer. InputLayer and models are network.cc's own.
const LayerKind* find_layer(std::string_view class_name);
std::vector<std::string> layer_names();  // sorted

// For the families' files.
std::string lacks_nothing(const Layer& layer, int keras_major);
std::string lacks_channels_last(const Layer& layer);

// Activation functions by Keras' name: "relu", or {"class_name": "relu6", ...}. `null` is linear.
std::string lacks_activation(const Layer& layer, const char* key);
ValueId append_activation(LayerBuilder& b, ValueId x, const char* key);

}  // namespace pinhole::keras
