// Fully connected layers, softmax and means.
#pragma once

#include "training/train/translate.h"

namespace pinhole {

template <>
struct Translate<Op::fully_connected> {
  static torch::Tensor run(const Operation& o, const pin::FullyConnectedAttributes& a) {
    const torch::Tensor& weights = o.inputs[1];  // [out, depth]
    const std::int64_t out = weights.size(0), depth = weights.size(1);
    const torch::Tensor x = o.inputs[0].reshape({-1, depth});
    const torch::Tensor bias = o.inputs.size() > 2 ? o.inputs[2] : torch::Tensor();
    // As a 1x1 convolution: oneDNN computes it, while torch::linear goes to Debian's unoptimised reference BLAS.
    torch::Tensor y = torch::conv2d(x.reshape({-1, depth, 1, 1}), weights.reshape({out, depth, 1, 1}), bias).reshape({-1, out});
    if (a.keep_num_dims) {
      std::vector<std::int64_t> shape = o.inputs[0].sizes().vec();
      shape.back() = out;
      y = y.reshape(shape);
    }
    return apply_activation(o, a.activation, y);
  }
};

template <>
struct Translate<Op::softmax> {
  static torch::Tensor run(const Operation& o, const pin::SoftmaxAttributes& a) { return torch::softmax(o.inputs[0] * a.beta, -1); }
};

template <>
struct Translate<Op::mean> {
  static torch::Tensor run(const Operation& o, const pin::MeanAttributes& a) {
    std::vector<std::int64_t> axes;
    for (const std::int32_t axis : o.graph.input(o.node, 1).data<std::int32_t>()) {
      if (axis == 0 || axis == -o.inputs[0].dim()) o.fail("a mean over the batch cannot be trained");
      axes.push_back(axis);
    }
    return torch::mean(o.inputs[0], axes, a.keep_dims);
  }
};

}  // namespace pinhole
