#include "compiler/formats/onnx/fold.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <limits>

namespace pinhole::onnx {
namespace {

using Operands = std::vector<const Array*>;
using Result = std::vector<Array>;

const Array& operand(const NodeView& node, const Operands& in, std::size_t i) {
  if (i >= in.size() || in[i] == nullptr) node.fail(fmt::format("operand {} is missing", i));
  return *in[i];
}

Result one(Array array) {
  Result out;
  out.push_back(std::move(array));
  return out;
}

// --- types ---------------------------------------------------------------------------------------------------------------------------

std::int64_t wrapped(std::int64_t value, ElementType type) {
  switch (type) {
    case ElementType::kBool: return value != 0;
    case ElementType::kInt8: return static_cast<std::int8_t>(value);
    case ElementType::kUint8: return static_cast<std::uint8_t>(value);
    case ElementType::kInt16: return static_cast<std::int16_t>(value);
    case ElementType::kUint16: return static_cast<std::uint16_t>(value);
    case ElementType::kInt32: return static_cast<std::int32_t>(value);
    case ElementType::kUint32: return static_cast<std::uint32_t>(value);
    default: return value;
  }
}

std::int64_t to_integer(double value) {  // out of range and NaN: 0, as no exporter means it
  return std::abs(value) < 9.2e18 ? static_cast<std::int64_t>(value) : 0;
}

Result fold_cast(const NodeView& node, const Operands& in) {
  const Array& x = operand(node, in, 0);
  Array out;
  out.type = static_cast<ElementType>(node.integer("to", 0));
  out.dims = x.dims;
  (void)node.integer("saturate", 1);
  if (name_of(out.type).starts_with("type") || out.type == ElementType::kString || out.type == ElementType::kUndefined)
    node.unsupported(fmt::format("a conversion to {}", name_of(out.type)));
  for (std::size_t i = 0; i < x.count(); ++i) {
    if (out.is_real()) out.reals.push_back(static_cast<float>(x.at(i)));
    else
      out.integers.push_back(
          wrapped(x.is_real() ? (out.type == ElementType::kBool ? x.reals[i] != 0 : to_integer(x.reals[i])) : x.integers[i], out.type));
  }
  if (out.is_real()) out.type = ElementType::kFloat;
  return one(std::move(out));
}

Result fold_constant(const NodeView& node, const Operands&) {
  if (const TensorMessage* value = node.tensor("value")) return one(read_array(*value));
  if (node.has_attribute("value_int")) return one(Array::of_integers({}, {node.integer("value_int", 0)}));
  if (node.has_attribute("value_float")) return one(Array::of_reals({}, {node.real("value_float", 0)}));
  if (node.has_attribute("value_ints")) {
    const Dims values = node.integers("value_ints", {});
    return one(Array::of_integers({static_cast<std::int64_t>(values.size())}, values));
  }
  if (node.has_attribute("value_floats")) {
    const std::vector<float> values = node.reals("value_floats");
    return one(Array::of_reals({static_cast<std::int64_t>(values.size())}, values));
  }
  node.unsupported("a constant that is neither numbers nor a tensor of them");
}

Result fold_constant_of_shape(const NodeView& node, const Operands& in) {
  const Dims dims = operand(node, in, 0).integers;
  const TensorMessage* value = node.tensor("value");
  const Array element = value != nullptr ? read_array(*value) : Array::of_reals({1}, {0});
  if (element.count() != 1) node.fail("the value has several elements", "1", fmt::format("{}", element.count()));
  Array out = element.like(dims);
  for (std::size_t i = 0; i < out.count(); ++i) out.copy_element(element, 0, i);
  return one(std::move(out));
}

// --- movement ------------------------------------------------------------------------------------------------------------------------

Result fold_with_dims(const Array& x, Dims dims) {
  Array out = x;
  out.dims = std::move(dims);
  return one(std::move(out));
}

Result fold_reshape(const NodeView& node, const Operands& in) {
  const Array& x = operand(node, in, 0);
  return fold_with_dims(x, reshaped(node, x.dims, listed(node, in, 1, "shape").value_or(Dims{})));
}

Result fold_flatten(const NodeView& node, const Operands& in) {
  const Array& x = operand(node, in, 0);
  const std::int64_t given = node.integer("axis", 1), rank = static_cast<std::int64_t>(x.dims.size());
  const auto axis = static_cast<std::ptrdiff_t>(given == rank ? rank : static_cast<std::int64_t>(node.axis(given, x.dims.size())));
  return fold_with_dims(x, {count_of({x.dims.begin(), x.dims.begin() + axis}), count_of({x.dims.begin() + axis, x.dims.end()})});
}

Result fold_transpose(const NodeView& node, const Operands& in) {
  const Array& x = operand(node, in, 0);
  Dims backwards;
  for (std::size_t i = x.dims.size(); i-- > 0;) backwards.push_back(static_cast<std::int64_t>(i));
  const std::vector<std::size_t> perm = node.axes(node.integers("perm", backwards), x.dims.size());
  std::vector<std::size_t> sorted = perm;
  std::sort(sorted.begin(), sorted.end());
  if (perm.size() != x.dims.size() || std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end())
    node.fail("perm is no permutation", fmt::format("{} different axes", x.dims.size()), fmt::format("{}", perm.size()));
  return one(permuted(x, {perm.begin(), perm.end()}));
}

Result fold_concat(const NodeView& node, const Operands& in) {
  const Array& first = operand(node, in, 0);
  const std::size_t axis = node.axis(node.integer("axis", 1), first.dims.size());
  Dims dims = first.dims;
  dims[axis] = 0;
  for (std::size_t i = 0; i < in.size(); ++i) {
    const Array& x = operand(node, in, i);
    Dims expected = x.dims;
    if (expected.size() == dims.size()) expected[axis] = first.dims[axis];
    if (expected != first.dims || x.is_real() != first.is_real())
      node.fail(fmt::format("operand {} does not fit operand 0", i), text_of(first.dims), text_of(x.dims));
    dims[axis] += x.dims[axis];
  }
  Array out = first.like(dims);
  const Dims strides = strides_of(dims);
  std::int64_t before = 0;
  for (const Array* x : in) {
    const std::int64_t block = x->dims[axis] * strides[axis];
    for (std::size_t i = 0; i < x->count(); ++i) {
      const std::int64_t outer = static_cast<std::int64_t>(i) / block, inner = static_cast<std::int64_t>(i) % block;
      out.copy_element(*x, i, static_cast<std::size_t>(outer * dims[axis] * strides[axis] + before * strides[axis] + inner));
    }
    before += x->dims[axis];
  }
  return one(std::move(out));
}

// Element `to` of the result is the element of x at source(index of to).
Array picked(const Array& x, const Dims& dims, const std::function<std::int64_t(const Dims&)>& source) {
  Array out = x.like(dims);
  Dims index(dims.size(), 0);
  for (std::size_t to = 0; to < out.count(); ++to) {
    out.copy_element(x, static_cast<std::size_t>(source(index)), to);
    for (std::size_t axis = dims.size(); axis-- > 0;) {
      if (++index[axis] < dims[axis]) break;
      index[axis] = 0;
    }
  }
  return out;
}

Result fold_gather(const NodeView& node, const Operands& in) {
  const Array& x = operand(node, in, 0);
  const Array& indices = operand(node, in, 1);
  const std::size_t axis = node.axis(node.integer("axis", 0), x.dims.size());
  for (const std::int64_t i : indices.integers) {
    if (i < -x.dims[axis] || i >= x.dims[axis])
      node.fail("an index is out of range", fmt::format("{} to {}", -x.dims[axis], x.dims[axis] - 1), fmt::format("{}", i));
  }
  Dims dims(x.dims.begin(), x.dims.begin() + static_cast<std::ptrdiff_t>(axis));
  dims.insert(dims.end(), indices.dims.begin(), indices.dims.end());
  dims.insert(dims.end(), x.dims.begin() + static_cast<std::ptrdiff_t>(axis) + 1, x.dims.end());
  const Dims strides = strides_of(x.dims), index_strides = strides_of(indices.dims);
  return one(picked(x, dims, [&](const Dims& at) {
    std::int64_t from = 0, which = 0;
    for (std::size_t i = 0; i < axis; ++i) from += at[i] * strides[i];
    for (std::size_t i = 0; i < indices.dims.size(); ++i) which += at[axis + i] * index_strides[i];
    const std::int64_t chosen = indices.integers[static_cast<std::size_t>(which)];
    from += (chosen < 0 ? chosen + x.dims[axis] : chosen) * strides[axis];
    for (std::size_t i = axis + 1; i < x.dims.size(); ++i) from += at[i - 1 + indices.dims.size()] * strides[i];
    return from;
  }));
}

Result fold_slice(const NodeView& node, const Operands& in) {
  const Array& x = operand(node, in, 0);
  const Dims starts = listed(node, in, 1, "starts").value_or(Dims{}), ends = listed(node, in, 2, "ends").value_or(Dims{});
  Dims all;
  for (std::size_t i = 0; i < starts.size(); ++i) all.push_back(static_cast<std::int64_t>(i));
  const std::vector<SliceRange> ranges = slice_ranges(node, x.dims, starts, ends, listed(node, in, 3, "axes").value_or(all),
                                                      listed(node, in, 4, nullptr).value_or(Dims(starts.size(), 1)));
  Dims dims;
  for (const SliceRange& r : ranges) dims.push_back(r.size);
  const Dims strides = strides_of(x.dims);
  return one(picked(x, dims, [&](const Dims& at) {
    std::int64_t from = 0;
    for (std::size_t i = 0; i < at.size(); ++i) from += (ranges[i].begin + at[i] * ranges[i].step) * strides[i];
    return from;
  }));
}

Result fold_tile(const NodeView& node, const Operands& in) {
  const Array& x = operand(node, in, 0);
  const Dims repeats = listed(node, in, 1, nullptr).value_or(Dims{});
  if (repeats.size() != x.dims.size())
    node.fail("the repeats do not fit the input", fmt::format("{}", x.dims.size()), fmt::format("{}", repeats.size()));
  Dims dims;
  for (std::size_t i = 0; i < repeats.size(); ++i) {
    if (repeats[i] < 0 || repeats[i] > kMostElements) node.fail("a repeat is out of range", "0 or more", fmt::format("{}", repeats[i]));
    dims.push_back(x.dims[i] * repeats[i]);
  }
  const Dims strides = strides_of(x.dims);
  return one(picked(x, dims, [&](const Dims& at) {
    std::int64_t from = 0;
    for (std::size_t i = 0; i < at.size(); ++i) from += at[i] % x.dims[i] * strides[i];
    return from;
  }));
}

Result fold_expand(const NodeView& node, const Operands& in) {
  const Array& x = operand(node, in, 0);
  const Dims dims = broadcast_dims(x.dims, listed(node, in, 1, nullptr).value_or(Dims{}));
  (void)count_of(dims);
  return one(broadcast_to(x, dims));
}

Result fold_squeeze(const NodeView& node, const Operands& in) {
  const Array& x = operand(node, in, 0);
  return fold_with_dims(x, squeezed(node, x.dims, listed(node, in, 1, "axes")));
}

Result fold_unsqueeze(const NodeView& node, const Operands& in) {
  const Array& x = operand(node, in, 0);
  return fold_with_dims(x, unsqueezed(node, x.dims, listed(node, in, 1, "axes").value_or(Dims{})));
}

Result fold_range(const NodeView& node, const Operands& in) {
  const Array &start = operand(node, in, 0), &limit = operand(node, in, 1), &delta = operand(node, in, 2);
  if (start.count() != 1 || limit.count() != 1 || delta.count() != 1 || delta.at(0) == 0)
    node.fail("start, limit and delta must be numbers, delta not 0");
  const double steps = std::ceil((limit.at(0) - start.at(0)) / delta.at(0));
  if (!(steps < static_cast<double>(kMostElements)))
    node.fail("the range is too long", fmt::format("at most {}", kMostElements), fmt::format("{}", steps));
  Array out = start.like({std::max<std::int64_t>(0, static_cast<std::int64_t>(steps))});
  for (std::size_t i = 0; i < out.count(); ++i) {
    if (out.is_real()) out.reals[i] = start.reals[0] + static_cast<float>(i) * delta.reals[0];
    else out.integers[i] = start.integers[0] + static_cast<std::int64_t>(i) * delta.integers[0];
  }
  return one(std::move(out));
}

// --- arithmetic ----------------------------------------------------------------------------------------------------------------------

std::int64_t integer_result(const NodeView& node, std::int64_t a, std::int64_t b) {
  const auto ua = static_cast<std::uint64_t>(a), ub = static_cast<std::uint64_t>(b);  // sums and products wrap
  if (node.op() == "Add") return static_cast<std::int64_t>(ua + ub);
  if (node.op() == "Sub") return static_cast<std::int64_t>(ua - ub);
  if (node.op() == "Mul") return static_cast<std::int64_t>(ua * ub);
  if (b == 0 || (b == -1 && a == std::numeric_limits<std::int64_t>::min())) node.fail("a division by 0 in constants");
  return a / b;
}

float real_result(const NodeView& node, float a, float b) {
  return node.op() == "Add" ? a + b : node.op() == "Sub" ? a - b : node.op() == "Mul" ? a * b : a / b;
}

Result fold_binary(const NodeView& node, const Operands& in) {
  const Array &a = operand(node, in, 0), &b = operand(node, in, 1);
  if (a.type != b.type) node.fail("the operands differ in type", name_of(a.type), name_of(b.type));
  (void)node.integer("broadcast", 0);  // opset 6
  const Dims dims = broadcast_dims(a.dims, b.dims);
  const Array wide_a = broadcast_to(a, dims), wide_b = broadcast_to(b, dims);
  Array out = a.like(dims);
  for (std::size_t i = 0; i < out.count(); ++i) {
    if (out.is_real()) out.reals[i] = real_result(node, wide_a.reals[i], wide_b.reals[i]);
    else out.integers[i] = wrapped(integer_result(node, wide_a.integers[i], wide_b.integers[i]), out.type);
  }
  return one(std::move(out));
}

Result fold_rounding(const NodeView& node, const Operands& in) {
  Array out = operand(node, in, 0);
  for (float& v : out.reals) v = node.op() == "Floor" ? std::floor(v) : std::ceil(v);
  return one(std::move(out));
}

Result fold_identity(const NodeView& node, const Operands& in) { return one(operand(node, in, 0)); }

struct Folder {
  const char* op;
  Result (*fold)(const NodeView&, const Operands&);
};
constexpr Folder kFolders[] = {
    {"Add", fold_binary},         {"Sub", fold_binary},        {"Mul", fold_binary},        {"Div", fold_binary},
    {"Cast", fold_cast},          {"Concat", fold_concat},     {"Constant", fold_constant}, {"ConstantOfShape", fold_constant_of_shape},
    {"Expand", fold_expand},      {"Flatten", fold_flatten},   {"Floor", fold_rounding},    {"Ceil", fold_rounding},
    {"Gather", fold_gather},      {"Identity", fold_identity}, {"Range", fold_range},       {"Reshape", fold_reshape},
    {"Slice", fold_slice},        {"Squeeze", fold_squeeze},   {"Tile", fold_tile},         {"Transpose", fold_transpose},
    {"Unsqueeze", fold_unsqueeze}};

}  // namespace

std::optional<std::vector<Array>> fold(const NodeView& node, const std::vector<const Array*>& operands) {
  const auto* found = std::find_if(std::begin(kFolders), std::end(kFolders), [&](const Folder& f) { return node.op() == f.op; });
  if (found == std::end(kFolders) || !node.message().domain.empty()) return std::nullopt;
  try {
    return found->fold(node, operands);
  } catch (const Error& error) {
    throw error.at(node.place());
  }
}

}  // namespace pinhole::onnx
