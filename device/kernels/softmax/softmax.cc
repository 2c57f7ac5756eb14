#include "device/kernels/softmax/softmax.h"

#include "device/kernels/quantized.h"
#include "device/numerics/fixed_point.h"

namespace pin {
namespace {

constexpr std::int32_t kMaxDepth16 = 1 << 16;  // N41: the sum of depth values below 2^15 fits 31 bits

// Rows and depth; kBadShape unless both shapes are equal and there is a last axis.
Status take_rows(const Tensor& input, const Tensor& output, std::int32_t* rows, std::int32_t* depth) {
  if (input.shape.rank < 1 || input.shape != output.shape) return Status::kBadShape;
  *depth = input.shape.dim[input.shape.rank - 1];
  *rows = input.shape.count() / *depth;
  return Status::kOk;
}

// The output quantisation that the arithmetic produces.
bool fixed_output(const Tensor& input, const Tensor& output) {
  if (input.dtype == DType::kInt16) return output.zero_point == 0 && near_scale(output.scale(), 1.0f / 32768);
  if (output.dtype == DType::kInt16) return output.zero_point == -32768 && near_scale(output.scale(), 1.0f / 65536);
  return output.zero_point == -128 && output.scale() == 1.0f / 256;
}

// N40. floor(31 * 2^26 / 2^shift): larger differences leave Q5.26.
std::int32_t input_radius(std::int32_t shift) { return static_cast<std::int32_t>((std::int64_t{31} << 26) >> shift); }

}  // namespace

Status prepare_softmax(const SoftmaxAttributes& attributes, const Tensor& input, const Tensor& output, SoftmaxInt* params) {
  const bool types = (input.dtype == DType::kInt8 && (output.dtype == DType::kInt8 || output.dtype == DType::kInt16)) ||
                     (input.dtype == DType::kInt16 && output.dtype == DType::kInt16);
  if (!types) return Status::kUnsupportedType;
  Status status = take_rows(input, output, &params->rows, &params->depth);
  if (status == Status::kOk) status = check_quantized(input);
  if (status == Status::kOk) status = check_quantized(output);
  if (status != Status::kOk) return status;
  if (!fixed_output(input, output)) return Status::kBadQuantization;
  const auto scale = static_cast<double>(input.scale()), beta = static_cast<double>(attributes.beta);
  params->diff_min = 0;
  if (input.dtype == DType::kInt16) {
    if (params->depth > kMaxDepth16) return Status::kBadShape;
    params->input_beta = quantize_multiplier(scale * beta / (10.0 / 65535.0));
    return beta > 0 && usable_32(params->input_beta) ? Status::kOk : Status::kBadQuantization;
  }
  constexpr double kLargest = 2147483647.0;
  const double factor = beta * scale * (1 << 26);
  if (!(factor > 1.0)) return Status::kBadQuantization;
  params->input_beta = quantize_multiplier(factor < kLargest ? factor : kLargest);
  params->diff_min = -input_radius(params->input_beta.shift);
  return Status::kOk;
}

Status prepare_softmax(const SoftmaxAttributes& attributes, const Tensor& input, const Tensor& output, SoftmaxFloat* params) {
  if (input.dtype != DType::kFloat32 || output.dtype != DType::kFloat32) return Status::kUnsupportedType;
  params->beta = attributes.beta;
  return take_rows(input, output, &params->rows, &params->depth);
}

Status SoftmaxOp::prepare(const Attributes& attributes, const NodeView& node, Memory& memory, Prepared* prepared) {
  if (!node.has(1, 1, 1)) return Status::kBadShape;
  const Tensor &input = *node.input(0), &output = *node.output(0);
  if (input.dtype == DType::kFloat32) {
    auto* params = memory.take_array<SoftmaxFloat>(1);
    prepared->state = params;
    return params == nullptr ? Status::kOutOfMemory : prepare_softmax(attributes, input, output, params);
  }
  auto* params = memory.take_array<SoftmaxInt>(1);
  if (params == nullptr) return Status::kOutOfMemory;
  prepared->state = params;
  const Status status = prepare_softmax(attributes, input, output, params);
  if (status != Status::kOk) return status;
  if (input.dtype == DType::kInt16) prepared->scratch_bytes = static_cast<std::size_t>(params->depth) * sizeof(std::int16_t);
  return Status::kOk;
}

void SoftmaxOp::run(const Prepared& prepared, const NodeView& node) {
  const Tensor &input = *node.input(0), &output = *node.output(0);
  if (input.dtype == DType::kFloat32) {
    return softmax_f32(*static_cast<const SoftmaxFloat*>(prepared.state), input.as<float>(), output.mutable_as<float>());
  }
  const auto& params = *static_cast<const SoftmaxInt*>(prepared.state);
  if (input.dtype == DType::kInt16) {
    return softmax_s16(params, input.as<std::int16_t>(), static_cast<std::int16_t*>(prepared.scratch), output.mutable_as<std::int16_t>());
  }
  if (output.dtype == DType::kInt8) return softmax_s8(params, input.as<std::int8_t>(), output.mutable_as<std::int8_t>());
  softmax_s8_s16(params, input.as<std::int8_t>(), output.mutable_as<std::int16_t>());
}

}  // namespace pin
