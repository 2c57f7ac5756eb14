// Pools. Averages leave the padding out of the count, in Keras as in TFLite.
#include <fmt/format.h>

#include "compiler/formats/keras/layers.h"

namespace pinhole::keras {
namespace {

std::string lacks_pool(const Layer& layer, int) {
  if (std::string lacking = lacks_channels_last(layer); !lacking.empty()) return lacking;
  const std::string padding = Fields(layer.config, layer.place()).text("padding", "valid");
  return padding == "same" || padding == "valid" ? "" : fmt::format("padding '{}'; Pinhole has same and valid", padding);
}

std::string lacks_global_pool(const Layer& layer, int) { return lacks_channels_last(layer); }

ValueId append_pool(LayerBuilder& b, Op op) {
  const ValueId x = b.input(4);
  const Pair size = b.fields().pair("pool_size", 1, 32768, Pair{2, 2}), strides = b.fields().pair("strides", 1, 32768, size);
  return b.append(
      op,
      pin::Pool2dAttributes{.padding = b.fields().text("padding", "valid") == "same" ? pin::Padding::kSame : pin::Padding::kValid,
                            .stride_h = strides[0],
                            .stride_w = strides[1],
                            .filter_h = size[0],
                            .filter_w = size[1]},
      {x}, "pool");
}

ValueId build_max(LayerBuilder& b) { return append_pool(b, Op::max_pool_2d); }
ValueId build_average(LayerBuilder& b) { return append_pool(b, Op::average_pool_2d); }

ValueId build_global_average(LayerBuilder& b) {
  const std::int32_t axes[] = {1, 2};
  const ValueId x = b.input(4), constant = b.constant_i32("axes", make_shape({2}), axes);
  return b.append(Op::mean, pin::MeanAttributes{.keep_dims = b.fields().flag("keepdims", false)}, {x, constant}, "mean");
}

ValueId build_global_max(LayerBuilder& b) {
  const ValueId x = b.input(4);
  const Shape in = b.shape(x);
  const pin::Pool2dAttributes whole{
      .padding = pin::Padding::kValid, .stride_h = in.dim[1], .stride_w = in.dim[2], .filter_h = in.dim[1], .filter_w = in.dim[2]};
  const ValueId largest = b.append(Op::max_pool_2d, whole, {x}, "pool");
  return b.fields().flag("keepdims", false) ? largest : b.reshaped(largest, make_shape({1, in.dim[3]}), "flat");
}

constexpr LayerKind kLayers[] = {
    {"MaxPooling2D", lacks_pool, build_max},
    {"AveragePooling2D", lacks_pool, build_average},
    {"GlobalAveragePooling2D", lacks_global_pool, build_global_average},
    {"GlobalMaxPooling2D", lacks_global_pool, build_global_max},
};

}  // namespace

std::span<const LayerKind> pooling_layers() { return kLayers; }

}  // namespace pinhole::keras
