// MaxPool, AveragePool, GlobalAveragePool. TFLite's pools never count taps outside the picture; where ONNX pads otherwise than SAME, the
// padding becomes an operator of its own.
#include <fmt/format.h>

#include <limits>

#include "compiler/formats/onnx/ops/operators.h"
#include "compiler/formats/onnx/ops/quantized.h"
#include "compiler/formats/onnx/ops/window.h"

namespace pinhole::onnx {
namespace {

struct Pool {
  Tensor picture;
  WindowGeometry geometry;
  Dims out;  // N x C x H x W
};

Pool read_pool(const NodeView& node, const Tensor& x) {
  Pool p{as_picture(node, x), {}, {}};
  if (!node.has_attribute("kernel_shape")) node.fail("kernel_shape is missing", "the window's extents", "none");
  p.geometry = window_geometry(node, p.picture, x.dims.size(), node.integers("kernel_shape", {}), node.integer("ceil_mode", 0) != 0);
  for (const WindowAxis& a : p.geometry.axis) {
    if (a.dilation != 1) node.unsupported("a pool with dilations, which TFLite does not have", "use a pool without dilations");
  }
  p.out = {p.picture.dims[0], p.picture.dims[1], p.geometry.axis[0].out, p.geometry.axis[1].out};
  return p;
}

pin::Pool2dAttributes attributes_of(const WindowGeometry& g, pin::Padding padding) {
  pin::Pool2dAttributes a;
  a.padding = padding;
  a.stride_h = as_int32(g.axis[0].stride), a.stride_w = as_int32(g.axis[1].stride);
  a.filter_h = as_int32(g.axis[0].kernel), a.filter_w = as_int32(g.axis[1].kernel);
  return a;
}

// Taps of window `i` that ONNX divides by.
std::int64_t counted_taps(const WindowAxis& a, std::int64_t i, bool count_padding) {
  const std::int64_t begin = i * a.stride - a.before, end = begin + a.kernel;
  const std::int64_t first = count_padding ? -a.before : 0, last = count_padding ? a.in + a.after : a.in;
  return std::max<std::int64_t>(0, std::min(end, last) - std::max(begin, first));
}

// What an average over all taps (padding as zeros) must be multiplied with, by output pixel; empty when it is 1 everywhere.
std::vector<float> corrections(const WindowGeometry& g, bool count_padding) {
  std::vector<float> out;  // the caller has looked at the size
  bool needed = false;
  for (std::int64_t y = 0; y < g.axis[0].out; ++y) {
    for (std::int64_t x = 0; x < g.axis[1].out; ++x) {
      const std::int64_t all = g.axis[0].kernel * g.axis[1].kernel;
      const std::int64_t counted = counted_taps(g.axis[0], y, count_padding) * counted_taps(g.axis[1], x, count_padding);
      needed = needed || counted != all;
      out.push_back(counted == 0 ? 0.0f : static_cast<float>(all) / static_cast<float>(counted));
    }
  }
  return needed ? out : std::vector<float>();
}

void set_pool_output(Importer& importer, const NodeView& node, ValueId result, const Pool& p, std::size_t rank) {
  Tensor& tensor = importer.set_output(node, 0, result, p.out, channels_last(4));
  tensor.dims = from_picture(p.out, rank);
}

}  // namespace

void translate_max_pool(Importer& importer, const NodeView& node) {
  const Tensor& x = importer.operand(node, 0);
  const Pool p = read_pool(node, x);
  if (importer.wants_output(node, 1)) node.unsupported("the indices of a MaxPool", "use its first output only");
  (void)node.integer("storage_order", 0);  // of the indices
  const bool integers = is_int8(importer, p.picture);
  const ValueId picture = integers ? importer.raw(node, p.picture, channels_last(4)) : importer.real(node, p.picture, channels_last(4));
  (void)importer.shape_of(node, p.out, channels_last(4));
  WindowInput input{picture, p.geometry.valid() ? pin::Padding::kValid : pin::Padding::kSame};
  if (!p.geometry.valid() && !p.geometry.same()) {
    if (importer.is_never_negative(picture)) input = window_input(importer, node, picture, p.geometry);
    else input = pad_window(importer, node, picture, p.geometry, PadWith::kLowest);
  }
  const Quantization q = importer.graph().value(picture).quantization;
  set_pool_output(importer, node, importer.append(node, Op::max_pool_2d, attributes_of(p.geometry, input.padding), {input.value}, "", q), p,
                  x.dims.size());
}

void translate_global_max_pool(Importer& importer, const NodeView& node) {
  const Tensor& x = importer.operand(node, 0);
  const Tensor picture = as_picture(node, x);
  const bool integers = is_int8(importer, picture);
  const ValueId value = integers ? importer.raw(node, picture, channels_last(4)) : importer.real(node, picture, channels_last(4));
  Pool p{picture, {}, {x.dims[0], x.dims[1], 1, 1}};
  for (std::size_t i = 0; i < 2; ++i) p.geometry.axis[i].kernel = picture.dims[i + 2];
  const Quantization q = importer.graph().value(value).quantization;
  set_pool_output(importer, node, importer.append(node, Op::max_pool_2d, attributes_of(p.geometry, pin::Padding::kValid), {value}, "", q),
                  p, x.dims.size());
}

void translate_average_pool(Importer& importer, const NodeView& node) {
  const Tensor& x = importer.operand(node, 0);
  const Pool p = read_pool(node, x);
  const bool count_padding = node.integer("count_include_pad", 0) != 0;
  (void)importer.shape_of(node, p.out, channels_last(4));
  const bool tflite_padding = p.geometry.valid() || (p.geometry.same() && !count_padding);
  if (!tflite_padding && p.out[2] * p.out[3] > kMostComputed) node.unsupported(fmt::format("a padded average of {}", text_of(p.out)));
  const std::vector<float> factors = tflite_padding ? std::vector<float>() : corrections(p.geometry, count_padding);
  const bool integers = is_int8(importer, p.picture) && factors.empty();
  const ValueId picture = integers ? importer.raw(node, p.picture, channels_last(4)) : importer.real(node, p.picture, channels_last(4));
  WindowInput input{picture, p.geometry.valid() ? pin::Padding::kValid : pin::Padding::kSame};
  if (!tflite_padding) input = pad_window(importer, node, picture, p.geometry, PadWith::kZeros);
  const Quantization q = importer.graph().value(picture).quantization;
  ValueId result = importer.append(node, Op::average_pool_2d, attributes_of(p.geometry, input.padding), {input.value}, "", q);
  if (!factors.empty()) {
    const Array map = Array::of_reals({1, p.out[2], p.out[3], 1}, factors);
    const ValueId by = importer.constant(importer.output_name(node) + "/taps", map, DType::kFloat32);
    result = importer.append(node, Op::mul, pin::MulAttributes{}, {result, by}, "counted");
  }
  set_pool_output(importer, node, result, p, x.dims.size());
}

}  // namespace pinhole::onnx
