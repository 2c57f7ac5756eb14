// Slice, Split and Gather with known places: parts of a tensor along its axes.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/formats/onnx/fold.h"
#include "compiler/formats/onnx/ops/operators.h"
#include "compiler/formats/onnx/ops/quantized.h"

namespace pinhole::onnx {
namespace {

// The part of x that the ranges (by axis) name.
Tensor cut_out(Importer& importer, const NodeView& node, const Tensor& x, const std::vector<SliceRange>& ranges, const char* part) {
  const Order order = Importer::cheapest_order(x);
  Tensor out = x;
  std::vector<std::int64_t> begins, sizes, ends, steps;
  std::int32_t end_mask = 0;
  bool whole = true, in_steps = false;
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    out.dims[i] = ranges[i].size;
    const SliceRange& r = ranges[static_cast<std::size_t>(order[i])];
    whole = whole && r.begin == 0 && r.step == 1 && r.size == x.dims[static_cast<std::size_t>(order[i])];
    in_steps = in_steps || (r.step != 1 && r.size > 1);
    const std::int64_t last = r.begin + (r.size - 1) * r.step, end = r.step > 0 ? last + 1 : last - 1;
    begins.push_back(r.begin);
    sizes.push_back(r.size);
    if (end < 0) end_mask |= 1 << i;  // down to the first element: -1 would mean the last one
    ends.push_back(end < 0 ? 0 : end);
    steps.push_back(r.step);
  }
  if (whole) return x;
  (void)importer.shape_of(node, out.dims, order);
  const bool integers = is_int8(importer, x);
  const ValueId value = integers ? importer.raw(node, x, order) : importer.real(node, x, order);
  const Quantization q = importer.graph().value(value).quantization;
  const auto list = [&](const char* what, const std::vector<std::int64_t>& v) { return importer.list(node, what, v); };
  out.value = in_steps ? importer.append_named(node, "strided_slice", end_mask != 0 ? fmt::format("end_mask = {}", end_mask) : "",
                                               {value, list("begin", begins), list("end", ends), list("strides", steps)}, part, q)
                       : importer.append_named(node, "slice", "", {value, list("begin", begins), list("size", sizes)}, part, q);
  out.layout = layout_of(out.dims, order);
  out.real_view = integers;
  return out;
}

std::vector<SliceRange> whole(const Dims& dims) {
  std::vector<SliceRange> out;
  for (const std::int64_t d : dims) out.push_back({0, d, 1});
  return out;
}

}  // namespace

void translate_slice(Importer& importer, const NodeView& node) {
  const Tensor& x = importer.operand(node, 0);
  const std::vector<const Array*> arrays = importer.arrays(node);
  const std::optional<Dims> starts = listed(node, arrays, 1, "starts"), ends = listed(node, arrays, 2, "ends");
  if (!starts.has_value() || !ends.has_value()) node.fail("starts or ends are missing", "both", "none");
  Dims first;
  for (std::size_t i = 0; i < starts->size(); ++i) first.push_back(static_cast<std::int64_t>(i));
  const Dims axes = listed(node, arrays, 3, "axes").value_or(first),
             steps = listed(node, arrays, 4, nullptr).value_or(Dims(starts->size(), 1));
  importer.set_output(node, 0, cut_out(importer, node, x, slice_ranges(node, x.dims, *starts, *ends, axes, steps), ""));
}

void translate_split(Importer& importer, const NodeView& node) {
  const Tensor x = importer.operand(node, 0);
  const std::size_t axis = node.axis(node.integer("axis", 0), x.dims.size());
  const auto parts = static_cast<std::int64_t>(node.outputs());
  const std::int64_t each = (x.dims[axis] + parts - 1) / std::max<std::int64_t>(1, node.integer("num_outputs", parts));
  std::optional<Dims> sizes = listed(node, importer.arrays(node), 1, "split");
  if (!sizes.has_value()) {
    sizes.emplace(node.outputs(), each);
    if (!sizes->empty()) sizes->back() = x.dims[axis] - each * (parts - 1);
  }
  std::int64_t begin = 0;
  if (sizes->size() != node.outputs())
    node.fail("the parts do not fit the outputs", fmt::format("{}", node.outputs()), fmt::format("{}", sizes->size()));
  for (std::size_t i = 0; i < node.outputs(); ++i) {
    const std::int64_t size = (*sizes)[i];
    if (size < 0 || size > x.dims[axis] - begin)
      node.fail("the parts do not fit the axis", fmt::format("{} in all", x.dims[axis]), text_of(*sizes));
    std::vector<SliceRange> ranges = whole(x.dims);
    ranges[axis] = {begin, size, 1};
    begin += size;
    if (importer.wants_output(node, i))
      importer.set_output(node, i, cut_out(importer, node, x, ranges, i == 0 ? "" : fmt::format("{}", i).c_str()));
  }
  if (begin != x.dims[axis]) node.fail("the parts do not fit the axis", fmt::format("{} in all", x.dims[axis]), text_of(*sizes));
}

void translate_gather(Importer& importer, const NodeView& node) {
  const Tensor& x = importer.operand(node, 0);
  const Tensor& indices = importer.constant_operand(node, 1, "its indices");
  const std::size_t axis = node.axis(node.integer("axis", 0), x.dims.size());
  if (x.is_constant() || indices.array->is_real() || indices.dims.size() > 1)
    node.unsupported(fmt::format("a Gather from {} with indices {}", text_of(x.dims), text_of(indices.dims)));
  std::vector<std::int64_t> places = indices.array->integers;
  for (std::int64_t& i : places) {
    if (i < -x.dims[axis] || i >= x.dims[axis])
      node.fail("an index is out of range", fmt::format("{} to {}", -x.dims[axis], x.dims[axis] - 1), fmt::format("{}", i));
    if (i < 0) i += x.dims[axis];
  }
  if (places.empty()) node.unsupported("a Gather without indices");
  const std::int64_t step = places.size() > 1 ? places[1] - places[0] : 1;
  bool regular = step != 0;
  for (std::size_t i = 1; i < places.size(); ++i) regular = regular && places[i] - places[i - 1] == step;
  Tensor out = x;
  if (regular) {
    std::vector<SliceRange> ranges = whole(x.dims);
    ranges[axis] = {places[0], static_cast<std::int64_t>(places.size()), step};
    out = cut_out(importer, node, x, ranges, "");
  } else {
    const Order order = Importer::cheapest_order(x);
    const bool integers = is_int8(importer, x);
    const ValueId value = integers ? importer.raw(node, x, order) : importer.real(node, x, order);
    const auto stored_axis = std::find(order.begin(), order.end(), static_cast<int>(axis)) - order.begin();
    out.dims[axis] = static_cast<std::int64_t>(places.size());
    (void)importer.shape_of(node, out.dims, order);
    out.value = importer.append_named(node, "gather", fmt::format("axis = {}", stored_axis),
                                      {value, importer.list(node, "indices", places)}, "", importer.graph().value(value).quantization);
    out.layout = layout_of(out.dims, order);
    out.real_view = integers;
  }
  if (indices.dims.empty()) out.dims.erase(out.dims.begin() + static_cast<std::ptrdiff_t>(axis));
  importer.set_output(node, 0, std::move(out));
}

}  // namespace pinhole::onnx
