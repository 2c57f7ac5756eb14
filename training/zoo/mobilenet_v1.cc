// MobileNetV1: Howard et al., "MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications", 2017, table 1, with
// the width multiplier of section 3.3. With 96x96x3, alpha 0.25 and 2 classes it is MLPerf Tiny's visual wake words network.
#include <string>

#include "training/zoo/builder.h"

namespace pinhole {

Graph build_mobilenet_v1(const NetworkOptions& options) {
  struct Block {
    std::int32_t channels, stride;
  };
  constexpr Block kBlocks[] = {{64, 1},  {128, 2}, {128, 1}, {256, 2}, {256, 1},  {512, 2}, {512, 1},
                               {512, 1}, {512, 1}, {512, 1}, {512, 1}, {1024, 2}, {1024, 1}};
  Builder net("mobilenet_v1", options);
  net.conv("stem", net.scaled(32), {.stride = 2}, pin::Activation::kRelu6);
  int number = 1;
  for (const Block& block : kBlocks) {
    const std::string name = "block" + std::to_string(number++);
    net.depthwise(name + ".depthwise", {.stride = block.stride}, pin::Activation::kRelu6);
    net.conv(name + ".pointwise", net.scaled(block.channels), {.height = 1, .width = 1}, pin::Activation::kRelu6);
  }
  net.global_average_pool("pool");
  return net.classify();
}

}  // namespace pinhole
