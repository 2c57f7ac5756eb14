#include "device/interpreter/options.h"

namespace pin {
namespace {

Status both(Status first, Status second) { return first != Status::kOk ? first : second; }

Status read_activation(Reader& reader, const Table& table, std::uint32_t field, Activation* activation) {
  const std::int8_t value = reader.scalar<std::int8_t>(table, field, 0);
  if (value < 0 || value > static_cast<std::int8_t>(Activation::kSignBit)) return Status::kBadModel;
  *activation = static_cast<Activation>(value);
  return Status::kOk;
}

Status read_padding(Reader& reader, const Table& table, std::uint32_t field, Padding* padding) {
  const std::int8_t value = reader.scalar<std::int8_t>(table, field, 0);
  if (value < 0 || value > static_cast<std::int8_t>(Padding::kValid)) return Status::kBadModel;
  *padding = static_cast<Padding>(value);
  return Status::kOk;
}

bool read_bool(Reader& reader, const Table& table, std::uint32_t field, bool fallback) {
  return reader.scalar<std::uint8_t>(table, field, fallback ? 1 : 0) != 0;
}

Status read_extents(Reader& reader, const Table& table, std::uint32_t field, Shape* extents) {
  const Vector list = reader.vector(table, field, 4);
  if (list.count > static_cast<std::uint32_t>(kMaxRank)) return Status::kBadShape;
  extents->rank = static_cast<std::int32_t>(list.count);
  for (std::uint32_t i = 0; i < list.count; ++i) extents->dim[i] = reader.element<std::int32_t>(list, i);
  return Status::kOk;
}

}  // namespace

Status read_options(Reader& reader, const Table& table, Conv2dAttributes* attributes) {
  attributes->stride_w = reader.scalar<std::int32_t>(table, 1, 0);
  attributes->stride_h = reader.scalar<std::int32_t>(table, 2, 0);
  attributes->dilation_w = reader.scalar<std::int32_t>(table, 4, 1);
  attributes->dilation_h = reader.scalar<std::int32_t>(table, 5, 1);
  switch (reader.scalar<std::int8_t>(table, 6, 0)) {  // TensorType; only the default and the types of sums have a meaning
    case 0: attributes->bias_type = DType::kFloat32; break;
    case 2: attributes->bias_type = DType::kInt32; break;
    case 4: attributes->bias_type = DType::kInt64; break;
    default: return Status::kBadModel;
  }
  return both(read_padding(reader, table, 0, &attributes->padding), read_activation(reader, table, 3, &attributes->activation));
}

Status read_options(Reader& reader, const Table& table, DepthwiseConv2dAttributes* attributes) {
  attributes->stride_w = reader.scalar<std::int32_t>(table, 1, 0);
  attributes->stride_h = reader.scalar<std::int32_t>(table, 2, 0);
  attributes->depth_multiplier = reader.scalar<std::int32_t>(table, 3, 0);
  attributes->dilation_w = reader.scalar<std::int32_t>(table, 5, 1);
  attributes->dilation_h = reader.scalar<std::int32_t>(table, 6, 1);
  return both(read_padding(reader, table, 0, &attributes->padding), read_activation(reader, table, 4, &attributes->activation));
}

Status read_options(Reader& reader, const Table& table, FullyConnectedAttributes* attributes) {
  attributes->keep_num_dims = read_bool(reader, table, 2, false);
  const std::int8_t weights_format = reader.scalar<std::int8_t>(table, 1, 0);
  if (weights_format < 0 || weights_format > 1) return Status::kBadModel;
  if (weights_format == 1) return Status::kUnsupportedModel;  // SHUFFLED4x16INT8
  return read_activation(reader, table, 0, &attributes->activation);
}

Status read_options(Reader& reader, const Table& table, Pool2dAttributes* attributes) {
  attributes->stride_w = reader.scalar<std::int32_t>(table, 1, 0);
  attributes->stride_h = reader.scalar<std::int32_t>(table, 2, 0);
  attributes->filter_w = reader.scalar<std::int32_t>(table, 3, 0);
  attributes->filter_h = reader.scalar<std::int32_t>(table, 4, 0);
  return both(read_padding(reader, table, 0, &attributes->padding), read_activation(reader, table, 5, &attributes->activation));
}

Status read_options(Reader& reader, const Table& table, AddAttributes* attributes) {
  attributes->pot_scale_int16 = read_bool(reader, table, 1, true);
  return read_activation(reader, table, 0, &attributes->activation);
}

Status read_options(Reader& reader, const Table& table, MulAttributes* attributes) {
  return read_activation(reader, table, 0, &attributes->activation);
}

Status read_options(Reader& reader, const Table& table, ReshapeAttributes* attributes) {
  return read_extents(reader, table, 0, &attributes->new_shape);
}

Status read_options(Reader& reader, const Table& table, SoftmaxAttributes* attributes) {
  attributes->beta = reader.scalar<float>(table, 0, 0.0f);
  return Status::kOk;
}

Status read_options(Reader& reader, const Table& table, MeanAttributes* attributes) {
  attributes->keep_dims = read_bool(reader, table, 0, false);
  return Status::kOk;
}

Status read_options(Reader& reader, const Table& table, ConcatenationAttributes* attributes) {
  attributes->axis = reader.scalar<std::int32_t>(table, 0, 0);
  return read_activation(reader, table, 1, &attributes->activation);
}

Status read_options(Reader& reader, const Table& table, BlockAttributes* attributes) {
  attributes->block_size = reader.scalar<std::int32_t>(table, 0, 0);
  return Status::kOk;
}

Status read_options(Reader& reader, const Table& table, GatherAttributes* attributes) {
  attributes->axis = reader.scalar<std::int32_t>(table, 0, 0);
  attributes->batch_dims = reader.scalar<std::int32_t>(table, 1, 0);
  return Status::kOk;
}

Status read_options(Reader& reader, const Table& table, MirrorPadAttributes* attributes) {
  const std::int8_t mode = reader.scalar<std::int8_t>(table, 0, 0);
  attributes->symmetric = mode == 1;
  return mode == 0 || mode == 1 ? Status::kOk : Status::kBadModel;
}

Status read_options(Reader& reader, const Table& table, PackAttributes* attributes) {
  attributes->values_count = reader.scalar<std::int32_t>(table, 0, 0);
  attributes->axis = reader.scalar<std::int32_t>(table, 1, 0);
  return Status::kOk;
}

Status read_options(Reader& reader, const Table& table, ResizeBilinearAttributes* attributes) {
  attributes->align_corners = read_bool(reader, table, 2, false);
  attributes->half_pixel_centers = read_bool(reader, table, 3, false);
  return Status::kOk;
}

Status read_options(Reader& reader, const Table& table, ResizeNearestAttributes* attributes) {
  attributes->align_corners = read_bool(reader, table, 0, false);
  attributes->half_pixel_centers = read_bool(reader, table, 1, false);
  return Status::kOk;
}

Status read_options(Reader& reader, const Table& table, ShapeAttributes* attributes) {
  switch (reader.scalar<std::int8_t>(table, 0, 0)) {  // TensorType
    case 2: attributes->out_type = DType::kInt32; return Status::kOk;
    case 4: attributes->out_type = DType::kInt64; return Status::kOk;
    default: return Status::kUnsupportedType;
  }
}

Status read_options(Reader& reader, const Table& table, SplitAttributes* attributes) {
  attributes->num_splits = reader.scalar<std::int32_t>(table, 0, 0);
  return Status::kOk;
}

Status read_options(Reader& reader, const Table& table, SqueezeAttributes* attributes) {
  return read_extents(reader, table, 0, &attributes->squeeze_dims);
}

Status read_options(Reader& reader, const Table& table, StridedSliceAttributes* attributes) {
  attributes->begin_mask = reader.scalar<std::int32_t>(table, 0, 0);
  attributes->end_mask = reader.scalar<std::int32_t>(table, 1, 0);
  attributes->ellipsis_mask = reader.scalar<std::int32_t>(table, 2, 0);
  attributes->new_axis_mask = reader.scalar<std::int32_t>(table, 3, 0);
  attributes->shrink_axis_mask = reader.scalar<std::int32_t>(table, 4, 0);
  attributes->offset = read_bool(reader, table, 5, false);
  return Status::kOk;
}

Status read_options(Reader& reader, const Table& table, UnpackAttributes* attributes) {
  attributes->num = reader.scalar<std::int32_t>(table, 0, 0);
  attributes->axis = reader.scalar<std::int32_t>(table, 1, 0);
  return Status::kOk;
}

}  // namespace pin
