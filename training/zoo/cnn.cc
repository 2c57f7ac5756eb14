// "cnn": plain 3x3 convolutions and max pools for small pictures. The stem halves pictures of 64 pixels and more; stages follow,
// each a max pool and a convolution, until the shorter side is at most 8; the last stage has a second convolution.
// Channels grow by 16 a stage: with alpha 1 and 28x28x1 it is conv 16, pool, conv 32, pool, conv 48, conv 48, mean, classes. The usual
// alpha of 0.75 gives 23 KB of int8 weights and 12 KB for the widest layer there (docs/training.md).
#include <algorithm>
#include <string>

#include "training/zoo/builder.h"

namespace pinhole {

Graph build_cnn(const NetworkOptions& options) {
  Builder net("cnn", options);
  const auto side = [&] { return std::min(net.shape().dim[1], net.shape().dim[2]); };
  net.conv("stem", net.scaled(16), {.stride = side() >= 64 ? 2 : 1}, pin::Activation::kRelu);
  for (int stage = 1; stage == 1 || side() > 8; ++stage) {
    const std::string name = "stage" + std::to_string(stage);
    net.max_pool(name + ".pool");
    net.conv(name, net.scaled(16 * (stage + 1)), {}, pin::Activation::kRelu);
  }
  net.conv("last", net.channels(), {}, pin::Activation::kRelu);
  net.global_mean("mean");
  return net.classify();
}

}  // namespace pinhole
