#include "compiler/formats/onnx/ops/window.h"

#include <fmt/format.h>

#include <limits>

namespace pinhole::onnx {
namespace {

constexpr std::int64_t kLargest = 32768;  // of kernels, strides, dilations, paddings: compiler/ir/ops/window.h

void expect_range(const NodeView& node, const char* what, const Dims& values, std::size_t size, std::int64_t least) {
  if (values.size() != size)
    node.fail(fmt::format("{} has the wrong length", what), fmt::format("{}", size), fmt::format("{}", values.size()));
  for (const std::int64_t v : values) {
    if (v < least || v > kLargest)
      node.fail(fmt::format("{} is out of range", what), fmt::format("{} to {}", least, kLargest), text_of(values));
  }
}

}  // namespace

std::int32_t as_int32(std::int64_t value) {
  PIN_CHECK(value >= INT32_MIN && value <= INT32_MAX, "checked against kLargest or kMostElements before");
  return static_cast<std::int32_t>(value);
}

bool WindowGeometry::same() const {
  for (const WindowAxis& a : axis) {
    const std::int64_t total = std::max<std::int64_t>(0, (a.out - 1) * a.stride + a.reach() - a.in);
    if (a.out != (a.in + a.stride - 1) / a.stride || a.before != total / 2) return false;
  }
  return true;
}

Tensor as_picture(const NodeView& node, const Tensor& tensor) {
  if (tensor.dims.size() != 3 && tensor.dims.size() != 4)
    node.unsupported(fmt::format("windows over a tensor of {} dimensions ({})", tensor.dims.size(), text_of(tensor.dims)),
                     "use pictures (N x C x H x W) or signals (N x C x L)");
  Tensor out = tensor;
  if (out.dims.size() == 3) out.dims.insert(out.dims.begin() + 2, 1);
  if (out.is_constant()) {
    Array array = *out.array;
    array.dims = out.dims;
    out.array = std::make_shared<const Array>(std::move(array));
  }
  return out;
}

Dims from_picture(const Dims& picture, std::size_t rank) {
  Dims out = picture;
  if (rank == 3) out.erase(out.begin() + 2);
  return out;
}

WindowGeometry window_geometry(const NodeView& node, const Tensor& picture, std::size_t rank, const Dims& kernel, bool ceil) {
  const std::size_t spatial = rank - 2;
  const Dims strides = node.integers("strides", Dims(spatial, 1)), dilations = node.integers("dilations", Dims(spatial, 1));
  const Dims pads = node.integers("pads", Dims(2 * spatial, 0));
  const std::string auto_pad = node.text("auto_pad", "NOTSET");
  expect_range(node, "kernel_shape", kernel, spatial, 1);
  expect_range(node, "strides", strides, spatial, 1);
  expect_range(node, "dilations", dilations, spatial, 1);
  for (const std::int64_t p : pads) {
    if (p < 0 && p >= -kLargest) node.unsupported("negative pads", "cut the picture with a Slice instead");
  }
  expect_range(node, "pads", pads, 2 * spatial, 0);
  WindowGeometry g;
  for (std::size_t i = 0; i < spatial; ++i) {
    WindowAxis& a = g.axis[i + 2 - spatial];
    a = {picture.dims[i + 4 - spatial], kernel[i], strides[i], dilations[i], pads[i], pads[i + spatial], 0};
    if (auto_pad == "SAME_UPPER" || auto_pad == "SAME_LOWER") {
      a.out = (a.in + a.stride - 1) / a.stride;
      const std::int64_t total = std::max<std::int64_t>(0, (a.out - 1) * a.stride + a.reach() - a.in);
      a.before = auto_pad == "SAME_UPPER" ? total / 2 : total - total / 2;
      a.after = total - a.before;
      continue;
    }
    if (auto_pad == "VALID") a.before = a.after = 0;
    else if (auto_pad != "NOTSET") node.fail("auto_pad is unknown", "NOTSET, SAME_UPPER, SAME_LOWER or VALID", auto_pad);
    const std::int64_t room = a.in + a.before + a.after - a.reach();
    if (room < 0)
      node.fail("the window is larger than the input", fmt::format("at most {}", a.in + a.before + a.after), fmt::format("{}", a.reach()));
    a.out = (room + (ceil ? a.stride - 1 : 0)) / a.stride + 1;
    if (ceil && (a.out - 1) * a.stride >= a.in + a.before)
      --a.out;  // no window may start behind the picture (as of opset 19; runtimes before, too)
  }
  return g;
}

WindowInput window_input(Importer& importer, const NodeView& node, ValueId picture, const WindowGeometry& geometry) {
  if (geometry.valid()) return {picture, pin::Padding::kValid};
  if (geometry.same()) return {picture, pin::Padding::kSame};
  return pad_window(importer, node, picture, geometry, PadWith::kZeros);
}

WindowInput pad_window(Importer& importer, const NodeView& node, ValueId picture, const WindowGeometry& geometry, PadWith with) {
  std::vector<std::int64_t> around(8, 0);
  for (std::size_t i = 0; i < 2; ++i) {
    around[2 + 2 * i] = geometry.axis[i].before;
    around[3 + 2 * i] = geometry.axis[i].needed_after();
  }
  const ValueId amounts = importer.constant(importer.output_name(node) + "/paddings", Array::of_integers({4, 2}, around), DType::kInt32);
  const Quantization q = importer.graph().value(picture).quantization;
  if (with == PadWith::kZeros)
    return {importer.append(node, Op::pad, pin::NoAttributes{}, {picture, amounts}, "pad", q), pin::Padding::kValid};
  const bool integers = importer.graph().value(picture).dtype == DType::kInt8;
  const ValueId lowest = integers
                             ? importer.constant(importer.output_name(node) + "/lowest", Array::of_integers({1}, {-128}), DType::kInt8, q)
                             : importer.constant(importer.output_name(node) + "/lowest",
                                                 Array::of_reals({1}, {std::numeric_limits<float>::lowest()}), DType::kFloat32);
  return {importer.append_named(node, "padv2", "", {picture, amounts, lowest}, "pad", q), pin::Padding::kValid};
}

}  // namespace pinhole::onnx
