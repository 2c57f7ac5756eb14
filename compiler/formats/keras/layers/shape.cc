// Layers that move elements and compute nothing.
#include <fmt/format.h>

#include "compiler/formats/keras/layers.h"

namespace pinhole::keras {
namespace {

std::string lacks_format(const Layer& layer, int) { return lacks_channels_last(layer); }

ValueId build_flatten(LayerBuilder& b) {
  const ValueId x = b.input();
  return b.reshaped(x, make_shape({1, b.shape(x).count()}), "flat");
}

// 'target_shape' without the batch; one extent may be -1.
ValueId build_reshape(LayerBuilder& b) {
  const ValueId x = b.input();
  const Json& target = b.fields().need("target_shape");
  if (!target.is_array() || target.size() >= static_cast<std::size_t>(pin::kMaxRank))
    b.fields().wrong("target_shape", fmt::format("a list of at most {} numbers", pin::kMaxRank - 1), target);
  Shape shape{1, {1}};
  std::int64_t known = 1;
  std::int32_t open = -1;
  const std::int64_t count = b.shape(x).count();
  for (const Json& element : target) {
    const std::int32_t extent = b.fields().element("target_shape", element, -1, kMostExtent);
    if (extent == -1 && open < 0) open = shape.rank;
    else if (known <= count) known *= extent;
    shape.dim[shape.rank++] = extent;
  }
  if (known < 1 || (open < 0 ? known != count : count % known != 0))
    b.fields().wrong("target_shape", fmt::format("{} elements, as the input {} has", count, pinhole::to_string(b.shape(x))), target);
  if (open >= 0) shape.dim[open] = static_cast<std::int32_t>(count / known);
  return b.reshaped(x, shape, "reshaped");
}

// 'padding': one number, [height, width], or [[top, bottom], [left, right]].
ValueId build_zero_padding(LayerBuilder& b) {
  const ValueId x = b.input(4);
  const Json& padding = b.fields().need("padding");
  std::int32_t amounts[8] = {};
  if (padding.is_array() && padding.size() == 2 && padding[0].is_array() && padding[1].is_array()) {
    for (std::size_t axis = 0; axis < 2; ++axis) {
      if (padding[axis].size() != 2) b.fields().wrong("padding", "[[top, bottom], [left, right]]", padding);
      for (std::size_t side = 0; side < 2; ++side)
        amounts[2 + 2 * axis + side] = b.fields().element("padding", padding[axis][side], 0, 1 << 20);
    }
  } else {
    const Pair both = b.fields().pair("padding", 0, 1 << 20);
    amounts[2] = amounts[3] = both[0];
    amounts[4] = amounts[5] = both[1];
  }
  const ValueId constant = b.constant_i32("paddings", make_shape({4, 2}), amounts);
  return b.append(Op::pad, pin::NoAttributes{}, {x, constant}, "padded");
}

constexpr LayerKind kLayers[] = {
    {"Flatten", lacks_format, build_flatten},
    {"Reshape", lacks_nothing, build_reshape},
    {"ZeroPadding2D", lacks_format, build_zero_padding},
};

}  // namespace

std::span<const LayerKind> shape_layers() { return kLayers; }

}  // namespace pinhole::keras
