#include "device/kernels/logistic/logistic.h"

#include "device/kernels/quantized.h"
#include "device/numerics/fixed_point.h"

namespace pin {
namespace {

Status check_elementwise(const Tensor& input, const Tensor& output) {
  if (input.dtype != output.dtype) return Status::kUnsupportedType;
  return input.shape == output.shape ? Status::kOk : Status::kBadShape;
}

Status check_operands(const Tensor& input, const Tensor& output, DType type) {
  if (input.dtype != type) return Status::kUnsupportedType;
  Status status = check_elementwise(input, output);
  if (status == Status::kOk) status = check_arithmetic_operand(input);
  if (status == Status::kOk) status = check_arithmetic_operand(output);
  return status;
}

// N43. floor(15 * 2^27 / 2^shift): larger inputs leave Q4.27.
std::int32_t input_radius(std::int32_t shift) {
  if (shift > 31) return 0;
  return static_cast<std::int32_t>((std::int64_t{15} << 27) >> (shift < 0 ? 0 : shift));
}

}  // namespace

Status prepare_logistic(const Tensor& input, const Tensor& output, LogisticInt8* params) {
  const Status status = check_operands(input, output, DType::kInt8);
  if (status != Status::kOk) return status;
  if (output.zero_point != -128 || !near_scale(output.scale(), 1.0f / 256)) return Status::kBadQuantization;
  params->count = input.shape.count();
  params->input_zero_point = input.zero_point;
  params->input = quantize_multiplier(static_cast<double>(input.scale()) * (1 << 27));
  params->input_radius = input_radius(params->input.shift);
  return Status::kOk;
}

Status prepare_logistic(const Tensor& input, const Tensor& output, LogisticInt16* params) {
  const Status status = check_operands(input, output, DType::kInt16);
  if (status != Status::kOk) return status;
  if (!near_scale(output.scale(), 1.0f / 32768)) return Status::kBadQuantization;
  params->count = input.shape.count();
  params->input = {0, 0};
  const float from_pot = input.scale() * 4096.0f;
  if (from_pot > 0.99930709f && from_pot < 1.00069339f) return Status::kOk;  // 2^-0.001, 2^0.001: counts as 2^-12
  double factor = static_cast<double>(input.scale()) * 4096.0 * 3.0;
  std::int32_t shift = 0;
  for (; factor <= 32767.0 / 2.0 && shift <= 30; ++shift) factor *= 2.0;
  if (factor >= 32768.0) return Status::kBadQuantization;  // N44's proof needs 15 bits; the reference asserts it
  params->input = {static_cast<std::int32_t>(factor), -shift};
  return params->input.value > 0 ? Status::kOk : Status::kBadQuantization;
}

Status LogisticOp::prepare(const Attributes&, const NodeView& node, Memory& memory, Prepared* prepared) {
  if (!node.has(1, 1, 1)) return Status::kBadShape;
  const Tensor &input = *node.input(0), &output = *node.output(0);
  if (input.dtype == DType::kFloat32) return check_elementwise(input, output);
  if (input.dtype == DType::kInt8) {
    auto* params = memory.take_array<LogisticInt8>(1);
    prepared->state = params;
    return params == nullptr ? Status::kOutOfMemory : prepare_logistic(input, output, params);
  }
  auto* params = memory.take_array<LogisticInt16>(1);
  prepared->state = params;
  return params == nullptr ? Status::kOutOfMemory : prepare_logistic(input, output, params);
}

void LogisticOp::run(const Prepared& prepared, const NodeView& node) {
  const Tensor &input = *node.input(0), &output = *node.output(0);
  const void* state = prepared.state;
  if (input.dtype == DType::kInt8) {
    return logistic_s8(*static_cast<const LogisticInt8*>(state), input.as<std::int8_t>(), output.mutable_as<std::int8_t>());
  }
  if (input.dtype == DType::kInt16) {
    return logistic_s16(*static_cast<const LogisticInt16*>(state), input.as<std::int16_t>(), output.mutable_as<std::int16_t>());
  }
  logistic_f32(input.shape.count(), input.as<float>(), output.mutable_as<float>());
}

}  // namespace pin
