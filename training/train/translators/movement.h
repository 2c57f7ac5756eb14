// Operators that move elements. The batch is the first axis throughout; those that would touch it are refused.
#pragma once

#include "training/train/translate.h"

namespace pinhole {

template <>
struct Translate<Op::pad> {
  static torch::Tensor run(const Operation& o, const pin::NoAttributes&) {
    const auto paddings = o.graph.input(o.node, 1).data<std::int32_t>();  // [rank, 2]
    if (paddings[0] != 0 || paddings[1] != 0) o.fail("a padding of the batch cannot be trained");
    std::vector<std::int64_t> last_axis_first;
    for (std::size_t axis = paddings.size() / 2; axis-- > 1;) {
      last_axis_first.push_back(paddings[2 * axis]);
      last_axis_first.push_back(paddings[2 * axis + 1]);
    }
    return torch::constant_pad_nd(o.inputs[0], last_axis_first, 0.0);
  }
};

template <>
struct Translate<Op::reshape> {
  static torch::Tensor run(const Operation& o, const pin::ReshapeAttributes&) {
    const Shape& shape = o.graph.output(o.node).shape;
    if (shape.rank < 1 || shape.dim[0] != 1) o.fail("a reshape of the batch cannot be trained");
    std::vector<std::int64_t> sizes(shape.dim, shape.dim + shape.rank);
    sizes[0] = o.batch;
    return o.inputs[0].reshape(sizes);
  }
};

template <>
struct Translate<Op::concatenation> {
  static torch::Tensor run(const Operation& o, const pin::ConcatenationAttributes& a) {
    if (a.axis == 0) o.fail("a concatenation of batches cannot be trained");
    std::vector<torch::Tensor> parts;
    for (const torch::Tensor& part : o.inputs) {  // a constant part has batch 1
      std::vector<std::int64_t> sizes = part.sizes().vec();
      sizes[0] = o.batch;
      parts.push_back(part.expand(sizes));
    }
    return torch::cat(parts, a.axis);
  }
};

}  // namespace pinhole
