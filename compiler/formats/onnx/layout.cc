#include "compiler/formats/onnx/layout.h"

#include <algorithm>
#include <numeric>

#include "base/error.h"

namespace pinhole::onnx {

std::vector<int> identity_order(std::size_t rank) {
  std::vector<int> order(rank);
  std::iota(order.begin(), order.end(), 0);
  return order;
}

std::vector<int> channels_last(std::size_t rank) {
  std::vector<int> order = identity_order(rank);
  if (rank > 2) std::rotate(order.begin() + 1, order.begin() + 2, order.end());
  return order;
}

Layout joined(const Layout& layout) {
  Layout out;
  for (const Run& run : layout) {
    if (run.extent == 1) continue;
    if (!out.empty() && out.back().step == run.step * run.extent) out.back() = {out.back().extent * run.extent, run.step};
    else out.push_back(run);
  }
  return out;
}

Layout layout_of(const Dims& dims, const std::vector<int>& order) {
  PIN_CHECK(order.size() == dims.size(), "an order of another rank than the tensor");
  const Dims strides = strides_of(dims);
  Layout layout;
  for (const int axis : order) layout.push_back({dims[static_cast<std::size_t>(axis)], strides[static_cast<std::size_t>(axis)]});
  return joined(layout);
}

std::optional<std::vector<AxisRun>> split_by_axis(const Layout& layout, const Dims& dims) {
  const Dims strides = strides_of(dims);
  std::vector<AxisRun> out;
  for (const Run& run : layout) {
    // From the innermost axis outwards: the part of the run that lies in each axis.
    std::vector<AxisRun> parts;
    std::int64_t extent = run.extent, step = run.step;
    for (std::size_t axis = dims.size(); axis-- > 0 && extent > 1;) {
      const std::int64_t end = strides[axis] * dims[axis];
      if (step >= end || dims[axis] == 1) continue;
      if (step % strides[axis] != 0) return std::nullopt;
      std::int64_t here = extent;
      if (step * extent > end) {
        if (end % step != 0 || extent % (end / step) != 0) return std::nullopt;
        here = end / step;
      }
      parts.push_back({here, step, static_cast<int>(axis)});
      extent /= here;
      step *= here;
    }
    if (extent > 1) return std::nullopt;
    out.insert(out.end(), parts.rbegin(), parts.rend());
  }
  return out;
}

std::optional<Layout> transposed(const Layout& layout, const Dims& dims, const std::vector<int>& perm) {
  const auto runs = split_by_axis(layout, dims);
  if (!runs.has_value()) return std::nullopt;
  Dims new_dims;
  for (const int axis : perm) new_dims.push_back(dims[static_cast<std::size_t>(axis)]);
  const Dims before = strides_of(dims), after = strides_of(new_dims);
  Layout out;
  for (const AxisRun& run : *runs) {
    const auto place = static_cast<std::size_t>(std::find(perm.begin(), perm.end(), run.axis) - perm.begin());
    out.push_back({run.extent, run.step / before[static_cast<std::size_t>(run.axis)] * after[place]});
  }
  return joined(out);
}

std::optional<std::vector<int>> stored_order(const Layout& layout, const Dims& dims) {
  const auto runs = split_by_axis(layout, dims);
  if (!runs.has_value()) return std::nullopt;
  std::vector<int> order;
  for (const AxisRun& run : *runs) {
    if (order.empty() || order.back() != run.axis) order.push_back(run.axis);
  }
  std::vector<int> sorted = order;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) return std::nullopt;
  for (int axis = static_cast<int>(dims.size()) - 1; axis >= 0; --axis) {
    if (dims[static_cast<std::size_t>(axis)] != 1) continue;
    const auto next = std::find(order.begin(), order.end(), axis + 1);
    order.insert(next, axis);
  }
  // Within an axis the runs must go from large steps to small ones without a gap: then the order alone gives this layout.
  if (layout_of(dims, order) != joined(layout)) return std::nullopt;
  return order;
}

namespace {

// The runs cut at these steps; nothing when one does not divide.
std::optional<Layout> cut(const Layout& layout, const std::vector<std::int64_t>& steps) {
  Layout out;
  for (const Run& run : layout) {
    Layout parts;
    std::int64_t step = run.step;
    const std::int64_t end = run.step * run.extent;
    for (const std::int64_t at : steps) {  // ascending
      if (at <= step || at >= end) continue;
      if (at % step != 0 || end % at != 0) return std::nullopt;
      parts.push_back({at / step, step});
      step = at;
    }
    parts.push_back({end / step, step});
    out.insert(out.end(), parts.rbegin(), parts.rend());
  }
  return out;
}

}  // namespace

std::optional<Turn> turn_between(const Layout& from, const Layout& to) {
  std::vector<std::int64_t> steps;
  for (const Layout* layout : {&from, &to}) {
    for (const Run& run : *layout) {
      steps.push_back(run.step);
      steps.push_back(run.step * run.extent);
    }
  }
  std::sort(steps.begin(), steps.end());
  const auto a = cut(from, steps), b = cut(to, steps);
  if (!a.has_value() || !b.has_value()) return std::nullopt;
  Turn turn;
  for (const Run& run : *a) turn.extents.push_back(run.extent);
  for (const Run& run : *b) {
    const auto found = std::find(a->begin(), a->end(), run);
    if (found == a->end()) return std::nullopt;
    turn.perm.push_back(static_cast<int>(found - a->begin()));
  }
  return turn;
}

}  // namespace pinhole::onnx
