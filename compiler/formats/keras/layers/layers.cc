#include "compiler/formats/keras/layers.h"

#include <fmt/format.h>

#include <algorithm>

namespace pinhole::keras {
namespace {

std::vector<LayerKind> all_layers() {
  std::vector<LayerKind> all;
  for (const auto family : {convolution_layers(), pooling_layers(), normalization_layers(), activation_layers(), shape_layers(),
                            merge_layers(), training_layers(), function_layers()}) {
    all.insert(all.end(), family.begin(), family.end());
  }
  return all;
}

}  // namespace

const LayerKind* find_layer(std::string_view class_name) {
  for (const auto family : {convolution_layers(), pooling_layers(), normalization_layers(), activation_layers(), shape_layers(),
                            merge_layers(), training_layers(), function_layers()}) {
    for (const LayerKind& kind : family) {
      if (kind.class_name == class_name) return &kind;
    }
  }
  return nullptr;
}

std::vector<std::string> layer_names() {
  std::vector<std::string> names;
  for (const LayerKind& kind : all_layers()) names.emplace_back(kind.class_name);
  std::sort(names.begin(), names.end());
  return names;
}

std::string lacks_nothing(const Layer&, int) { return ""; }

std::string lacks_channels_last(const Layer& layer) {
  const std::string format = Fields(layer.config, layer.place()).text("data_format", "channels_last");
  return format == "channels_last" ? "" : fmt::format("data_format '{}'; Pinhole has channels_last only", format);
}

}  // namespace pinhole::keras
