// The rules of shapes that folding and translation share.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "compiler/formats/onnx/fold.h"

namespace pinhole::onnx {

Array shape_operator(const NodeView& node, const Dims& dims) {
  const auto rank = static_cast<std::int64_t>(dims.size());
  const auto place = [&](std::int64_t at) { return std::clamp<std::int64_t>(at < -rank ? 0 : at < 0 ? at + rank : at, 0, rank); };
  const std::int64_t begin = place(node.integer("start", 0)), end = std::max(begin, place(node.integer("end", rank)));
  return Array::of_integers({end - begin}, {dims.begin() + begin, dims.begin() + end});
}

Dims reshaped(const NodeView& node, const Dims& from, const Dims& asked) {
  const bool allow_zero = node.integer("allowzero", 0) != 0;
  const std::int64_t count = count_of(from);
  Dims out = asked;
  std::int64_t known = 1;
  std::optional<std::size_t> open;
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (out[i] == 0 && !allow_zero) {
      if (i >= from.size()) node.fail("the new shape copies an extent that the input does not have", text_of(from), text_of(asked));
      out[i] = from[i];
    }
    if (out[i] == -1) {
      if (open.has_value()) node.fail("the new shape leaves two extents open", "at most one -1", text_of(asked));
      open = i;
    } else {
      if (out[i] < 0 || out[i] > kMostElements || (out[i] > 0 && known > kMostElements / out[i]))
        node.fail("an extent of the new shape is out of range", "-1 or more", text_of(asked));
      known *= out[i];
    }
  }
  if (open.has_value()) out[*open] = known == 0 ? 0 : count / known;
  if (count_of(out) != count)
    node.fail("the new shape does not fit the input", fmt::format("{} elements ({})", count, text_of(from)), text_of(asked));
  return out;
}

Dims squeezed(const NodeView& node, const Dims& from, const std::optional<Dims>& axes) {
  std::vector<bool> gone(from.size(), false);
  if (axes.has_value()) {
    for (const std::size_t a : node.axes(*axes, from.size())) {
      if (from[a] != 1)
        node.fail("an axis to be removed is longer than 1", "1", fmt::format("{} (axis {} of {})", from[a], a, text_of(from)));
      gone[a] = true;
    }
  }
  Dims out;
  for (std::size_t i = 0; i < from.size(); ++i) {
    if (axes.has_value() ? !gone[i] : from[i] != 1) out.push_back(from[i]);
  }
  return out;
}

Dims unsqueezed(const NodeView& node, const Dims& from, const Dims& axes) {
  const std::size_t rank = from.size() + axes.size();
  if (rank > 16) node.fail("the result has too many dimensions", "at most 16", fmt::format("{}", rank));
  std::vector<bool> added(rank, false);
  for (const std::size_t a : node.axes(axes, rank)) {
    if (added[a]) node.fail("an axis is named twice", "different axes", text_of(axes));
    added[a] = true;
  }
  Dims out;
  std::size_t next = 0;
  for (std::size_t i = 0; i < rank; ++i) out.push_back(added[i] ? 1 : from[next++]);
  return out;
}

std::vector<SliceRange> slice_ranges(const NodeView& node, const Dims& dims, const Dims& starts, const Dims& ends, const Dims& axes,
                                     const Dims& steps) {
  if (starts.size() != ends.size() || starts.size() != axes.size() || starts.size() != steps.size()) {
    node.fail("starts, ends, axes and steps differ in length", fmt::format("{} each", starts.size()),
              fmt::format("{}, {}, {}", ends.size(), axes.size(), steps.size()));
  }
  std::vector<SliceRange> out;
  for (const std::int64_t d : dims) out.push_back({0, d, 1});
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const std::size_t a = node.axis(axes[i], dims.size());
    const std::int64_t d = dims[a], step = steps[i];
    if (step == 0 || step == std::numeric_limits<std::int64_t>::min())
      node.fail("a step cannot be", "1 or more, -1 or less", fmt::format("{}", step));
    const auto placed = [&](std::int64_t at) {  // clamped as Slice's documentation says
      if (at < 0) at = at < -d ? -1 : at + d;
      return step > 0 ? std::clamp<std::int64_t>(at, 0, d) : std::clamp<std::int64_t>(at, -1, d - 1);
    };
    const std::int64_t begin = step > 0 && starts[i] < -d ? 0 : placed(starts[i]), end = placed(ends[i]);
    const std::int64_t span = step > 0 ? end - begin : begin - end;
    const std::int64_t width = step > 0 ? step : -step;
    out[a] = {begin, span <= 0 ? 0 : (span - 1) / width + 1, step};
  }
  return out;
}

std::optional<Dims> listed(const NodeView& node, const std::vector<const Array*>& operands, std::size_t i, const char* attribute) {
  if (node.has(i)) {
    if (i >= operands.size() || operands[i] == nullptr)
      node.unsupported(fmt::format("its operand {} ('{}') must be constant", i, node.message().inputs[i]),
                       "export the model with fixed shapes");
    if (operands[i]->is_real()) node.fail(fmt::format("operand {} has the wrong type", i), "integers", name_of(operands[i]->type));
    return operands[i]->integers;
  }
  if (attribute != nullptr && node.has_attribute(attribute)) return node.integers(attribute, {});
  return std::nullopt;
}

}  // namespace pinhole::onnx
