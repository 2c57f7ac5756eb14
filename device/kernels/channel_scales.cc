#include "device/kernels/channel_scales.h"

#include "device/numerics/fixed_point.h"

namespace pin {

Status check_activation_scale(const Tensor& tensor) {
  if (tensor.scale_count != 1 || !valid_scale(tensor.scales[0])) return Status::kBadQuantization;
  if (tensor.dtype == DType::kInt16 && tensor.zero_point != 0) return Status::kBadQuantization;
  const IntegerRange range = range_of(tensor.dtype);
  return tensor.zero_point < range.low || tensor.zero_point > range.high ? Status::kBadQuantization : Status::kOk;
}

Status make_channel_multipliers(const Tensor& input, const Tensor& weights, const Tensor& output, std::int32_t out_c, std::int32_t axis,
                                SumWidth width, Multiplier* rescale) {
  const std::int32_t count = weights.scale_count;
  if (count != 1 && (count != out_c || weights.scale_axis != axis)) return Status::kBadQuantization;
  Status status = check_activation_scale(input);
  if (status == Status::kOk) status = check_activation_scale(output);
  if (status != Status::kOk) return status;
  for (std::int32_t c = 0; c < out_c; ++c) {
    const float scale = weights.scales[count == 1 ? 0 : c];
    if (!valid_scale(scale)) return Status::kBadQuantization;
    // N8: every scale to double first.
    rescale[c] = quantize_multiplier(static_cast<double>(input.scale()) * static_cast<double>(scale) / static_cast<double>(output.scale()));
    if (!(width == SumWidth::k32 ? usable_32(rescale[c]) : usable_64(rescale[c]))) return Status::kBadQuantization;
  }
  return Status::kOk;
}

Status check_bias(const Tensor* bias, DType type, std::int32_t out_c) {
  if (bias == nullptr) return Status::kOk;
  if (bias->dtype != type) return Status::kUnsupportedType;
  if (bias->shape.count() != out_c) return Status::kBadShape;
  return bias->is_constant ? Status::kOk : Status::kNotConstant;
}

}  // namespace pin
