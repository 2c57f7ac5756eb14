// DS-CNN: Zhang et al., "Hello Edge: Keyword Spotting on Microcontrollers", 2017, the small one, as MLPerf Tiny uses it: 10x4
// convolution with stride 2, four depthwise separable blocks of 64 channels. Its input is a spectrogram [frames, coefficients, 1].
#include <string>

#include "training/zoo/builder.h"

namespace pinhole {

Graph build_ds_cnn(const NetworkOptions& options) {
  Builder net("ds_cnn", options);
  const std::int32_t channels = net.scaled(64);
  net.conv("stem", channels, {.height = 10, .width = 4, .stride = 2}, pin::Activation::kRelu);
  for (int number = 1; number <= 4; ++number) {
    const std::string name = "block" + std::to_string(number);
    net.depthwise(name + ".depthwise", {}, pin::Activation::kRelu);
    net.conv(name + ".pointwise", channels, {.height = 1, .width = 1}, pin::Activation::kRelu);
  }
  net.global_average_pool("pool");
  return net.classify();
}

}  // namespace pinhole
