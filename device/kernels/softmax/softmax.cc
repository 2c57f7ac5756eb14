#include "device/kernels/softmax/softmax.h"

#include "device/kernels/quantized.h"
#include "device/numerics/elementary.h"
#include "device/numerics/fixed_point.h"
#include "device/numerics/gemmlowp_functions.h"

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

template <class T>
std::int32_t max_of(const T* row, std::int32_t depth) {
  T max = row[0];
  for (std::int32_t i = 1; i < depth; ++i) max = row[i] > max ? row[i] : max;
  return max;
}

// N40. `Out` decides the resolution: 2^-8 or 2^-16.
template <class Out>
void softmax_from_s8(const SoftmaxInt& p, const std::int8_t* input, Out* output) {
  constexpr std::int32_t kLow = std::numeric_limits<Out>::min(), kHigh = std::numeric_limits<Out>::max();
  for (std::int32_t row = 0; row < p.rows; ++row, input += p.depth, output += p.depth) {
    const std::int32_t max = max_of(input, p.depth);
    std::uint32_t sum = 0;  // Q12.19 with one more bit
    for (std::int32_t i = 0; i < p.depth; ++i) {
      if (input[i] - max < p.diff_min) continue;
      const std::int32_t e = exp_on_negative<5>(rescale(input[i] - max, p.input_beta));
      const std::uint32_t more = sum + static_cast<std::uint32_t>(rounding_divide_by_pot(e, 12));
      sum = more < sum ? std::numeric_limits<std::uint32_t>::max() : more;
    }
    const int headroom = count_leading_zeros(sum);  // the largest element adds 2^19, so at most 12
    const std::int32_t reciprocal = reciprocal_of_one_plus(static_cast<std::int32_t>((sum << headroom) - 0x80000000u));
    const int exponent = 12 - headroom + 31 - 8 * static_cast<int>(sizeof(Out));
    for (std::int32_t i = 0; i < p.depth; ++i) {
      std::int32_t quotient = 0;
      if (input[i] - max >= p.diff_min && exponent <= 31) {
        const std::int32_t e = exp_on_negative<5>(rescale(input[i] - max, p.input_beta));
        quotient = rounding_divide_by_pot(saturating_rounding_doubling_high_mul(reciprocal, e), exponent);
      }
      output[i] = static_cast<Out>(clamp(quotient + kLow, kLow, kHigh));
    }
  }
}

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

void softmax_s8(const SoftmaxInt& params, const std::int8_t* input, std::int8_t* output) { softmax_from_s8(params, input, output); }
void softmax_s8_s16(const SoftmaxInt& params, const std::int8_t* input, std::int16_t* output) {
  softmax_from_s8(params, input, output);
}

void softmax_f32(const SoftmaxFloat& p, const float* input, float* output) {
  for (std::int32_t row = 0; row < p.rows; ++row, input += p.depth, output += p.depth) {
    float max = input[0];
    for (std::int32_t i = 1; i < p.depth; ++i) max = input[i] > max ? input[i] : max;
    float sum = 0.0f;
    for (std::int32_t i = 0; i < p.depth; ++i) {
      output[i] = exp_f32((input[i] - max) * p.beta);
      sum += output[i];
    }
    for (std::int32_t i = 0; i < p.depth; ++i) output[i] /= sum;
  }
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
    return softmax_s16(params, input.as<std::int16_t>(), static_cast<std::int16_t*>(prepared.scratch),
                       output.mutable_as<std::int16_t>());
  }
  if (output.dtype == DType::kInt8) return softmax_s8(params, input.as<std::int8_t>(), output.mutable_as<std::int8_t>());
  softmax_s8_s16(params, input.as<std::int8_t>(), output.mutable_as<std::int16_t>());
}

}  // namespace pin
