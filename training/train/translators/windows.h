// Convolutions and pools, with TFLite's SAME padding: half of the total, rounded down, in front; the odd pixel behind.
#pragma once

#include <algorithm>

#include "training/train/translate.h"

namespace pinhole {

struct AxisPadding {
  std::int64_t before, after;
};

inline AxisPadding axis_padding(pin::Padding padding, std::int64_t in, std::int64_t kernel, std::int64_t stride, std::int64_t dilation) {
  if (padding == pin::Padding::kValid) return {0, 0};
  const std::int64_t out = (in + stride - 1) / stride;
  const std::int64_t total = std::max<std::int64_t>(0, (out - 1) * stride + (kernel - 1) * dilation + 1 - in);
  return {total / 2, total - total / 2};
}

// x [N,H,W,C] with `value` around it.
inline torch::Tensor pad_window(const torch::Tensor& x, AxisPadding rows, AxisPadding columns, double value) {
  if (rows.before == 0 && rows.after == 0 && columns.before == 0 && columns.after == 0) return x;
  return torch::constant_pad_nd(x, {0, 0, columns.before, columns.after, rows.before, rows.after}, value);
}

// weights [out, kh, kw, in / groups]
template <class A>
torch::Tensor convolve(const Operation& o, const A& a, const torch::Tensor& weights, std::int64_t groups) {
  torch::Tensor x = o.inputs[0];
  AxisPadding rows = axis_padding(a.padding, x.size(1), weights.size(1), a.stride_h, a.dilation_h);
  AxisPadding columns = axis_padding(a.padding, x.size(2), weights.size(2), a.stride_w, a.dilation_w);
  std::int64_t pad_h = 0, pad_w = 0;  // symmetric padding costs nothing inside the convolution
  if (rows.before == rows.after && columns.before == columns.after) {
    pad_h = rows.before;
    pad_w = columns.before;
  } else {
    x = pad_window(x, rows, columns, 0.0);
  }
  const torch::Tensor bias = o.inputs.size() > 2 ? o.inputs[2] : torch::Tensor();
  const torch::Tensor y = torch::conv2d(to_nchw(x), to_nchw(weights), bias, {a.stride_h, a.stride_w}, c10::IntArrayRef{pad_h, pad_w},
                                        {a.dilation_h, a.dilation_w}, groups);
  return apply_activation(o, a.activation, to_nhwc(y));
}

template <>
struct Translate<Op::conv_2d> {
  static torch::Tensor run(const Operation& o, const pin::Conv2dAttributes& a) {
    return convolve(o, a, o.inputs[1], o.inputs[0].size(3) / o.inputs[1].size(3));
  }
};

template <>
struct Translate<Op::depthwise_conv_2d> {
  static torch::Tensor run(const Operation& o, const pin::DepthwiseConv2dAttributes& a) {
    return convolve(o, a, o.inputs[1].permute({3, 1, 2, 0}), o.inputs[0].size(3));  // [1,kh,kw,out] -> [out,kh,kw,1]
  }
};

template <>
struct Translate<Op::max_pool_2d> {
  static torch::Tensor run(const Operation& o, const pin::Pool2dAttributes& a) {
    const torch::Tensor& x = o.inputs[0];
    const torch::Tensor padded = pad_window(x, axis_padding(a.padding, x.size(1), a.filter_h, a.stride_h, 1),
                                            axis_padding(a.padding, x.size(2), a.filter_w, a.stride_w, 1), -3.4e38);
    return apply_activation(o, a.activation,
                            to_nhwc(torch::max_pool2d(to_nchw(padded), {a.filter_h, a.filter_w}, {a.stride_h, a.stride_w})));
  }
};

// The mean of the taps inside the picture: the sum over zeros around it, divided by the number of taps.
template <>
struct Translate<Op::average_pool_2d> {
  static torch::Tensor run(const Operation& o, const pin::Pool2dAttributes& a) {
    const torch::Tensor& x = o.inputs[0];
    const AxisPadding rows = axis_padding(a.padding, x.size(1), a.filter_h, a.stride_h, 1);
    const AxisPadding columns = axis_padding(a.padding, x.size(2), a.filter_w, a.stride_w, 1);
    const auto sum = [&](const torch::Tensor& t) {
      return to_nhwc(torch::avg_pool2d(to_nchw(pad_window(t, rows, columns, 0.0)), {a.filter_h, a.filter_w}, {a.stride_h, a.stride_w}, 0,
                                       false, true, 1));
    };
    const torch::Tensor taps = sum(torch::ones({1, x.size(1), x.size(2), 1}, x.options()));
    return apply_activation(o, a.activation, sum(x) / taps);
  }
};

}  // namespace pinhole
