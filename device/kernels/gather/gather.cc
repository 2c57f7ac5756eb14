#include "device/kernels/gather/gather.h"

#include "device/kernels/quantized.h"

namespace pin {
namespace {

struct Axes {
  std::int32_t axis, batch_dims;
};

Status normalize(const GatherAttributes& a, const NodeView& node, Axes* axes) {
  const Shape &data = node.input(0)->shape, &indices = node.input(1)->shape;
  axes->axis = a.axis;
  axes->batch_dims = a.batch_dims < 0 ? a.batch_dims + indices.rank : a.batch_dims;
  if (node.input(1)->dtype != DType::kInt32) return Status::kUnsupportedType;
  if (!normalize_axis(data.rank, &axes->axis)) return Status::kBadShape;
  if (axes->batch_dims < 0 || axes->batch_dims > indices.rank || axes->batch_dims > axes->axis) return Status::kBadShape;
  for (std::int32_t i = 0; i < axes->batch_dims; ++i) {
    if (data.dim[i] != indices.dim[i]) return Status::kBadShape;
  }
  return Status::kOk;
}

std::int32_t product(const Shape& shape, std::int32_t from, std::int32_t to) {
  std::int32_t count = 1;
  for (std::int32_t i = from; i < to; ++i) count *= shape.dim[i];
  return count;
}

bool append(const Shape& from, std::int32_t begin, std::int32_t end, Shape* to) {
  if (end - begin > kMaxRank - to->rank) return false;
  for (std::int32_t i = begin; i < end; ++i) to->dim[to->rank++] = from.dim[i];
  return true;
}

// Params behind kept: the interpreter's run needs nothing else.
template <class Params>
Params* keep(Memory& memory, Prepared* prepared) {
  auto* params = memory.take_array<Params>(1);
  prepared->state = params;
  return params;
}

struct EmbeddingState {
  bool dequantize;
  GatherParams rows;
  EmbeddingParams floats;
};

bool dequantizes(const NodeView& node) { return node.output(0)->dtype != node.input(1)->dtype; }

}  // namespace

Status GatherOp::infer(const Attributes& attributes, const NodeView& node, std::int32_t, TensorType* type) {
  Axes axes = {};
  const Status status = normalize(attributes, node, &axes);
  if (status != Status::kOk) return status;
  const Shape &data = node.input(0)->shape, &indices = node.input(1)->shape;
  *type = {node.input(0)->dtype, {0, {}}};
  const bool fits = append(data, 0, axes.axis, &type->shape) && append(indices, axes.batch_dims, indices.rank, &type->shape) &&
                    append(data, axes.axis + 1, data.rank, &type->shape);
  return fits ? Status::kOk : Status::kBadShape;
}

Status prepare_gather(const GatherAttributes& attributes, const NodeView& node, GatherParams* params) {
  Status status = check_operator<GatherOp>(attributes, node);
  if (status != Status::kOk) return status;
  Axes axes = {};
  status = normalize(attributes, node, &axes);
  const Tensor& data = *node.input(0);
  const Shape& indices = node.input(1)->shape;
  *params = {};
  params->batches = product(data.shape, 0, axes.batch_dims);
  params->outer = product(data.shape, axes.batch_dims, axes.axis);
  params->count = product(indices, axes.batch_dims, indices.rank);
  params->depth = 1;
  params->extent[0] = data.shape.dim[axes.axis];
  params->row_bytes =
      static_cast<std::int32_t>(bytes_of(data.dtype, static_cast<std::size_t>(product(data.shape, axes.axis + 1, data.shape.rank))));
  params->step_bytes[0] = params->row_bytes;
  params->outer_bytes = params->row_bytes * params->extent[0];
  return status;
}

Status GatherOp::prepare(const Attributes& attributes, const NodeView& node, Memory& memory, Prepared* prepared) {
  auto* params = keep<GatherParams>(memory, prepared);
  return params == nullptr ? Status::kOutOfMemory : prepare_gather(attributes, node, params);
}

void GatherOp::run(const Prepared& prepared, const NodeView& node) {
  gather(*static_cast<const GatherParams*>(prepared.state), node.input(0)->data, node.input(1)->as<std::int32_t>(), node.output(0)->data);
}

Status GatherNdOp::infer(const Attributes&, const NodeView& node, std::int32_t, TensorType* type) {
  const Shape &data = node.input(0)->shape, &indices = node.input(1)->shape;
  if (node.input(1)->dtype != DType::kInt32) return Status::kUnsupportedType;
  if (indices.rank < 1 || data.rank < 1) return Status::kBadShape;
  const std::int32_t depth = indices.dim[indices.rank - 1];
  *type = {node.input(0)->dtype, {0, {}}};
  const bool fits =
      depth <= data.rank && append(indices, 0, indices.rank - 1, &type->shape) && append(data, depth, data.rank, &type->shape);
  return fits ? Status::kOk : Status::kBadShape;
}

Status prepare_gather_nd(const NodeView& node, GatherParams* params) {
  const Status status = check_operator<GatherNdOp>({}, node);
  if (status != Status::kOk) return status;
  const Tensor& data = *node.input(0);
  const Shape& indices = node.input(1)->shape;
  *params = {};
  params->batches = params->outer = 1;
  params->depth = indices.dim[indices.rank - 1];
  params->count = indices.count() / params->depth;
  std::int32_t steps[kMaxRank];
  steps_of(data.dtype, data.shape, steps);
  for (std::int32_t i = 0; i < params->depth; ++i) {
    params->extent[i] = data.shape.dim[i];
    params->step_bytes[i] = steps[i];
  }
  params->row_bytes = steps[params->depth - 1];
  return status;
}

Status GatherNdOp::prepare(const Attributes&, const NodeView& node, Memory& memory, Prepared* prepared) {
  auto* params = keep<GatherParams>(memory, prepared);
  return params == nullptr ? Status::kOutOfMemory : prepare_gather_nd(node, params);
}

void GatherNdOp::run(const Prepared& prepared, const NodeView& node) {
  gather(*static_cast<const GatherParams*>(prepared.state), node.input(0)->data, node.input(1)->as<std::int32_t>(), node.output(0)->data);
}

// A declared float32 result of an int8 table is taken as it is.
Status EmbeddingLookupOp::infer(const Attributes&, const NodeView& node, std::int32_t, TensorType* type) {
  const Tensor &ids = *node.input(0), &table = *node.input(1);
  if (ids.dtype != DType::kInt32) return Status::kUnsupportedType;
  if (ids.shape.rank != 1 || table.shape.rank < 1) return Status::kBadShape;
  const Tensor* declared = node.output(0);
  const bool to_float = table.dtype == DType::kInt8 && declared != nullptr && declared->dtype == DType::kFloat32;
  *type = {to_float ? DType::kFloat32 : table.dtype, table.shape};
  type->shape.dim[0] = ids.shape.dim[0];
  return Status::kOk;
}

Status prepare_embedding_lookup(const NodeView& node, GatherParams* params) {
  const Status status = check_operator<EmbeddingLookupOp>({}, node);
  if (status != Status::kOk) return status;
  const Tensor& table = *node.input(1);
  *params = {};
  params->batches = params->outer = params->depth = 1;
  params->count = node.input(0)->shape.count();
  params->extent[0] = table.shape.dim[0];
  params->row_bytes = static_cast<std::int32_t>(bytes_of(table.dtype, static_cast<std::size_t>(table.shape.count() / table.shape.dim[0])));
  params->step_bytes[0] = params->row_bytes;
  return status;
}

Status prepare_embedding_lookup(const NodeView& node, EmbeddingParams* params) {
  Status status = check_operator<EmbeddingLookupOp>({}, node);
  if (status != Status::kOk) return status;
  const Tensor& table = *node.input(1);
  status = check_quantized(table);
  if (status != Status::kOk) return status;
  params->count = node.input(0)->shape.count();
  params->rows = table.shape.dim[0];
  params->columns = table.shape.count() / params->rows;
  params->zero_point = table.zero_point;
  params->scale = table.scale();
  return status;
}

Status EmbeddingLookupOp::prepare(const Attributes&, const NodeView& node, Memory& memory, Prepared* prepared) {
  auto* state = keep<EmbeddingState>(memory, prepared);
  if (state == nullptr) return Status::kOutOfMemory;
  if (!node.has(2, 2, 1)) return Status::kBadShape;
  state->dequantize = dequantizes(node);
  return state->dequantize ? prepare_embedding_lookup(node, &state->floats) : prepare_embedding_lookup(node, &state->rows);
}

void EmbeddingLookupOp::run(const Prepared& prepared, const NodeView& node) {
  const auto& state = *static_cast<const EmbeddingState*>(prepared.state);
  const auto* ids = node.input(0)->as<std::int32_t>();
  if (!state.dequantize) return gather(state.rows, node.input(1)->data, ids, node.output(0)->data);
  embedding_lookup_s8_f32(state.floats, ids, node.input(1)->as<std::int8_t>(), node.output(0)->mutable_as<float>());
}

}  // namespace pin
