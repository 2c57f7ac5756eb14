// The weights of a Keras file, asked for by layer. Used by layer_builder.cc only. Two forms:
//   .h5      model_weights/GROUP, whose attribute weight_names lists them: "conv2d/kernel:0" (Keras 2), "conv2d/kernel" (Keras 3)
//   .keras   model.weights.h5: layers/conv2d_1/vars/0, 1, ... in the order in which the layer makes them
// Names are matched at the end: a nested model's "layer1/conv/kernel:0" stands in the group of the nested model.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "compiler/formats/keras/architecture.h"
#include "compiler/formats/keras/hdf5_file.h"

namespace pinhole::keras {

// One array of a layer.
struct WeightName {
  std::span<const char* const> roles;  // "kernel"; a second one where Keras 2 and 3 differ
  std::size_t number;                  // among the layer's weights
};

class Weights {
 public:
  virtual ~Weights() = default;
  // Elements in the file's order; as many as `expected` says, at most 2^31. Throws Error (place: the layer) when they are missing or have
  // another shape.
  virtual std::vector<float> read(const Layer& layer, const WeightName& name, const Extents& expected) const = 0;
};

std::unique_ptr<Weights> weights_of_h5(std::shared_ptr<const Hdf5File> file);
std::unique_ptr<Weights> weights_of_archive(std::shared_ptr<const Hdf5File> file);

}  // namespace pinhole::keras
