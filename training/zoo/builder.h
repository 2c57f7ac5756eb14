// Layers as the networks of the zoo are written: each call appends nodes and moves on to their output.
// Used by the files of this room only.
#pragma once

#include <string>

#include "base/random.h"
#include "compiler/ir/graph.h"
#include "training/zoo/zoo.h"

namespace pinhole {

struct Filter {
  std::int32_t height = 3, width = 3;
  std::int32_t stride = 1;
};

class Builder {
 public:
  Builder(std::string graph_name, const NetworkOptions& options);

  ValueId at() const { return at_; }  // the value that the next layer reads
  void move_to(ValueId value) { at_ = value; }
  const Shape& shape() const { return graph_.value(at_).shape; }
  std::int32_t channels() const { return shape().dim[3]; }
  // `published` channels times alpha, to the nearest multiple of 4, at least 4.
  std::int32_t scaled(std::int32_t published) const;

  // Convolution (SAME), batch normalisation and activation: NAME.conv, NAME.bn.scale, NAME.
  void conv(const std::string& name, std::int32_t out_channels, Filter filter, pin::Activation activation);
  void depthwise(const std::string& name, Filter filter, pin::Activation activation);
  void max_pool(const std::string& name);  // 2x2, stride 2, SAME
  void residual(const std::string& name, ValueId shortcut, pin::Activation activation);
  void global_mean(const std::string& name);          // MEAN over height and width: [1, C]
  void global_average_pool(const std::string& name);  // AVERAGE_POOL_2D over all and RESHAPE: [1, C]

  // Fully connected layer to the classes and softmax; the graph, complete.
  Graph classify();

 private:
  ValueId weights(const std::string& name, Shape shape, std::int32_t inputs_of_a_filter);
  void batch_norm(const std::string& name, pin::Activation activation);

  Graph graph_;
  NetworkOptions options_;
  Random random_;
  ValueId at_;
};

// One function a file; `options` has no zeros left.
Graph build_cnn(const NetworkOptions& options);
Graph build_ds_cnn(const NetworkOptions& options);
Graph build_mobilenet_v1(const NetworkOptions& options);
Graph build_resnet_8(const NetworkOptions& options);

}  // namespace pinhole
