#include "device/kernels/resize/resize.h"

namespace pin {
namespace {

constexpr std::int32_t kMostExtent = 1 << 16;  // positions in 1/1024 pixels fit 31 bits

template <class Params>
void fill_extents(const Tensor& input, const Tensor& output, Params* p) {
  p->batches = input.shape.dim[0];
  p->in_h = input.shape.dim[1];
  p->in_w = input.shape.dim[2];
  p->out_h = output.shape.dim[1];
  p->out_w = output.shape.dim[2];
}

float float_scale(bool align_corners, std::int32_t in, std::int32_t out) {
  if (align_corners && out > 1) return static_cast<float>(in - 1) / static_cast<float>(out - 1);
  return static_cast<float>(in) / static_cast<float>(out);
}

std::int32_t integer_scale(bool align_corners, std::int32_t in, std::int32_t out) {  // N86
  if (align_corners && out > 1) return (1024 * (in - 1) + (out - 1) / 2) / (out - 1);
  return (1024 * in + out / 2) / out;
}

template <class Params>
Params* keep(Memory& memory, Prepared* prepared) {
  auto* params = memory.take_array<Params>(1);
  prepared->state = params;
  return params;
}

Status infer_resize(const NodeView& node, TensorType* type) {
  const Tensor& input = *node.input(0);
  std::int32_t size[2], count = 0;
  const Status status = constant_integers(node.input(1), 2, size, &count);
  if (status != Status::kOk) return status;
  if (input.shape.rank != 4 || count != 2) return Status::kBadShape;
  *type = {input.dtype, input.shape};
  for (std::int32_t i = 0; i < 2; ++i) {
    if (size[i] < 1 || size[i] > kMostExtent || input.shape.dim[i + 1] > kMostExtent) return Status::kBadShape;
    type->shape.dim[i + 1] = size[i];
  }
  return Status::kOk;
}

}  // namespace

Status ResizeNearestNeighborOp::infer(const Attributes&, const NodeView& node, std::int32_t, TensorType* type) {
  return infer_resize(node, type);
}

Status ResizeBilinearOp::infer(const Attributes&, const NodeView& node, std::int32_t, TensorType* type) { return infer_resize(node, type); }

Status prepare_resize_nearest(const ResizeNearestAttributes& attributes, const NodeView& node, ResizeNearest* params) {
  const Status status = check_operator<ResizeNearestNeighborOp>(attributes, node);
  if (status != Status::kOk) return status;
  const Tensor& input = *node.input(0);
  fill_extents(input, *node.output(0), params);
  params->pixel_bytes = static_cast<std::int32_t>(bytes_of(input.dtype, static_cast<std::size_t>(input.shape.dim[3])));
  params->scale_h = float_scale(attributes.align_corners, params->in_h, params->out_h);
  params->scale_w = float_scale(attributes.align_corners, params->in_w, params->out_w);
  params->offset = attributes.half_pixel_centers ? 0.5f : 0.0f;
  params->round = attributes.align_corners;
  return status;
}

Status prepare_resize_bilinear(const ResizeBilinearAttributes& attributes, const NodeView& node, ResizeBilinearInt* params) {
  const Status status = check_operator<ResizeBilinearOp>(attributes, node);
  if (status != Status::kOk) return status;
  if (node.input(0)->dtype != DType::kInt8) return Status::kUnsupportedType;
  fill_extents(*node.input(0), *node.output(0), params);
  params->channels = node.input(0)->shape.dim[3];
  params->scale_h = integer_scale(attributes.align_corners, params->in_h, params->out_h);
  params->scale_w = integer_scale(attributes.align_corners, params->in_w, params->out_w);
  params->offset_h = attributes.half_pixel_centers ? params->scale_h / 2 - 512 : 0;
  params->offset_w = attributes.half_pixel_centers ? params->scale_w / 2 - 512 : 0;
  return status;
}

Status prepare_resize_bilinear(const ResizeBilinearAttributes& attributes, const NodeView& node, ResizeBilinearFloat* params) {
  const Status status = check_operator<ResizeBilinearOp>(attributes, node);
  if (status != Status::kOk) return status;
  if (node.input(0)->dtype != DType::kFloat32) return Status::kUnsupportedType;
  fill_extents(*node.input(0), *node.output(0), params);
  params->channels = node.input(0)->shape.dim[3];
  params->scale_h = float_scale(attributes.align_corners, params->in_h, params->out_h);
  params->scale_w = float_scale(attributes.align_corners, params->in_w, params->out_w);
  params->half_pixel_centers = attributes.half_pixel_centers;
  return status;
}

Status ResizeNearestNeighborOp::prepare(const Attributes& attributes, const NodeView& node, Memory& memory, Prepared* prepared) {
  auto* params = keep<ResizeNearest>(memory, prepared);
  return params == nullptr ? Status::kOutOfMemory : prepare_resize_nearest(attributes, node, params);
}

void ResizeNearestNeighborOp::run(const Prepared& prepared, const NodeView& node) {
  resize_nearest(*static_cast<const ResizeNearest*>(prepared.state), node.input(0)->data, node.output(0)->data);
}

Status ResizeBilinearOp::prepare(const Attributes& attributes, const NodeView& node, Memory& memory, Prepared* prepared) {
  if (!node.has(2, 2, 1)) return Status::kBadShape;
  if (node.input(0)->dtype == DType::kFloat32) {
    auto* params = keep<ResizeBilinearFloat>(memory, prepared);
    return params == nullptr ? Status::kOutOfMemory : prepare_resize_bilinear(attributes, node, params);
  }
  auto* params = keep<ResizeBilinearInt>(memory, prepared);
  return params == nullptr ? Status::kOutOfMemory : prepare_resize_bilinear(attributes, node, params);
}

void ResizeBilinearOp::run(const Prepared& prepared, const NodeView& node) {
  const Tensor &input = *node.input(0), &output = *node.output(0);
  if (input.dtype == DType::kFloat32) {
    resize_bilinear_f32(*static_cast<const ResizeBilinearFloat*>(prepared.state), input.as<float>(), output.mutable_as<float>());
  } else {
    resize_bilinear_s8(*static_cast<const ResizeBilinearInt*>(prepared.state), input.as<std::int8_t>(), output.mutable_as<std::int8_t>());
  }
}

}  // namespace pin
