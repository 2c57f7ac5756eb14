// Layers that only do something while a network is trained.
#include "compiler/formats/keras/layers.h"

namespace pinhole::keras {
namespace {

ValueId build_nothing(LayerBuilder& b) { return b.input(); }

constexpr LayerKind kLayers[] = {
    {"Dropout", lacks_nothing, build_nothing},           {"SpatialDropout2D", lacks_nothing, build_nothing},
    {"AlphaDropout", lacks_nothing, build_nothing},      {"GaussianDropout", lacks_nothing, build_nothing},
    {"GaussianNoise", lacks_nothing, build_nothing},     {"ActivityRegularization", lacks_nothing, build_nothing},
    {"RandomFlip", lacks_nothing, build_nothing},        {"RandomRotation", lacks_nothing, build_nothing},
    {"RandomTranslation", lacks_nothing, build_nothing}, {"RandomZoom", lacks_nothing, build_nothing},
    {"RandomContrast", lacks_nothing, build_nothing},    {"RandomBrightness", lacks_nothing, build_nothing},
};

}  // namespace

std::span<const LayerKind> training_layers() { return kLayers; }

}  // namespace pinhole::keras
