// Elementwise operators; broadcasting is numpy's, as in the graph.
#pragma once

#include "training/train/translate.h"

namespace pinhole {

template <>
struct Translate<Op::add> {
  static torch::Tensor run(const Operation& o, const pin::AddAttributes& a) {
    return apply_activation(o, a.activation, o.inputs[0] + o.inputs[1]);
  }
};

template <>
struct Translate<Op::mul> {
  static torch::Tensor run(const Operation& o, const pin::MulAttributes& a) {
    return apply_activation(o, a.activation, o.inputs[0] * o.inputs[1]);
  }
};

template <>
struct Translate<Op::relu> {
  static torch::Tensor run(const Operation& o, const pin::NoAttributes&) { return torch::relu(o.inputs[0]); }
};

template <>
struct Translate<Op::relu6> {
  static torch::Tensor run(const Operation& o, const pin::NoAttributes&) { return torch::clamp(o.inputs[0], 0.0, 6.0); }
};

template <>
struct Translate<Op::logistic> {
  static torch::Tensor run(const Operation& o, const pin::NoAttributes&) { return torch::sigmoid(o.inputs[0]); }
};

// Conversions are only in graphs that are quantised already.
template <>
struct Translate<Op::quantize> {
  static torch::Tensor run(const Operation& o, const pin::NoAttributes&) { o.fail("a quantised network cannot be trained"); }
};

template <>
struct Translate<Op::dequantize> {
  static torch::Tensor run(const Operation& o, const pin::NoAttributes&) { o.fail("a quantised network cannot be trained"); }
};

}  // namespace pinhole
