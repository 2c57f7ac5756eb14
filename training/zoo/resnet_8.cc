// ResNet-8: He et al., "Deep Residual Learning for Image Recognition", 2016, section 4.2 cut to one block a stage, as MLPerf Tiny's
// image classification uses it: 16, 32, 64 channels, shortcuts by 1x1 convolution where the shape changes (mlcommons/tiny:
// benchmark/training/image_classification/keras_model.py, resnet_v1_eembc). There the shortcuts have no batch normalisation;
// here every convolution has one, which folds away and changes no count.
#include <string>

#include "training/zoo/builder.h"

namespace pinhole {

Graph build_resnet_8(const NetworkOptions& options) {
  Builder net("resnet_8", options);
  net.conv("stem", net.scaled(16), {}, pin::Activation::kRelu);
  for (int stage = 1; stage <= 3; ++stage) {
    const std::string name = "stage" + std::to_string(stage);
    const std::int32_t channels = net.scaled(8 << stage), stride = stage == 1 ? 1 : 2;
    const ValueId before = net.at();
    net.conv(name + ".a", channels, {.stride = stride}, pin::Activation::kRelu);
    net.conv(name + ".b", channels, {}, pin::Activation::kNone);
    const ValueId through = net.at();
    net.move_to(before);
    if (stage > 1) net.conv(name + ".shortcut", channels, {.height = 1, .width = 1, .stride = stride}, pin::Activation::kNone);
    const ValueId shortcut = net.at();
    net.move_to(through);
    net.residual(name, shortcut, pin::Activation::kRelu);
  }
  net.global_average_pool("pool");
  return net.classify();
}

}  // namespace pinhole
