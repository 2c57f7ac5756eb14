#include "verify/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace pinhole {
namespace {

constexpr Tolerance kExact{0, 0}, kArithmetic{1e-5, 1e-6}, kTranscendental{1e-4, 1e-5};

// A row an operator (conformance/README.md, "How to compare"); a new operator must be put into one of the three.
constexpr Tolerance op_tolerance(Op op) {
  switch (op) {
    case Op::max_pool_2d:
    case Op::pad:
    case Op::reshape:
    case Op::concatenation:
    case Op::transpose:
    case Op::reverse_v2:
    case Op::slice:
    case Op::strided_slice:
    case Op::split:
    case Op::split_v:
    case Op::pack:
    case Op::unpack:
    case Op::broadcast_to:
    case Op::fill:
    case Op::space_to_depth:
    case Op::depth_to_space:
    case Op::space_to_batch_nd:
    case Op::batch_to_space_nd:
    case Op::expand_dims:
    case Op::squeeze:
    case Op::shape:
    case Op::broadcast_args:
    case Op::padv2:
    case Op::mirror_pad:
    case Op::gather:
    case Op::gather_nd:
    case Op::embedding_lookup:
    case Op::dynamic_update_slice:
    case Op::resize_nearest_neighbor:
    case Op::relu:
    case Op::relu6:
    case Op::dequantize: return kExact;
    case Op::conv_2d:
    case Op::depthwise_conv_2d:
    case Op::fully_connected:
    case Op::average_pool_2d:
    case Op::add:
    case Op::mul:
    case Op::mean:
    case Op::resize_bilinear:
    case Op::quantize: return kArithmetic;
    case Op::softmax:
    case Op::logistic: return kTranscendental;
  }
  return kExact;
}

std::string float_difference(std::span<const std::byte> got, std::span<const std::byte> want, const Tolerance& tolerance) {
  const std::size_t count = want.size() / sizeof(float);
  std::vector<float> a(count), b(count);
  std::memcpy(a.data(), got.data(), got.size());
  std::memcpy(b.data(), want.data(), want.size());
  double largest = 1.0;
  for (const float w : b) {
    if (std::isfinite(w)) largest = std::max(largest, std::fabs(static_cast<double>(w)));
  }
  std::size_t first = count, differ = 0;
  double worst = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i]))) continue;
    const double off = std::fabs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
    const double allowed = tolerance.relative * std::fabs(static_cast<double>(b[i])) + tolerance.absolute * largest;
    if (std::isfinite(b[i]) && off <= allowed) continue;  // false when a[i] is NaN or infinite
    if (first == count) first = i;
    ++differ;
    worst = std::max(worst, off);
  }
  if (differ == 0) return {};
  return fmt::format("element {} of {}: {} instead of {} ({} differ, by up to {:.3g})", first, count, a[first], b[first], differ, worst);
}

std::int64_t integer_at(DType type, std::span<const std::byte> bytes, std::size_t i) {
  const std::size_t size = pin::bytes_of(type, 1);
  std::int64_t value = 0;
  std::memcpy(&value, bytes.data() + i * size, size);
  const bool is_signed = type == DType::kInt8 || type == DType::kInt16 || type == DType::kInt32;
  const int shift = static_cast<int>(64 - 8 * size);
  return is_signed ? static_cast<std::int64_t>(static_cast<std::uint64_t>(value) << shift) >> shift : value;
}

}  // namespace

Tolerance tolerance_of(const Graph& graph) { return graph.nodes.size() == 1 ? op_tolerance(graph.nodes[0].op) : kTranscendental; }

std::string difference(DType type, std::span<const std::byte> got, std::span<const std::byte> want, const Tolerance& tolerance) {
  if (got.size() != want.size()) return fmt::format("{} bytes instead of {}", got.size(), want.size());
  if (type == DType::kFloat32) return float_difference(got, want, tolerance);
  const std::size_t size = pin::bytes_of(type, 1), count = want.size() / size;
  std::size_t first = count, differ = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (std::memcmp(got.data() + i * size, want.data() + i * size, size) == 0) continue;
    if (first == count) first = i;
    ++differ;
  }
  if (differ == 0) return {};
  return fmt::format("element {} of {}: {} instead of {} ({} differ)", first, count, integer_at(type, got, first),
                     integer_at(type, want, first), differ);
}

const char* npy_type(DType type) {
  switch (type) {
    case DType::kFloat32: return "f4";
    case DType::kInt8: return "i1";
    case DType::kInt16: return "i2";
    case DType::kInt32: return "i4";
    case DType::kInt64: return "i8";
    case DType::kUint8: return "u1";
    case DType::kUint32: return "u4";
    case DType::kBool: return "b1";
    case DType::kInt4: return "";
  }
  return "";
}

}  // namespace pinhole
