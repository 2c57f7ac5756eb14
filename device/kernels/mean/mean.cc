#include "device/kernels/mean/mean.h"

#include "device/kernels/quantized.h"
#include "device/numerics/fixed_point.h"

namespace pin {
namespace {

// Marks the axes that are reduced. kBadShape for an axis out of range.
Status mark_axes(const Tensor& axes, std::int32_t rank, bool* reduced) {
  const auto* values = axes.as<std::int32_t>();
  for (std::int32_t i = 0; i < axes.shape.count(); ++i) {
    const std::int32_t axis = values[i];
    if (axis < -rank || axis >= rank) return Status::kBadShape;
    reduced[axis < 0 ? axis + rank : axis] = true;
  }
  return Status::kOk;
}

bool output_fits(const Shape& input, const bool* reduced, bool keep_dims, const Shape& output) {
  Shape wanted = {0, {}};
  for (std::int32_t axis = 0; axis < input.rank; ++axis) {
    if (!reduced[axis]) wanted.dim[wanted.rank++] = input.dim[axis];
    else if (keep_dims) wanted.dim[wanted.rank++] = 1;
  }
  return wanted == output;
}

// One of the two loop nests: axes of one kind, neighbours merged, filled from the end so that the front is 1.
void make_nest(const Shape& input, const bool* reduced, bool kind, std::int32_t* dim, std::int32_t* stride) {
  for (int i = 0; i < kMaxRank; ++i) {
    dim[i] = 1;
    stride[i] = 0;
  }
  std::int32_t at = kMaxRank, step = 1;
  bool joins = false;  // the axis inside this one is of this kind
  for (std::int32_t axis = input.rank - 1; axis >= 0; --axis) {
    const std::int32_t extent = input.dim[axis];
    if (extent != 1) {
      if (reduced[axis] == kind && joins) {
        dim[at] *= extent;
      } else if (reduced[axis] == kind) {
        dim[--at] = extent;
        stride[at] = step;
      }
      joins = reduced[axis] == kind;
    }
    step *= extent;
  }
}

Status make_reduction(const MeanAttributes& attributes, const Tensor& input, const Tensor& axes, const Tensor& output,
                      Reduction* reduction) {
  if (input.dtype != output.dtype || axes.dtype != DType::kInt32) return Status::kUnsupportedType;
  if (!axes.is_constant || axes.data == nullptr) return Status::kNotConstant;
  if (axes.shape.rank > 1 || input.shape.rank < 0 || input.shape.rank > kMaxRank) return Status::kBadShape;
  bool reduced[kMaxRank] = {};
  const Status status = mark_axes(axes, input.shape.rank, reduced);
  if (status != Status::kOk) return status;
  if (!output_fits(input.shape, reduced, attributes.keep_dims, output.shape)) return Status::kBadShape;
  make_nest(input.shape, reduced, false, reduction->kept_dim, reduction->kept_stride);
  make_nest(input.shape, reduced, true, reduction->reduced_dim, reduction->reduced_stride);
  return Status::kOk;
}

// N26. The division by the count goes into the multiplier. shift stays in [-31, ...], so the result can be used where `m` can.
Multiplier divide_by_count(Multiplier m, std::int32_t count) {
  std::int32_t t = 0;
  while ((count >> (t + 1)) != 0) ++t;
  if (t > 31 + m.shift) t = 31 + m.shift;
  return {static_cast<std::int32_t>((std::int64_t{m.value} << t) / count), m.shift - t};
}

template <class Params>
Status prepare_into(const MeanAttributes& attributes, const NodeView& node, Memory& memory, Prepared* prepared) {
  auto* params = memory.take_array<Params>(1);
  if (params == nullptr) return Status::kOutOfMemory;
  prepared->state = params;
  return prepare_mean(attributes, *node.input(0), *node.input(1), *node.output(0), params);
}

}  // namespace

Status prepare_mean(const MeanAttributes& attributes, const Tensor& input, const Tensor& axes, const Tensor& output, MeanInt* params) {
  if (input.dtype != DType::kInt8 && input.dtype != DType::kInt16) return Status::kUnsupportedType;
  Status status = make_reduction(attributes, input, axes, output, &params->reduction);
  if (status == Status::kOk) status = check_quantized(input);
  if (status == Status::kOk) status = check_quantized(output);
  if (status != Status::kOk) return status;
  params->input_zero_point = input.zero_point;
  params->output_zero_point = output.zero_point;
  const Multiplier m = quantize_multiplier(static_cast<double>(input.scale()) / static_cast<double>(output.scale()));
  if (!usable_32(m)) return Status::kBadQuantization;
  params->rescale = divide_by_count(m, extents_product(params->reduction.reduced_dim));
  return Status::kOk;
}

Status prepare_mean(const MeanAttributes& attributes, const Tensor& input, const Tensor& axes, const Tensor& output, Reduction* params) {
  return input.dtype == DType::kFloat32 ? make_reduction(attributes, input, axes, output, params) : Status::kUnsupportedType;
}

Status MeanOp::prepare(const Attributes& attributes, const NodeView& node, Memory& memory, Prepared* prepared) {
  if (!node.has(2, 2, 1)) return Status::kBadShape;
  return node.input(0)->dtype == DType::kFloat32 ? prepare_into<Reduction>(attributes, node, memory, prepared)
                                                 : prepare_into<MeanInt>(attributes, node, memory, prepared);
}

void MeanOp::run(const Prepared& prepared, const NodeView& node) {
  const Tensor &input = *node.input(0), &output = *node.output(0);
  if (input.dtype == DType::kFloat32) {
    return mean_f32(*static_cast<const Reduction*>(prepared.state), input.as<float>(), output.mutable_as<float>());
  }
  const auto& params = *static_cast<const MeanInt*>(prepared.state);
  if (input.dtype == DType::kInt8) return mean_s8(params, input.as<std::int8_t>(), output.mutable_as<std::int8_t>());
  mean_s16(params, input.as<std::int16_t>(), output.mutable_as<std::int16_t>());
}

}  // namespace pin
