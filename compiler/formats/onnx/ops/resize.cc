// Resize and Upsample of pictures, DepthToSpace, SpaceToDepth. ONNX has many ways to choose a source pixel, TFLite has three; a way is
// taken when it reads the same pixels as ONNX's, and nearest ones that none reads become a GATHER along the axis.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "compiler/formats/onnx/fold.h"
#include "compiler/formats/onnx/ops/operators.h"
#include "compiler/formats/onnx/ops/quantized.h"

namespace pinhole::onnx {
namespace {

constexpr std::int64_t kLargest = 65536;  // height or width

struct Resizing {
  std::int64_t in, out;
  double scale;
};

// Where ONNX looks for output pixel `x`; the formulas are those of Resize's documentation.
double source(const std::string& mode, const Resizing& r, std::int64_t x) {
  const double at = static_cast<double>(x);
  if (mode == "asymmetric") return at / r.scale;
  if (mode == "align_corners") {  // the resized length is not rounded, as in ONNX's reference
    const double length = static_cast<double>(r.in) * r.scale;
    return r.out == 1 ? 0 : at * static_cast<double>(r.in - 1) / (length - 1);
  }
  if (mode == "pytorch_half_pixel" && r.out == 1) return 0;
  if (mode == "tf_half_pixel_for_nn") return (at + 0.5) / r.scale;
  return (at + 0.5) / r.scale - 0.5;
}

std::int64_t nearest(const std::string& mode, double at, std::int64_t in) {
  double to = 0;
  if (mode == "floor") to = std::floor(at);
  else if (mode == "ceil") to = std::ceil(at);
  else if (mode == "round_prefer_ceil") to = std::floor(at + 0.5);
  else to = std::ceil(at - 0.5);
  return std::clamp<std::int64_t>(static_cast<std::int64_t>(to), 0, in - 1);
}

// TFLite's three ways (conformance README, "RESIZE_NEAREST_NEIGHBOR"; tensorflow/lite/kernels/internal/reference/resize_*.h).
struct Way {
  const char* attributes;
  bool align, half;
};
constexpr Way kWays[] = {{"", false, false}, {"half_pixel_centers = true", false, true}, {"align_corners = true", true, false}};

double tflite_source(const Way& way, const Resizing& r, std::int64_t x) {
  const double factor = way.align && r.out > 1 ? static_cast<double>(r.in - 1) / static_cast<double>(r.out - 1)
                                               : static_cast<double>(r.in) / static_cast<double>(r.out);
  return way.half ? (static_cast<double>(x) + 0.5) * factor : static_cast<double>(x) * factor;
}

std::vector<std::int64_t> nearest_pixels(const NodeView& node, const std::string& coordinates, const Resizing& r) {
  const std::string mode = node.op() == "Upsample" || node.opset() < 11 ? "floor" : node.text("nearest_mode", "round_prefer_floor");
  std::vector<std::int64_t> out;
  for (std::int64_t x = 0; x < r.out; ++x) out.push_back(nearest(mode, source(coordinates, r, x), r.in));
  return out;
}

bool reads_nearest(const Way& way, const Resizing& r, const std::vector<std::int64_t>& pixels) {
  for (std::int64_t x = 0; x < r.out; ++x) {
    const double at = tflite_source(way, r, x);
    const auto pixel =
        std::min<std::int64_t>(static_cast<std::int64_t>(way.align ? std::floor(at + 0.5) : std::floor(at + 1e-6)), r.in - 1);
    if (pixel != pixels[static_cast<std::size_t>(x)]) return false;
  }
  return true;
}

bool reads_linear(const Way& way, const std::string& coordinates, const Resizing& r) {
  const double last = static_cast<double>(r.in - 1);
  for (std::int64_t x = 0; x < r.out; ++x) {
    const double ours = tflite_source(way, r, x) - (way.half ? 0.5 : 0), theirs = source(coordinates, r, x);
    if (std::abs(std::clamp(ours, 0.0, last) - std::clamp(theirs, 0.0, last)) > 1e-4) return false;
  }
  return true;
}

std::vector<double> scales_of(const NodeView& node, Importer& importer, const Dims& dims) {
  const std::size_t scales_at = node.op() == "Upsample" || node.opset() < 11 ? 1 : 2;
  std::vector<double> scales;
  if (node.op() == "Upsample" && node.has_attribute("scales")) {
    for (const float s : node.reals("scales")) scales.push_back(static_cast<double>(s));
  } else if (scales_at == 2 && node.has(3)) {
    const Dims sizes = listed(node, importer.arrays(node), 3, nullptr).value_or(Dims{});
    for (std::size_t i = 0; i < sizes.size() && i < dims.size(); ++i)
      scales.push_back(static_cast<double>(sizes[i]) / static_cast<double>(dims[i]));
  } else {
    const Tensor& t = importer.constant_operand(node, scales_at, "its scales");
    if (!t.array->is_real()) node.fail("the scales have the wrong type", "FLOAT", name_of(t.type));
    for (const float s : t.array->reals) scales.push_back(static_cast<double>(s));
  }
  if (scales.size() != dims.size())
    node.fail("the scales do not fit the input", fmt::format("{}", dims.size()), fmt::format("{}", scales.size()));
  for (const double s : scales) {
    if (!(s > 0) || !(s < 65536)) node.fail("a scale is out of range", "more than 0, at most 65536", fmt::format("{}", s));
  }
  return scales;
}

// The layout route: split axes, permute them, join them; nothing is moved until an operator needs it.
void rearranged(Importer& importer, const NodeView& node, const Tensor& x, const Dims& split, const Order& perm, const Dims& joined_dims) {
  Tensor out = x;
  const auto layout = transposed(x.layout, split, perm);
  if (layout.has_value()) {
    out.layout = *layout;
  } else {
    out.value = importer.raw(node, x, identity_order(x.dims.size()));
    out.layout = *transposed(row_major(count_of(x.dims)), split, perm);
  }
  out.dims = joined_dims;
  importer.set_output(node, 0, std::move(out));
}

std::int64_t block_of(const NodeView& node, const Tensor& x) {
  const std::int64_t block = node.integer("blocksize", 0);
  if (x.dims.size() != 4 || block < 1 || block > 1024)
    node.fail("blocksize or input cannot be", "a picture and 1 to 1024", fmt::format("{} and {}", text_of(x.dims), block));
  return block;
}

}  // namespace

void translate_resize(Importer& importer, const NodeView& node) {
  const Tensor& x = importer.operand(node, 0);
  const std::string mode = node.text("mode", "nearest");
  const bool old = node.op() == "Upsample" || node.opset() < 11;
  const std::string coordinates = old ? "asymmetric" : node.text("coordinate_transformation_mode", "half_pixel");
  (void)node.text("nearest_mode", ""), (void)node.real("cubic_coeff_a", 0), (void)node.real("extrapolation_value", 0),
      (void)node.integer("exclude_outside", 0);
  if (mode != "nearest" && mode != "linear") node.unsupported(fmt::format("mode '{}'", mode), "resize with nearest or linear");
  if (coordinates == "tf_crop_and_resize") node.unsupported("tf_crop_and_resize", "crop with a Slice");
  if (node.integer("antialias", 0) != 0) node.unsupported("antialias = 1");
  if (x.dims.size() != 4)
    node.unsupported(fmt::format("a Resize of {} dimensions ({})", x.dims.size(), text_of(x.dims)), "resize pictures (N x C x H x W)");
  const std::vector<double> scales = scales_of(node, importer, x.dims);
  if (scales[0] != 1 || scales[1] != 1) node.unsupported("a Resize of batch or channels");
  Resizing axis[2];
  Dims dims = x.dims;
  for (std::size_t i = 0; i < 2; ++i) {
    axis[i] = {x.dims[i + 2], static_cast<std::int64_t>(std::floor(static_cast<double>(x.dims[i + 2]) * scales[i + 2] + 1e-9)),
               scales[i + 2]};
    dims[i + 2] = axis[i].out;
  }
  if (dims[2] > kLargest || dims[3] > kLargest) node.unsupported(fmt::format("a picture of {}", text_of(dims)));
  const Order order = channels_last(4);
  (void)importer.shape_of(node, dims, order);
  const bool integers = is_int8(importer, x);
  ValueId value = integers ? importer.raw(node, x, order) : importer.real(node, x, order);
  const Quantization q = importer.graph().value(value).quantization;
  const ValueId size = importer.list(node, "size", {axis[0].out, axis[1].out});
  if (mode == "linear") {
    for (const Way& way : kWays) {
      if (!reads_linear(way, coordinates, axis[0]) || !reads_linear(way, coordinates, axis[1])) continue;
      return importer.set_output(node, 0, importer.append_named(node, "resize_bilinear", way.attributes, {value, size}, "", q), dims,
                                 order),
             void();
    }
    node.unsupported(fmt::format("a linear Resize in mode '{}' with these scales", coordinates),
                     "use align_corners, or scales that give whole extents");
  }
  const std::vector<std::int64_t> rows = nearest_pixels(node, coordinates, axis[0]), columns = nearest_pixels(node, coordinates, axis[1]);
  for (const Way& way : kWays) {
    if (!reads_nearest(way, axis[0], rows) || !reads_nearest(way, axis[1], columns)) continue;
    return importer.set_output(node, 0, importer.append_named(node, "resize_nearest_neighbor", way.attributes, {value, size}, "", q), dims,
                               order),
           void();
  }
  value = importer.append_named(node, "gather", "axis = 1", {value, importer.list(node, "rows", rows)}, "rows", q);
  value = importer.append_named(node, "gather", "axis = 2", {value, importer.list(node, "columns", columns)}, "", q);
  importer.set_output(node, 0, value, dims, order);
}

void translate_depth_to_space(Importer& importer, const NodeView& node) {
  const Tensor& x = importer.operand(node, 0);
  const std::int64_t b = block_of(node, x), n = x.dims[0], c = x.dims[1] / (b * b), h = x.dims[2], w = x.dims[3];
  if (c * b * b != x.dims[1])
    node.fail("the channels do not fit the blocks", fmt::format("a multiple of {}", b * b), fmt::format("{}", x.dims[1]));
  const std::string mode = node.text("mode", "DCR");
  if (mode != "DCR" && mode != "CRD") node.fail("mode is unknown", "DCR or CRD", mode);
  if (mode == "CRD") return rearranged(importer, node, x, {n, c, b, b, h, w}, {0, 1, 4, 2, 5, 3}, {n, c, h * b, w * b});
  const Order order = channels_last(4);
  const bool integers = is_int8(importer, x);
  const ValueId value = integers ? importer.raw(node, x, order) : importer.real(node, x, order);
  const Quantization q = importer.graph().value(value).quantization;
  importer.set_output(node, 0, importer.append_named(node, "depth_to_space", fmt::format("block_size = {}", b), {value}, "", q),
                      {n, c, h * b, w * b}, order);
}

void translate_space_to_depth(Importer& importer, const NodeView& node) {
  const Tensor& x = importer.operand(node, 0);
  const std::int64_t b = block_of(node, x);
  if (x.dims[2] % b != 0 || x.dims[3] % b != 0)
    node.fail("the picture does not fit the blocks", fmt::format("multiples of {}", b), text_of(x.dims));
  const Order order = channels_last(4);
  const bool integers = is_int8(importer, x);
  const ValueId value = integers ? importer.raw(node, x, order) : importer.real(node, x, order);
  const Quantization q = importer.graph().value(value).quantization;
  importer.set_output(node, 0, importer.append_named(node, "space_to_depth", fmt::format("block_size = {}", b), {value}, "", q),
                      {x.dims[0], x.dims[1] * b * b, x.dims[2] / b, x.dims[3] / b}, order);
}

}  // namespace pinhole::onnx
