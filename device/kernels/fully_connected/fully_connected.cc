#include "device/kernels/fully_connected/fully_connected.h"

#include "device/kernels/channel_scales.h"
#include "device/numerics/fixed_point.h"

namespace pin {
namespace {

// rows, depth, out_c; the output's shape matters only for keep_num_dims.
template <class Params>
Status check_shapes(const FullyConnectedAttributes& a, const Tensor& input, const Tensor& weights, const Tensor& output, Params* p) {
  const Shape &in = input.shape, &w = weights.shape, &out = output.shape;
  if (w.rank != 2 || w.dim[0] < 1 || w.dim[1] < 1) return Status::kBadShape;
  p->out_c = w.dim[0];
  p->depth = w.dim[1];
  if (in.rank < 1 || in.count() < 1 || in.count() % p->depth != 0) return Status::kBadShape;
  p->rows = in.count() / p->depth;
  if (out.rank < 1 || out.dim[out.rank - 1] != p->out_c) return Status::kBadShape;
  if (std::int64_t{p->rows} * p->out_c != out.count()) return Status::kBadShape;
  if (!a.keep_num_dims) return Status::kOk;
  if (out.rank != in.rank || in.dim[in.rank - 1] != p->depth) return Status::kBadShape;
  for (int i = 0; i + 1 < in.rank; ++i) {
    if (in.dim[i] != out.dim[i]) return Status::kBadShape;
  }
  return Status::kOk;
}

// N13. Per tensor, s_in * s_w is a float32 product. A bias whose scale is off by more than 2 % of the output scale is refused, as the
// reference does; a bias without a scale is taken as it is.
Status make_tensor_multiplier(const Tensor& input, const Tensor& weights, const Tensor* bias, const Tensor& output, SumWidth width,
                              Multiplier* rescale) {
  Status status = check_activation_scale(input);
  if (status == Status::kOk) status = check_activation_scale(output);
  if (status != Status::kOk) return status;
  if (!valid_scale(weights.scales[0])) return Status::kBadQuantization;
  const volatile float float_product = input.scale() * weights.scales[0];  // volatile: rounded to float32 on every compiler
  const double product = static_cast<double>(float_product);
  const double output_scale = static_cast<double>(output.scale());
  if (bias != nullptr && bias->scale_count > 0) {
    const double difference = product - static_cast<double>(bias->scales[0]);
    if (!((difference < 0 ? -difference : difference) / output_scale <= 0.02)) return Status::kBadQuantization;
  }
  if (!valid_scale(static_cast<float>(product))) return Status::kBadQuantization;  // overflow or underflow of the product
  *rescale = quantize_multiplier(product / output_scale);
  return (width == SumWidth::k32 ? usable_32(*rescale) : usable_64(*rescale)) ? Status::kOk : Status::kBadQuantization;
}

struct State {
  union {  // by the input's type
    FullyConnectedInt integer;
    FullyConnectedFloat real;
  };
  const Multiplier* rescale;
};

}  // namespace

Status prepare_fully_connected(const FullyConnectedAttributes& a, const Tensor& input, const Tensor& weights, const Tensor* bias,
                               const Tensor& output, FullyConnectedInt* params, Multiplier* rescale) {
  const bool int8 = input.dtype == DType::kInt8 && (weights.dtype == DType::kInt8 || weights.dtype == DType::kInt4);
  const bool int16 = input.dtype == DType::kInt16 && weights.dtype == DType::kInt8;
  if ((!int8 && !int16) || output.dtype != input.dtype) return Status::kUnsupportedType;
  FullyConnectedInt p = {};
  Status status = check_shapes(a, input, weights, output, &p);
  if (status != Status::kOk) return status;
  const bool may_vary = input.dtype == DType::kInt8 && weights.dtype == DType::kInt8;
  if (!weights.is_constant && !may_vary) return Status::kNotConstant;
  status = check_bias(bias, int16 ? DType::kInt64 : DType::kInt32, p.out_c);
  if (status != Status::kOk) return status;
  if (weights.scale_count < 1) return Status::kBadQuantization;
  p.per_channel = weights.scale_count > 1 ? 1 : 0;
  if (p.per_channel != 0 && weights.dtype == DType::kInt4) return Status::kUnsupportedType;
  const SumWidth width = int16 ? SumWidth::k64 : SumWidth::k32;
  status = p.per_channel != 0 ? make_channel_multipliers(input, weights, output, p.out_c, 0, width, rescale)
                              : make_tensor_multiplier(input, weights, bias, output, width, rescale);
  if (status != Status::kOk) return status;
  if (weights.zero_point < -128 || weights.zero_point > 127) return Status::kBadQuantization;
  p.weights_zero_point = p.per_channel != 0 ? 0 : weights.zero_point;
  p.input_zero_point = input.zero_point;
  p.output_zero_point = output.zero_point;
  status = activation_range(a.activation, output.dtype, output.scale(), output.zero_point, &p.output_min, &p.output_max);
  if (status != Status::kOk) return status;
  *params = p;
  return Status::kOk;
}

Status prepare_fully_connected(const FullyConnectedAttributes& a, const Tensor& input, const Tensor& weights, const Tensor* bias,
                               const Tensor& output, FullyConnectedFloat* params) {
  if (input.dtype != DType::kFloat32 || weights.dtype != DType::kFloat32 || output.dtype != DType::kFloat32) {
    return Status::kUnsupportedType;
  }
  FullyConnectedFloat p = {};
  Status status = check_shapes(a, input, weights, output, &p);
  if (status != Status::kOk) return status;
  status = check_bias(bias, DType::kFloat32, p.out_c);
  if (status != Status::kOk) return status;
  activation_range(a.activation, &p.output_min, &p.output_max);
  *params = p;
  return Status::kOk;
}

Status FullyConnectedOp::prepare(const Attributes& a, const NodeView& node, Memory& memory, Prepared* prepared) {
  if (!node.has(2, 3, 1)) return Status::kBadShape;
  const Tensor &input = *node.input(0), &weights = *node.input(1), &output = *node.output(0);
  State* state = memory.take_array<State>(1);
  if (state == nullptr) return Status::kOutOfMemory;
  *state = {};
  prepared->state = state;
  if (input.dtype == DType::kFloat32) return prepare_fully_connected(a, input, weights, node.input(2), output, &state->real);
  if (weights.shape.rank != 2) return Status::kBadShape;
  const std::int32_t multipliers = weights.scale_count > 1 ? weights.shape.dim[0] : 1;
  Multiplier* rescale = memory.take_array<Multiplier>(static_cast<std::size_t>(multipliers));
  if (rescale == nullptr) return Status::kOutOfMemory;
  state->rescale = rescale;
  return prepare_fully_connected(a, input, weights, node.input(2), output, &state->integer, rescale);
}

void FullyConnectedOp::run(const Prepared& prepared, const NodeView& node) {
  const State& s = *static_cast<const State*>(prepared.state);
  const Tensor &input = *node.input(0), &weights = *node.input(1), &output = *node.output(0);
  const void* bias = node.input(2) != nullptr ? node.input(2)->data : nullptr;
  if (input.dtype == DType::kFloat32) {
    fully_connected_f32(s.real, input.as<float>(), weights.as<float>(), static_cast<const float*>(bias), output.mutable_as<float>());
  } else if (weights.dtype == DType::kInt4) {
    fully_connected_s8_w4(s.integer, input.as<std::int8_t>(), weights.as<std::uint8_t>(), static_cast<const std::int32_t*>(bias), s.rescale,
                          output.mutable_as<std::int8_t>());
  } else if (input.dtype == DType::kInt8) {
    fully_connected_s8(s.integer, input.as<std::int8_t>(), weights.as<std::int8_t>(), static_cast<const std::int32_t*>(bias), s.rescale,
                       output.mutable_as<std::int8_t>());
  } else {
    fully_connected_s16(s.integer, input.as<std::int16_t>(), weights.as<std::int8_t>(), static_cast<const std::int64_t*>(bias), s.rescale,
                        output.mutable_as<std::int16_t>());
  }
}

}  // namespace pin
